// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The files that tests/golden/conformance.py writes, which also says what is in them.

import { readFileSync } from "node:fs";

export interface ConformanceArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export interface ConformanceCase {
  readonly name: string;
  readonly args: Map<string, ConformanceArray>;
  readonly options: Record<string, ConformanceArray | number | boolean | string>;
  gradOutput: number | Float32Array | undefined;
  value: Float64Array;
  /** What the absolute part of the bound is multiplied by. */
  valueScale: number;
  readonly grads: Map<string, ConformanceGrad>;
}

export interface ConformanceGrad {
  readonly want: Float64Array;
  /** What a bound is of, if larger than the largest of these. */
  readonly scale: number;
}

const emptyCase = (name: string): ConformanceCase => ({
  name,
  args: new Map(),
  options: {},
  gradOutput: undefined,
  value: new Float64Array(),
  valueScale: 1,
  grads: new Map(),
});

/** The cases in `path`.cases and `path`.bin. */
export function readCases(path: string): readonly ConformanceCase[] {
  const lines = readFileSync(`${path}.cases`, "utf8").trimEnd().split("\n");
  const [keyword, ...counts] = lines[0]!.split(" ");
  if (keyword !== "pools") throw new Error(`${path}.cases: not a file of cases`);
  const [doubles = 0, floats = 0, integers = 0] = counts.map(Number);
  const file = readFileSync(`${path}.bin`);
  const bytes = 8 * doubles + 4 * floats + 4 * integers;
  if (file.length !== bytes) throw new Error(`${path}.bin: ${file.length} bytes, not ${bytes}`);
  // Small files are views of a buffer that others share, at any offset.
  const memory = file.buffer.slice(file.byteOffset, file.byteOffset + bytes);
  const pools = {
    double: new Float64Array(memory, 0, doubles),
    float: new Float32Array(memory, 8 * doubles, floats),
    int: new Int32Array(memory, 8 * doubles + 4 * floats, integers),
  };
  const view = <Kind extends keyof typeof pools>(kind: Kind, offset: string, count: string) =>
    pools[kind].subarray(Number(offset), Number(offset) + Number(count)) as (typeof pools)[Kind];
  const array = ([kind = "", offset = "", , ...sizes]: readonly string[]): ConformanceArray => {
    const shape = sizes.map(Number);
    const count = String(shape.reduce((product, size) => product * size, 1));
    return { shape, data: view(kind === "int" ? "int" : "float", offset, count) };
  };

  const cases: ConformanceCase[] = [];
  for (const line of lines.slice(1)) {
    const [kind, first = "", ...rest] = line.split(" ");
    if (kind === "case") {
      cases.push(emptyCase(first));
      continue;
    }
    const last = cases.at(-1);
    if (last === undefined) throw new Error(`${path}.cases: ${line}: before the first case`);
    const [offset = "", count = "", third = ""] = rest;
    if (kind === "argument") last.args.set(first, array(rest));
    else if (kind === "array") last.options[first] = array(rest);
    else if (kind === "number") last.options[first] = Number(offset);
    else if (kind === "flag") last.options[first] = offset === "1";
    else if (kind === "word") last.options[first] = offset;
    else if (kind === "value") [last.valueScale, last.value] = [Number(offset), view("double", count, third)];
    else if (kind === "grad") last.grads.set(first, { scale: Number(offset), want: view("double", count, third) });
    else if (kind === "upstream") {
      const upstream = view("float", offset, count);
      last.gradOutput = first === "number" ? upstream[0] : upstream;
    } else throw new Error(`${path}.cases: ${line}: no such kind of line`);
  }
  if (cases.length === 0) throw new Error(`${path}.cases: no cases`);
  return cases;
}
