// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Variants whose WebAssembly the caller hands in, or keeps at an address. It may be anything: a page that says 404, half
// a file, the file of another version. Each is told apart before the code around it runs.

import { createModule, version } from "#wasm/glue";

import type { RawModule } from "./core/raw_module.ts";
import { shown, SurprisalError, type SurprisalErrorCode } from "./errors.ts";
import type { VariantName } from "./instance.ts";
import { verifyIntegrity } from "./integrity.ts";
import type { VariantModule } from "./loader.ts";
import { addressOf, type Source } from "./source.ts";
import { start } from "./start.ts";

/** What scripts/build-package.mjs writes into each .wasm file, as a section of this name. */
interface Origin {
  readonly version: string;
  readonly variant: VariantName;
}

const section = "surprisal";

function fail(code: SurprisalErrorCode, message: string, cause?: unknown): never {
  throw new SurprisalError(code, `load: ${message}`, cause === undefined ? undefined : { cause });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function fetchBytes(url: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  let buffer: ArrayBuffer;
  try {
    response = await fetch(url);
    buffer = await response.arrayBuffer();
  } catch (error) {
    fail(
      "fetch-failed",
      `${url} could not be fetched: ${messageOf(error)}; it takes an address that fetch() can read, or { bytes }`,
      error,
    );
  }
  if (!response.ok) {
    fail("fetch-failed", `${url} answers with status ${response.status}; the package's ${file} has to be there`);
  }
  return new Uint8Array(buffer);
}

function viewOf(bytes: ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}

/** Compiles what is WebAssembly, and says what everything else is. */
async function compile(bytes: Uint8Array<ArrayBuffer>, what: string, file: string): Promise<WebAssembly.Module> {
  const head = bytes.subarray(0, 4);
  const wanted = `the package's ${file} is wanted`;
  if (String(head) !== "0,97,115,109") {
    if (head.length === 0) fail("not-wasm", `${what} is empty; ${wanted}`);
    const text = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
    if (text.startsWith("<")) fail("not-wasm", `${what} is HTML, not WebAssembly; ${wanted}`);
    const hex = Array.from(head, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    fail("not-wasm", `${what} begins with ${hex}, not as WebAssembly does; ${wanted}`);
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    fail("not-wasm", `${what} is cut short or damaged: ${messageOf(error)}; ${wanted}, whole`, error);
  }
}

/** The glue fits the files of its own build alone: imports and exports have no names, only letters. */
function checkOrigin(module: WebAssembly.Module, variant: VariantName, what: string): void {
  const [content] = WebAssembly.Module.customSections(module, section);
  if (content === undefined) {
    fail("version-mismatch", `${what} is WebAssembly, but no file of surprisal ${version}`);
  }
  const origin = JSON.parse(new TextDecoder().decode(content)) as Origin;
  if (origin.version !== version) {
    fail(
      "version-mismatch",
      `${what} is of surprisal ${origin.version}, and this code of ${version}; take the file of the same version`,
    );
  }
  if (origin.variant !== variant) {
    fail(
      "version-mismatch",
      `${what} is the variant ${shown(origin.variant)}, not ${shown(variant)}; { variant: ${shown(origin.variant)} } takes it`,
    );
  }
}

async function moduleOf(variant: VariantName, source: Source): Promise<WebAssembly.Module> {
  const { module, url, integrity } = source;
  const address = addressOf(url);
  const what = address ?? (module === undefined ? "bytes" : "module");
  if (module === undefined) {
    const file = `wasm/surprisal-${variant}.wasm`;
    const bytes = address === undefined ? viewOf(source.bytes ?? new ArrayBuffer(0)) : await fetchBytes(address, file);
    if (integrity !== undefined) await verifyIntegrity(bytes, integrity, what);
    const compiled = await compile(bytes, what, file);
    checkOrigin(compiled, variant, what);
    return compiled;
  }
  checkOrigin(module, variant, what);
  return module;
}

export function givenVariant(variant: VariantName, source: Source): VariantModule {
  return {
    version,
    open: async () => start<RawModule>(createModule, await moduleOf(variant, source)),
  };
}
