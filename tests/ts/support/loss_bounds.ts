// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The bounds of each loss, from the tables of the C++ tests (tests/core/losses/*_calls.cc): they are written once.

import { readdirSync, readFileSync } from "node:fs";

import { boundOf, type Bound } from "./close.ts";

const folder = new URL("../../core/losses/", import.meta.url);
const tables = readdirSync(folder)
  .filter((file) => file.endsWith("_calls.cc"))
  .map((file) => readFileSync(new URL(file, folder), "utf8"))
  .join("\n");

/** By the name of the function of the API. */
export function boundsOf(loss: string): { value: Bound; grad: Bound } {
  const name = loss.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const entry = tables.slice(Math.max(0, tables.indexOf(`{"${name}",`)));
  const [, value, grad] = /\b(k\w+Bound),\s*(k\w+Bound)\b/.exec(entry) ?? [];
  if (!tables.includes(`{"${name}",`) || value === undefined || grad === undefined) {
    throw new Error(`no bounds are stated for ${name}`);
  }
  return { value: boundOf(value), grad: boundOf(grad) };
}
