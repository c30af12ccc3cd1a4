// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// load({ module | bytes | url, integrity }): what servers and callers really hand in, and what they are told about it.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { RawModule } from "../../bindings/ts/core/raw_module.ts";
import { SurprisalError } from "../../bindings/ts/errors.ts";
import { givenVariant } from "../../bindings/ts/given.ts";
import { Loader, type Host, type LoadOptions } from "../../bindings/ts/loader.ts";
import { makeHost } from "./support/hosts.ts";
import { variants } from "./support/variants.ts";

const file = (variant: string) =>
  new Uint8Array(readFileSync(new URL(`../../dist/wasm/surprisal-${variant}.wasm`, import.meta.url)));
const simd = file("simd");
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const hash = (algorithm: string, bytes: Uint8Array | string) =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest("base64")}`;

/** The bytes with another text in place of the first; both are of one length. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.lastIndexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`no ${from} to be replaced by ${to}`);
  copy.write(to, at);
  return Uint8Array.from(copy);
}

const otherVersion = replaced(simd, `"version":"${version}"`, `"version":"9${version.slice(1)}"`);
const emptyModule = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
const html = "\n<!doctype html><title>Not found</title>";

const pages: Readonly<Record<string, readonly [status: number, type: string, body: string | Uint8Array]>> = {
  "/good.wasm": [200, "application/wasm", simd],
  "/wrong-type.wasm": [200, "text/html", simd],
  "/html.wasm": [200, "text/html", html],
  "/cut.wasm": [200, "application/wasm", simd.subarray(0, 10_000)],
  "/other-version.wasm": [200, "application/wasm", otherVersion],
};

let server: Server;
let origin = "";
let requests = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    const [status, type, body] = pages[request.url ?? ""] ?? [404, "text/html", html];
    response.writeHead(status, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const makeLoader = (changes: Partial<Host> = {}) =>
  new Loader(
    makeHost({ givenVariant: (variant, source) => Promise.resolve(givenVariant(variant, source)), ...changes }),
  );

async function failure(options: LoadOptions): Promise<unknown> {
  return makeLoader()
    .load(options)
    .then(
      () => "no error",
      (error: unknown) => error,
    );
}

describe("what is given", () => {
  const sources: readonly (readonly [string, () => LoadOptions | Promise<LoadOptions>])[] = [
    ["module", async () => ({ module: await WebAssembly.compile(simd) })],
    ["bytes", () => ({ bytes: simd })],
    ["an ArrayBuffer", () => ({ bytes: simd.buffer })],
    ["a view of more", () => ({ bytes: Buffer.concat([Buffer.from("before"), simd]).subarray(6) })],
    ["url", () => ({ url: `${origin}/good.wasm` })],
    ["a URL", () => ({ url: new URL("/good.wasm", origin) })],
    ["a file of the wrong MIME type", () => ({ url: `${origin}/wrong-type.wasm` })],
    ["its hash", () => ({ bytes: simd, integrity: hash("sha256", simd) })],
    ["hashes, the strongest of which count", () => ({ bytes: simd, integrity: `sha256-no= ${hash("sha512", simd)}` })],
    ["one hash of several", () => ({ url: `${origin}/good.wasm`, integrity: `sha384-no= ${hash("sha384", simd)}?x` })],
  ];
  test.each(sources)("is taken: %s", async (_, source) => {
    const s = await makeLoader().load(await source());
    expect([s.variant, s.version, s.crossEntropy([[2, 1, 0.1]], [0]).toFixed(3)]).toEqual(["simd", version, "0.417"]);
  });

  test.each(variants.filter((variant) => variant !== "js"))("may be %s", async (variant) => {
    expect((await makeLoader().load({ variant, bytes: file(variant) })).variant).toBe(variant);
  });
});

describe("what is wrong with it", () => {
  const wanted = "the package's wasm/surprisal-simd.wasm";
  const cases: readonly (readonly [string, () => LoadOptions, string, string | RegExp])[] = [
    [
      "404",
      () => ({ url: `${origin}/missing.wasm` }),
      "fetch-failed",
      `ORIGIN/missing.wasm answers with status 404; ${wanted} has to be there`,
    ],
    [
      "an address that nobody has",
      () => ({ url: "http://127.0.0.1:1/" }),
      "fetch-failed",
      "http://127.0.0.1:1/ could not be fetched: fetch failed; it takes an address that fetch() can read, or { bytes }",
    ],
    [
      "HTML",
      () => ({ url: `${origin}/html.wasm` }),
      "not-wasm",
      `ORIGIN/html.wasm is HTML, not WebAssembly; ${wanted} is wanted`,
    ],
    [
      "half a file",
      () => ({ url: `${origin}/cut.wasm` }),
      "not-wasm",
      /^ORIGIN\/cut\.wasm is cut short or damaged: .*; the package's wasm\/surprisal-simd\.wasm is wanted, whole$/,
    ],
    [
      "garbage",
      () => ({ bytes: new TextEncoder().encode("garbage") }),
      "not-wasm",
      `bytes begins with 67 61 72 62, not as WebAssembly does; ${wanted} is wanted`,
    ],
    ["nothing", () => ({ bytes: new Uint8Array(0) }), "not-wasm", `bytes is empty; ${wanted} is wanted`],
    [
      "other WebAssembly",
      () => ({ bytes: emptyModule }),
      "version-mismatch",
      `bytes is WebAssembly, but no file of surprisal ${version}`,
    ],
    [
      "another version's file",
      () => ({ url: `${origin}/other-version.wasm` }),
      "version-mismatch",
      `ORIGIN/other-version.wasm is of surprisal 9${version.slice(1)}, and this code of ${version}; take the file of the same version`,
    ],
    [
      "another variant's file",
      () => ({ bytes: file("baseline") }),
      "version-mismatch",
      'bytes is the variant "baseline", not "simd"; { variant: "baseline" } takes it',
    ],
    [
      "a wrong hash",
      () => ({ url: `${origin}/good.wasm`, integrity: hash("sha384", "something else") }),
      "integrity-failed",
      `ORIGIN/good.wasm has the hash ${hash("sha384", simd)}, which integrity does not name; it is another file than was meant`,
    ],
    [
      "a weak hash that fits beside a strong one that does not",
      () => ({ bytes: simd, integrity: `${hash("sha256", simd)} ${hash("sha512", "something else")}` }),
      "integrity-failed",
      /has the hash sha512-/,
    ],
  ];
  test.each(cases)("%s", async (_, options, code, message) => {
    const error = await failure(options());
    expect(error).toBeInstanceOf(SurprisalError);
    const text = (error as SurprisalError).message.replace(/^load: /, "").replaceAll(origin, "ORIGIN");
    expect((error as SurprisalError).code).toBe(code);
    if (typeof message === "string") expect(text).toBe(message);
    else expect(text).toMatch(message);
  });

  test.each([
    ["half a file", () => ({ url: `${origin}/cut.wasm` }), "CompileError"],
    ["an address that nobody has", () => ({ url: "http://127.0.0.1:1/" }), "TypeError"],
  ])("keeps the cause: %s", async (_, options, name) => {
    expect((await failure(options())) as SurprisalError).toMatchObject({ cause: { name } });
  });

  test("an interface of another number", async () => {
    const loader = makeLoader({
      givenVariant: (variant, source) =>
        Promise.resolve({
          version,
          open: async () =>
            new Proxy(await givenVariant(variant, source).open(), {
              get: (raw, name: keyof RawModule) => (name === "_abiVersion" ? () => 1 : raw[name]),
            }),
        }),
    });
    await expect(loader.load({ bytes: simd })).rejects.toMatchObject({
      code: "version-mismatch",
      message: expect.stringContaining("has interface 1, and this code wants") as string,
    });
  });

  test("crypto that a page over plain http has not", async () => {
    const { crypto } = globalThis;
    Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
    const error = await failure({ bytes: simd, integrity: hash("sha256", simd) });
    Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
    expect(error).toMatchObject({ code: "integrity-failed", message: expect.stringContaining("https") as string });
  });
});

describe("options that can't be meant", () => {
  const cases: readonly (readonly [LoadOptions, string])[] = [
    [{ module: {} }, "module is an object, not a WebAssembly.Module"],
    [{ bytes: "AGFzbQ" as never }, "bytes is a string, not an ArrayBuffer or a view of one"],
    [{ url: 7 as never }, "url is a number, not a string or a URL"],
    [{ bytes: simd, url: "x" }, "bytes and url are given; one of them is enough"],
    [{ integrity: hash("sha256", simd) }, "integrity is of bytes or url, and needs one"],
    [{ bytes: simd, integrity: 1 as never }, "integrity is a number, not a string"],
    [{ bytes: simd, integrity: "md5-abc" }, 'integrity is "md5-abc", not of the form "sha384-…"'],
    [{ bytes: simd, variant: "js" }, 'the variant "js" has no WebAssembly, and takes no module, bytes or url'],
  ];
  test.each(cases)("%o", async (options, message) => {
    expect(await failure(options)).toEqual(new TypeError(`load: ${message}`));
  });
});

describe("attempts", () => {
  test("of one address are one, however many there are", async () => {
    const loader = makeLoader();
    const before = requests;
    const all = await Promise.all(Array.from({ length: 50 }, () => loader.load({ url: `${origin}/good.wasm` })));
    expect([new Set(all).size, requests - before]).toEqual([1, 1]);
  });

  test("that fail are one as well, and the next may succeed", async () => {
    const loader = makeLoader();
    const before = requests;
    const all = await Promise.allSettled(Array.from({ length: 50 }, () => loader.load({ url: `${origin}/html.wasm` })));
    expect([new Set(all.map(({ status }) => status)), requests - before]).toEqual([new Set(["rejected"]), 1]);
    const s = await loader.load({ url: `${origin}/good.wasm` });
    expect([s.variant, await loader.load()]).toEqual(["simd", s]);
  });

  test("of others do not fail with one that fails", async () => {
    const loader = makeLoader();
    const [bad, good, own] = await Promise.allSettled([
      loader.load({ url: `${origin}/html.wasm` }),
      loader.load({ bytes: simd }),
      loader.load(),
    ]);
    expect([bad.status, good.status, own.status]).toEqual(["rejected", "fulfilled", "fulfilled"]);
    if (good.status !== "fulfilled" || own.status !== "fulfilled") return;
    expect(own.value).toBe(good.value);
    expect(own.value.passedOver).toEqual([]);
  });

  test("are not made for what is there", async () => {
    const loader = makeLoader();
    const s = await loader.load();
    const before = requests;
    expect(await loader.load({ url: `${origin}/html.wasm` })).toBe(s);
    expect(requests).toBe(before);
  });
});
