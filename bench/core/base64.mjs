// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Typed arrays as text, for messages between processes. Node's Buffer is ten times as fast, but browsers have only these.

/* global atob, btoa */

/** String.fromCharCode takes only so many arguments. */
const chunk = 0x6000;

/** @param {ArrayBufferView} array */
export function toBase64(array) {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (globalThis.Buffer) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  const parts = [];
  for (let begin = 0; begin < bytes.length; begin += chunk) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(begin, begin + chunk))));
  }
  return parts.join("");
}

/** @param {string} text */
export function toFloats(text) {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return new Float32Array(bytes.buffer);
}
