// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The runner of all losses that are declared by a table of arrays and options (declaration.ts).

import { statusError, type Context, type Subjects } from "../core/context.ts";
import type { RawLosses, StatusCode } from "../core/raw_module.ts";
import { reductions } from "../core/status.ts";
import {
  finishGrads,
  gradOptionNames,
  readGradOutput,
  wantGrads,
  type Differentiable,
  type GivenGradOptions,
} from "../inputs/gradients.ts";
import { Operand } from "../inputs/operand.ts";
import { Output } from "../inputs/output.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels } from "../inputs/place_integers.ts";
import { checkOptions } from "../options.ts";
import type { FloatOutput } from "../types.ts";
import { CallRecord, maxGrads, maxRank } from "./call.ts";
import type { LossDeclaration } from "./declaration.ts";
import { OptionReader } from "./option_reader.ts";
import type { Role } from "./signature.ts";

const labelsWanted = "integers in an array, a HeapArray, or { data, shape }";
const labelRange = { low: -(2 ** 31), high: 2 ** 31 - 1 };

interface GivenOptions extends GivenGradOptions {
  readonly [name: string]: unknown;
  readonly shape?: readonly number[];
  readonly reduction?: unknown;
  readonly out?: unknown;
}

/** One array of a call: an argument, or an option that is an array. */
interface Slot extends Differentiable {
  readonly role: Role;
}

type Value = number | FloatOutput;

function isDifferentiable({ role }: Slot): boolean {
  return isUsual(role) || role === "differentiable";
}

/** Whether the gradient is given if nothing else is asked for. */
function isUsual(role: Role): boolean {
  return role === "prediction" || role === "parameter" || role === "nullable";
}

/** Runs one loss; what it keeps between calls it keeps to make no garbage. */
export class Loss {
  readonly #context: Context;
  readonly #declaration: LossDeclaration;
  /** How many arguments come before the options. */
  readonly #arity: number;
  #raw!: () => StatusCode;
  readonly #gradName: string;
  readonly #slots: readonly Slot[];
  readonly #operands: Readonly<Record<string, Operand>>;
  readonly #several: boolean;
  readonly #options: OptionReader;
  readonly #known: ReadonlySet<string>;
  readonly #knownWithGrad: ReadonlySet<string>;
  readonly #losses = new Output();
  readonly #gradOutput = new Operand();
  readonly #record: CallRecord;
  #reduction = 0;
  #count = 0;

  constructor(context: Context, declaration: LossDeclaration, rawName: keyof RawLosses) {
    const { name, signature, options = {}, reduction } = declaration;
    this.#context = context;
    this.#declaration = declaration;
    context.memory.lend((functions) => {
      this.#raw = functions[rawName];
    });
    this.#gradName = `${name}.valueAndGrad`;
    const roles: [string, Role][] = Object.entries(signature.arrays);
    this.#arity = roles.length;
    for (const [option, declared] of Object.entries(options)) {
      if ("array" in declared) roles.push([option, declared.array]);
    }
    this.#slots = roles.map(([array, role]) => ({ name: array, role, operand: new Operand(), grad: new Output() }));
    this.#operands = Object.fromEntries(this.#slots.map((slot) => [slot.name, slot.operand]));
    this.#several = this.#slots.filter(({ role }) => isUsual(role)).length > 1;
    this.#options = new OptionReader(options, reduction ?? "mean");
    const common =
      reduction === "map" ? ["shape", "out"] : reduction === "value" ? ["shape"] : ["shape", "reduction", "out"];
    this.#known = new Set([...Object.keys(options), ...common]);
    this.#knownWithGrad = new Set([...this.#known, ...gradOptionNames]);
    this.#record = new CallRecord(context.memory);
  }

