// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

type Setter = (view: DataView, at: number, value: number, isLittle: boolean) => void;

/** The bits of numbers that half precision has exactly. */
function float16Bits(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  const fraction = (Math.abs(value) / 2 ** exponent - 1) * 1024;
  return (value < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction;
}

const setters: Readonly<Record<string, readonly [bytes: number, set: Setter]>> = {
  f2: [
    2,
    (view, at, value, isLittle) => {
      view.setUint16(at, float16Bits(value), isLittle);
    },
  ],
  f4: [
    4,
    (view, at, value, isLittle) => {
      view.setFloat32(at, value, isLittle);
    },
  ],
  f8: [
    8,
    (view, at, value, isLittle) => {
      view.setFloat64(at, value, isLittle);
    },
  ],
  b1: [
    1,
    (view, at, value) => {
      view.setUint8(at, value);
    },
  ],
  i1: [
    1,
    (view, at, value) => {
      view.setInt8(at, value);
    },
  ],
  u1: [
    1,
    (view, at, value) => {
      view.setUint8(at, value);
    },
  ],
  i2: [
    2,
    (view, at, value, isLittle) => {
      view.setInt16(at, value, isLittle);
    },
  ],
  u2: [
    2,
    (view, at, value, isLittle) => {
      view.setUint16(at, value, isLittle);
    },
  ],
  i4: [
    4,
    (view, at, value, isLittle) => {
      view.setInt32(at, value, isLittle);
    },
  ],
  u4: [
    4,
    (view, at, value, isLittle) => {
      view.setUint32(at, value, isLittle);
    },
  ],
  i8: [
    8,
    (view, at, value, isLittle) => {
      view.setBigInt64(at, BigInt(value), isLittle);
    },
  ],
  u8: [
    8,
    (view, at, value, isLittle) => {
      view.setBigUint64(at, BigInt(value), isLittle);
    },
  ],
};

/** A file as np.save writes it. */
export function npyFile(
  name: string,
  descr: string,
  shape: readonly number[],
  values: readonly number[],
  { version = 1, fortran = false } = {},
): File {
  const dims = shape.length === 1 ? `${String(shape[0])},` : shape.join(", ");
  const order = fortran ? "True" : "False";
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${dims}), }`;
  const lengthBytes = version === 1 ? 2 : 4;
  const before = 8 + lengthBytes;
  // The numbers begin at a multiple of 64.
  const start = Math.ceil((before + text.length + 1) / 64) * 64;
  const header = new Uint8Array(start).fill(0x20);
  header.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0]);
  const view = new DataView(header.buffer);
  if (lengthBytes === 2) view.setUint16(8, start - before, true);
  else view.setUint32(8, start - before, true);
  header.set(new TextEncoder().encode(text), before);
  header[start - 1] = 0x0a;
  const [bytes, set] = setters[descr.slice(1)] ?? [1, () => undefined];
  const numbers = new DataView(new ArrayBuffer(values.length * bytes));
  values.forEach((value, i) => {
    set(numbers, i * bytes, value, !descr.startsWith(">"));
  });
  return new File([header, numbers], name);
}
