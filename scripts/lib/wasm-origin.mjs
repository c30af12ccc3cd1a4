// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** A number as WebAssembly writes it: LEB128. */
function leb128(number) {
  const bytes = [];
  for (let rest = number; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const withLength = (bytes) => Buffer.concat([leb128(bytes.length), bytes]);

/** The module with a section that says what it is, which bindings/ts/given.ts reads. */
export function withOrigin(wasm, origin) {
  const name = withLength(Buffer.from("surprisal"));
  const content = Buffer.concat([name, Buffer.from(JSON.stringify(origin))]);
  return Buffer.concat([wasm, Buffer.of(0), withLength(content)]);
}
