// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// NumPy's .npy, versions 1 to 3: a short header in Python's notation, then the numbers as they stand in memory.

import { type Batch, rowsPerBatch } from "./batch.ts";
import type { Reading } from "./chunks.ts";
import { fromFloat16 } from "./numbers.ts";
import { InputProblem, quoted } from "./problems.ts";
import type { Source } from "./source.ts";

type Element = (view: DataView, at: number, isLittle: boolean) => number;

const elements: Readonly<Record<string, { readonly bytes: number; readonly get: Element }>> = {
  f2: { bytes: 2, get: (view, at, isLittle) => fromFloat16(view.getUint16(at, isLittle)) },
  f4: { bytes: 4, get: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  f8: { bytes: 8, get: (view, at, isLittle) => view.getFloat64(at, isLittle) },
  b1: { bytes: 1, get: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, get: (view, at) => view.getInt8(at) },
  u1: { bytes: 1, get: (view, at) => view.getUint8(at) },
  i2: { bytes: 2, get: (view, at, isLittle) => view.getInt16(at, isLittle) },
  u2: { bytes: 2, get: (view, at, isLittle) => view.getUint16(at, isLittle) },
  i4: { bytes: 4, get: (view, at, isLittle) => view.getInt32(at, isLittle) },
  u4: { bytes: 4, get: (view, at, isLittle) => view.getUint32(at, isLittle) },
  i8: { bytes: 8, get: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)) },
  u8: { bytes: 8, get: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)) },
};

const kinds = "float16, float32, float64, bool, and integers of 8 to 64 bits";

export interface NpyHeader {
  /** As NumPy writes it: "<f4". */
  readonly descr: string;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** Reads the header out of the first bytes of a file. */
export function readNpyHeader(name: string, bytes: Uint8Array<ArrayBuffer>): NpyHeader {
  const broken = (where: string, what: string): InputProblem => new InputProblem(name, where, what);
  if (!isNpy(bytes)) throw broken("byte 0", "it does not begin as a .npy file does");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [version, lengthBytes] = [bytes[6] ?? 0, (bytes[6] ?? 0) >= 2 ? 4 : 2];
  if (version < 1 || version > 3) throw broken("byte 6", `version ${version} of .npy, where 1, 2 and 3 are known`);
  const from = 8 + lengthBytes;
  if (bytes.length < from) throw broken(`byte ${bytes.length}`, "it ends within its header");
  const start = from + (lengthBytes === 4 ? view.getUint32(8, true) : view.getUint16(8, true));
  if (bytes.length < start)
    throw broken(`byte ${bytes.length}`, `it ends within its header, which ends at byte ${start}`);
  const text = new TextDecoder("latin1").decode(bytes.subarray(from, start));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const dims = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || dims === undefined) {
    throw broken(`byte ${from}`, `a header without descr, fortran_order or shape: ${quoted(text.trim())}`);
  }
  const shape = dims
    .split(",")
    .filter((dim) => dim.trim() !== "")
    .map((dim) => Number.parseInt(dim, 10));
  if (order === "True" && shape.filter((dim) => dim > 1).length > 1) {
    throw broken(`byte ${from}`, "Fortran order; save np.ascontiguousarray(…) instead, which is C order");
  }
  if (!(descr.slice(1) in elements))
    throw broken(`byte ${from}`, `numbers of type ${quoted(descr)}; ${kinds} can be read`);
  return { descr, shape, start };
}

/** Longer headers hold fields of records, which are no logits. */
const HEADER_BYTES = 1 << 16;
const PREVIEW_ROWS = 100;
/** Labels are read so many at a time. */
const LABELS_PER_READ = 1 << 20;

class NpySource implements Source {
  readonly format = ".npy";
  readonly file: File;
  readonly names = null;
  readonly columns = [];
  readonly labelColumn = null;
  readonly labelsBeside = false;
  readonly width: number | null;
  readonly hasLabels: boolean;
  readonly preview: readonly (readonly number[])[];
  readonly #header: NpyHeader;
  readonly #rows: number;
  readonly #element: { readonly bytes: number; readonly get: Element };