  value(args: readonly unknown[]): Value {
    const { name } = this.#declaration;
    const options = args[this.#arity];
    checkOptions(name, options, this.#known);
    try {
      this.#prepare(name, args, options as GivenOptions | undefined);
      return this.#run(name);
    } finally {
      this.#clear();
    }
  }

  valueAndGrad(args: readonly unknown[]): { value: Value; grad: unknown } {
    const name = this.#gradName;
    const options = args[this.#arity];
    checkOptions(name, options, this.#knownWithGrad);
    try {
      const given = options as GivenOptions | undefined;
      this.#prepare(name, args, given);
      const byName = this.#prepareGrads(name, given);
      const value = this.#run(name);
      const { memory } = this.#context;
      return { value, grad: finishGrads(this.#slots, byName, (grad) => grad.finish(memory)) };
    } finally {
      this.#clear();
    }
  }

  #prepare(name: string, args: readonly unknown[], given: GivenOptions | undefined): void {
    const { memory } = this.#context;
    for (const [index, { name: array, role, operand }] of this.#slots.entries()) {
      const optional = index >= this.#arity;
      const input = optional ? given?.[array] : args[index];
      if ((optional && input === undefined) || (role === "nullable" && input === null)) continue;
      if (role === "labels") operand.readIntegers(name, memory, array, input, labelsWanted);
      else if (role === "numbers") operand.readNumbers(name, memory, array, input);
      else operand.readFloats(name, memory, array, input);
      if (role === "prediction" && given?.shape !== undefined) operand.reshape(name, given.shape);
    }
    const values = this.#options.read(name, given);
    this.#reduction = this.#options.readReduction(name, given?.reduction);
    this.#count = this.#declaration.settle(name, this.#operands, values);
    for (const { name: array, operand } of this.#slots) {
      if (operand.present && operand.dims.length > maxRank) {
        throw new RangeError(`${name}: ${array} has ${operand.dims.length} axes, more than ${maxRank}`);
      }
    }
    if (this.#reduction === reductions.none) {
      this.#losses.want(name, memory, "out", given?.out, this.#count);
    } else if (given?.out !== undefined) {
      throw new TypeError(`${name}: out is for reduction "none"; this result is a number`);
    }
  }

  /** Returns whether gradients are to be given by name. */
  #prepareGrads(name: string, given: GivenOptions | undefined): boolean {
    const { memory } = this.#context;
    const possible = this.#slots.filter(isDifferentiable);
    const usual = possible.filter(({ role, operand }) => isUsual(role) && operand.present);
    const byName = wantGrads(name, memory, given, possible, usual, this.#several);
    readGradOutput(name, memory, this.#gradOutput, given?.gradOutput, this.#upstream());
    return byName;
  }

  /** How many values the upstream gradient has. */
  #upstream(): number {
    return this.#reduction === reductions.none ? this.#count : 1;
  }

  #run(name: string): Value {
    const { memory } = this.#context;
    this.#checkOverlaps(name);
    memory.reserve(name, this.#bytes());
    const record = this.#record;
    for (const [index, { role, operand, grad }] of this.#slots.entries()) {
      if (role === "labels") {
        if (operand.present) placeLabels(name, memory, operand, labelRange);
      } else {
        placeFloats(name, memory, operand, operand.length);
      }
      grad.place(memory, this.#replaces(operand) ? operand.address : 0);
      record.setArray(index, operand.present ? operand.address : 0, operand.present ? operand.dims : []);
      // Absent ones too: the record still holds what another loss wanted.
      if (index < maxGrads) record.setGrad(index, grad.address);
    }
    for (let index = this.#slots.length; index < maxGrads; index++) record.setGrad(index, 0);
    placeFloats(name, memory, this.#gradOutput, this.#upstream());
    this.#losses.place(memory);
    record.setResults(this.#reduction, this.#losses.address, this.#gradOutput.address);
    this.#options.write(record);
    const code = this.#raw();
    if (code !== 0) throw statusError(name, code, memory, this.#subjects());
    return this.#reduction === reductions.none ? this.#losses.finish(memory) : memory.value;
  }

  /** Whether an array's gradient may take the place of the copy that was made of it. */
  #replaces(operand: Operand): boolean {
    return this.#declaration.inPlace === true && !operand.resident && operand.length === this.#count;
  }

  #bytes(): number {
    let bytes = this.#losses.bytes + floatBytes(this.#gradOutput, this.#upstream());
    for (const { role, operand, grad } of this.#slots) {
      if (role !== "labels") bytes += floatBytes(operand, operand.length);
      else if (operand.present) bytes += labelBytes(operand);
      if (!this.#replaces(operand)) bytes += grad.bytes;
    }
    return bytes;
  }

  #checkOverlaps(name: string): void {
    const outputs = [this.#losses, ...this.#slots.map(({ grad }) => grad)].filter(({ wanted }) => wanted);
    for (const [index, output] of outputs.entries()) {
      for (const other of outputs.slice(0, index)) output.keepOffOutput(name, other);
      for (const { operand, grad } of this.#slots) {
        const itself = output === grad && output.address === operand.address && operand.length === this.#count;
        if (!(this.#declaration.inPlace === true && itself)) output.keepOff(name, operand);
      }
      output.keepOff(name, this.#gradOutput);
    }
  }

  /** What the core's complaints may be about. */
  #subjects(): Subjects {
    const { complaints: declared = {}, classesOf } = this.#declaration;
    const complaints = Object.entries(declared);
    const subjects = Object.fromEntries(complaints.map(([subject, array]) => [subject, this.#operands[array]]));
    const classes = classesOf === undefined ? this.#slots[0]?.operand.dims.at(-1) : this.#operands[classesOf]?.dims[0];
    return { ...subjects, classes: classes ?? 0 };
  }

  #clear(): void {
    for (const { operand, grad } of this.#slots) {
      operand.clear();
      grad.clear();
    }
    this.#gradOutput.clear();
    this.#losses.clear();
    this.#context.memory.release();
  }
}
