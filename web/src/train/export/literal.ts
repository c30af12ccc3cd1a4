// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Values as JavaScript source.

/** The shortest decimal that is this float32 again. */
export function writeFloat(value: number): string {
  for (let digits = 1; digits < 9; ++digits) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return String(short);
  }
  return String(value);
}

/** A long list in lines of about 110 characters. */
export function writeList(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const item of items) {
    if (line.length + item.length > 110) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${item}, `;
  }
  return [...lines, line.trimEnd()].join("\n");
}

/** Numbers, words, lists and plain objects of such; what is undefined is left out. */
export function writeLiteral(value: unknown, indent = ""): string {
  if (value instanceof Float32Array) return `Float32Array.of(${Array.from(value, writeFloat).join(", ")})`;
  if (Array.isArray(value)) return `[${value.map((item) => writeLiteral(item)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  if (indent === "") return `{ ${entries.map(([key, part]) => `${key}: ${writeLiteral(part)}`).join(", ")} }`;
  return `{\n${entries.map(([key, part]) => `${indent}${key}: ${writeLiteral(part)},\n`).join("")}}`;
}
