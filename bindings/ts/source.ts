// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { kindOf, shown } from "./errors.ts";
import { hashesOf } from "./integrity.ts";

/** Where a variant's WebAssembly comes from, if not from the package's own code. */
export interface Source {
  /** One of the package's .wasm files, compiled: a WebAssembly.Module. */
  readonly module?: object | undefined;
  /** The contents of one of the package's .wasm files: an ArrayBuffer, or a view of one. */
  readonly bytes?: ArrayBuffer | ArrayBufferView | undefined;
  /** The address of one of the package's .wasm files; `fetch` gets it. */
  readonly url?: string | { readonly href: string } | undefined;
  /** What `bytes` or the answer of `url` must hash to, in the form of HTML's attribute of this name: "sha384-…". */
  readonly integrity?: string | undefined;
}

// By their tags: a frame or a test runner may have made them with constructors of its own.
const isModule = (value: unknown) => Object.prototype.toString.call(value) === "[object WebAssembly.Module]";
const isBytes = (value: unknown) =>
  ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";
const isUrl = (value: unknown) =>
  typeof value === "string" || typeof (value as { href?: unknown } | null)?.href === "string";

const kinds = [
  ["module", isModule, "a WebAssembly.Module"],
  ["bytes", isBytes, "an ArrayBuffer or a view of one"],
  ["url", isUrl, "a string or a URL"],
] as const;

/** The source that options name, checked; undefined if they name none. */
export function readSource(options: Source): Source | undefined {
  const { module, bytes, url, integrity } = options;
  if (module === undefined && bytes === undefined && url === undefined && integrity === undefined) return undefined;
  const given = kinds.filter(([name]) => options[name] !== undefined);
  for (const [name, isFit, kind] of given) {
    if (!isFit(options[name])) throw new TypeError(`load: ${name} is ${kindOf(options[name])}, not ${kind}`);
  }
  if (given.length > 1) {
    throw new TypeError(`load: ${given.map(([name]) => name).join(" and ")} are given; one of them is enough`);
  }
  if (integrity !== undefined) {
    if (typeof integrity !== "string") throw new TypeError(`load: integrity is ${kindOf(integrity)}, not a string`);
    if (hashesOf(integrity).length === 0) {
      throw new TypeError(`load: integrity is ${shown(integrity)}, not of the form "sha384-…"`);
    }
    if (bytes === undefined && url === undefined)
      throw new TypeError("load: integrity is of bytes or url, and needs one");
  }
  return { module, bytes, url, integrity };
}

export const addressOf = (url: Source["url"]): string | undefined => (typeof url === "object" ? url.href : url);

/** Whether two sources are one, so that one attempt serves both. */
export function isSameSource(a: Source | undefined, b: Source | undefined): boolean {
  return (
    a?.module === b?.module &&
    a?.bytes === b?.bytes &&
    addressOf(a?.url) === addressOf(b?.url) &&
    a?.integrity === b?.integrity
  );
}
