// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { reductions } from "../core/status.ts";
import { readBoolean, readNumber, readWord } from "../options.ts";
import type { CallRecord } from "./call.ts";
import type { OptionDeclarations, ReductionKind } from "./function.ts";

/** Reads the options of a loss that are not arrays, as numbers. */
export class OptionReader {
  readonly #declared: OptionDeclarations;
  readonly #names: readonly string[];
  readonly #kind: ReductionKind;
  readonly #values: Record<string, number> = {};
  /** The same, by position. */
  readonly #numbers: Float64Array;

  constructor(declared: OptionDeclarations, kind: ReductionKind) {
    this.#declared = declared;
    this.#names = Object.keys(declared).filter((name) => declared[name] !== undefined && !("array" in declared[name]));
    this.#kind = kind;
    this.#numbers = new Float64Array(this.#names.length);
  }

  /** What the options say, until the next call of this. */
  read(operation: string, given: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, number>> {
    for (const [index, name] of this.#names.entries()) {
      this.#values[name] = this.#numbers[index] = this.#readOne(operation, name, given?.[name]);
    }
    return this.#values;
  }

  #readOne(operation: string, name: string, given: unknown): number {
    const declared = this.#declared[name];
    if (declared === undefined || "array" in declared) return 0;
    if ("flag" in declared) return Number(readBoolean(operation, name, given, declared.flag));
    if ("choices" in declared) {
      return given === undefined ? 0 : readWord(operation, name, given, declared.choices);
    }
    return readNumber(operation, name, given, declared);
  }

  /** The number that stands for a reduction in the module. */
  readReduction(operation: string, given: unknown): number {
    if (this.#kind === "map") return reductions.none;
    if (this.#kind === "value") return reductions.mean;
    if (given === undefined) return this.#kind === "none" ? reductions.none : reductions.mean;
    const words = this.#kind === "batch" ? ["none", "mean", "sum", "batchmean"] : ["none", "mean", "sum"];
    // Their order is that of Reduction in src/tensor.h.
    return readWord(operation, "reduction", given, words);
  }

  /** Hands what was read to the module. */
  write(record: CallRecord): void {
    record.setNumbers(this.#numbers);
  }
}
