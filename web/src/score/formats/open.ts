// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { openCsv } from "./csv.ts";
import { openJson } from "./json.ts";
import { isNpy, openNpy } from "./npy.ts";
import { InputProblem } from "./problems.ts";
import type { OpenOptions, Source } from "./source.ts";

const formats = "CSV, JSON and .npy can be read";

/** Beginnings of files that are often taken for one of the formats. */
const others: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b], `a zip archive, as .npz, .xlsx and .pt are; ${formats}, so save the arrays one by one with np.save`],
  [[0x1f, 0x8b], `compressed with gzip; decompress it first`],
  [[0x28, 0xb5, 0x2f, 0xfd], `compressed with zstd; decompress it first`],
  [[0x50, 0x41, 0x52, 0x31], `a Parquet file; ${formats}`],
  [[0x80], `a Python pickle, as it seems; ${formats}`],
];

/** Opens a file by what it begins with, whatever its name is. */
export async function openSource(file: File, options: OpenOptions): Promise<Source> {
  const first = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
  if (first.length === 0) throw new InputProblem(file.name, null, "it is empty");
  if (isNpy(first)) return openNpy(file);
  const other = others.find(([bytes]) => bytes.every((byte, at) => first[at] === byte));
  if (other) throw new InputProblem(file.name, "byte 0", other[1]);
  const zero = first.indexOf(0);
  if (zero >= 0) throw new InputProblem(file.name, `byte ${zero}`, `no text; ${formats}`);
  const beginning = new TextDecoder().decode(first).trimStart();
  return /^[[{]/.test(beginning) ? openJson(file) : openCsv(file, options);
}