  constructor(file: File, header: NpyHeader, preview: ArrayBuffer) {
    this.file = file;
    this.#header = header;
    this.#element = elements[header.descr.slice(1)]!;
    const { shape } = header;
    const size = shape.reduce((product, dim) => product * dim, 1);
    const width = shape.length < 2 ? 1 : shape.at(-1)!;
    const first = this.#numbers(preview);
    this.hasLabels = !header.descr.slice(1).startsWith("f") || (width === 1 && first.every(Number.isInteger));
    this.width = this.hasLabels ? null : width;
    this.#rows = this.hasLabels ? size : size / Math.max(1, width);
    const rows = Math.min(PREVIEW_ROWS, Math.floor(first.length / Math.max(1, width)));
    this.preview = Array.from({ length: rows }, (_, row) => [...first.slice(row * width, (row + 1) * width)]);
  }

  get summary(): string {
    const { descr, shape } = this.#header;
    const what = this.hasLabels ? "labels" : "scores";
    return `.npy of shape [${shape.join(", ")}], type ${descr}: ${what}`;
  }

  #numbers(buffer: ArrayBuffer): Float64Array<ArrayBuffer> {
    const { bytes, get } = this.#element;
    const isLittle = !this.#header.descr.startsWith(">");
    const view = new DataView(buffer);
    const numbers = new Float64Array(Math.floor(buffer.byteLength / bytes));
    for (let i = 0; i < numbers.length; ++i) numbers[i] = get(view, i * bytes, isLittle);
    return numbers;
  }

  /** `count` numbers from the one at `from` on. */
  async #read(from: number, count: number, reading: Reading): Promise<ArrayBuffer> {
    reading.signal.throwIfAborted();
    const { bytes } = this.#element;
    const start = this.#header.start + from * bytes;
    const buffer = await this.file.slice(start, start + count * bytes).arrayBuffer();
    reading.onBytes(buffer.byteLength);
    return buffer;
  }

  async *batches(reading: Reading): AsyncGenerator<Batch> {
    const width = this.width ?? 1;
    const step = rowsPerBatch(width);
    for (let first = 0; first < this.#rows; first += step) {
      const rows = Math.min(step, this.#rows - first);
      const buffer = await this.#read(first * width, rows * width, reading);
      // Every machine that has browsers keeps the low byte first, as nearly every file does.
      const scores = this.#header.descr === "<f4" ? new Float32Array(buffer) : Float32Array.from(this.#numbers(buffer));
      const index = (row: number): number => first + row;
      yield { rows, scores, labels: null, index, where: (row) => this.#place(first + row) };
    }
  }

  #place(row: number): string {
    const { start } = this.#header;
    return `row ${row + 1} (byte ${start + row * (this.width ?? 1) * this.#element.bytes})`;
  }

  async labels(reading: Reading): Promise<Int32Array<ArrayBuffer>> {
    const labels = new Int32Array(this.#rows);
    for (let first = 0; first < labels.length; first += LABELS_PER_READ) {
      const count = Math.min(LABELS_PER_READ, labels.length - first);
      const numbers = this.#numbers(await this.#read(first, count, reading));
      const bad = numbers.findIndex((label) => label !== Math.trunc(label) || Math.abs(label) >= 2 ** 31);
      if (bad >= 0) {
        const what = `the label is ${numbers[bad]}, not a whole number of 32 bits`;
        throw new InputProblem(this.file.name, this.#place(first + bad), what);
      }
      labels.set(numbers, first);
    }
    return labels;
  }
}

export async function openNpy(file: File): Promise<Source> {
  const header = readNpyHeader(file.name, new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()));
  const { descr, shape, start } = header;
  const { bytes } = elements[descr.slice(1)]!;
  const size = shape.reduce((product, dim) => product * dim, 1);
  if (file.size !== start + size * bytes) {
    const wanted = `shape [${shape.join(", ")}] of ${descr} ends at byte ${start + size * bytes}`;
    throw new InputProblem(file.name, `byte ${file.size}`, `the file ends here, but ${wanted}`);
  }
  if (size === 0) throw new InputProblem(file.name, null, `shape [${shape.join(", ")}] holds nothing`);
  const preview = start + PREVIEW_ROWS * (shape.length < 2 ? 1 : (shape.at(-1) ?? 1)) * bytes;
  return new NpySource(file, header, await file.slice(start, Math.min(preview, file.size)).arrayBuffer());
}
