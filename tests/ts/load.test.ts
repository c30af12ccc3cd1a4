// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Loading the package as it is built.

import { load, SurprisalError } from "surprisal";
import { describe, expect, test } from "vitest";

import { inNode } from "./support/node.ts";
import { exactVariants, instanceOf, variants } from "./support/variants.ts";

const describeAll = `
  const s = await load();
  const passed = s.passedOver.map(({ variant, code }) => [variant, code]);
  print([s.variant, passed, s.crossEntropy([[2, 1, 0.1], [0, 3, 1]], [0, 1]).toFixed(6)]);
`;

const answer = "0.293438";

describe("load", () => {
  test("chooses simd here, and never relaxed", async () => {
    const s = await load();
    expect([s.variant, s.passedOver]).toEqual(["simd", []]);
  });

  test("runs relaxed in the tests wherever the engine has a flag for it", () => {
    const flag = process.allowedNodeEnvironmentFlags.has("--experimental-wasm-relaxed-simd");
    if (flag) expect(variants).toContain("relaxed");
    expect(variants).toEqual(expect.arrayContaining([...exactVariants]));
  });

  test("is idempotent and safe to call concurrently", async () => {
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? load() : load({ variant: "simd" }))),
    );
    expect(new Set(all).size).toBe(1);
    expect(await load({})).toBe(all[0]);
    expect(await load({ variant: undefined })).toBe(all[0]);
  });

  test.each(variants)("gives %s by force", async (variant) => {
    const s = await load({ variant });
    expect(s.variant).toBe(variant);
    expect(s).toBe(instanceOf(variant));
    expect(s.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  test("rejects what is no variant", async () => {
    await expect(load({ variant: "avx" as never })).rejects.toThrow(
      new RangeError('load: variant is "avx", not one of "simd", "baseline", "js", "relaxed"'),
    );
    await expect(load("simd" as never)).rejects.toThrow(new TypeError("load: the options are a string, not an object"));
  });

  test("instances are frozen", () => {
    const s = instanceOf("simd");
    expect(() => {
      (s as { variant: string }).variant = "other";
    }).toThrow(TypeError);
  });

  test("SurprisalError is an Error with a code", () => {
    const error = new SurprisalError("no-variant", "text", { cause: 1 });
    expect([error instanceof Error, error.name, error.code, error.message, error.cause]).toEqual([
      true,
      "SurprisalError",
      "no-variant",
      "text",
      1,
    ]);
  });
});

describe("engines that lack something", () => {
  test("without SIMD: baseline", async () => {
    expect(await inNode(["--no-enable-sse4-1"], describeAll)).toEqual([
      "baseline",
      [["simd", "variant-unsupported"]],
      answer,
    ]);
  });

  test("without WebAssembly: js", async () => {
    const passed = [
      ["simd", "wasm-unavailable"],
      ["baseline", "wasm-unavailable"],
    ];
    expect(await inNode(["--jitless"], describeAll)).toEqual(["js", passed, answer]);
  });

  test("without WebAssembly, by force: a clear error", async () => {
    const code =
      'const e = await load({ variant: "simd" }).catch((e) => e); print([e instanceof SurprisalError, e.code, e.message]);';
    expect(await inNode(["--jitless"], code)).toEqual([
      true,
      "wasm-unavailable",
      `load: the variant "simd" needs WebAssembly, which is missing or switched off here (a Content-Security-Policy has to allow 'wasm-unsafe-eval'); load() falls back to { variant: "js" }`,
    ]);
  });

  test("without SIMD, by force: a clear error", async () => {
    const code = 'const e = await load({ variant: "simd" }).catch((e) => e); print([e.code, e.message]);';
    expect(await inNode(["--no-enable-sse4-1"], code)).toEqual([
      "variant-unsupported",
      'load: this engine lacks the instructions of the variant "simd"; load() takes one that it has',
    ]);
  });

  test("without eval", async () => {
    expect(await inNode(["--disallow-code-generation-from-strings"], describeAll)).toEqual(["simd", [], answer]);
  });
});

describe("memory that is refused", () => {
  test("at the start: the next variant, and the reason", async () => {
    const code = `
      const { instantiate, Instance } = WebAssembly;
      const refusal = () => new RangeError("WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory");
      WebAssembly.Instance = class { constructor() { WebAssembly.Instance = Instance; throw refusal(); } };
      WebAssembly.instantiate = () => { WebAssembly.instantiate = instantiate; return Promise.reject(refusal()); };
      const s = await load();
      print([s.variant, s.passedOver[0].code, s.passedOver[0].reason]);
    `;
    expect(await inNode([], code)).toEqual([
      "baseline",
      "variant-failed",
      'load: the variant "simd" could not be started: WebAssembly.instantiate(): Out of memory: Cannot allocate Wasm memory',
    ]);
  });

  test("at once: asked for in turn", async () => {
    const code = `
      WebAssembly.Instance = class { constructor() { throw new RangeError("disallowed on the main thread"); } };
      const s = await load();
      print([s.variant, s.passedOver.length, s.crossEntropy([[2, 1, 0.1], [0, 3, 1]], [0, 1]).toFixed(6)]);
    `;
    expect(await inNode([], code)).toEqual(["simd", 0, answer]);
  });

  test("later: an error that says so, and an instance that goes on working", async () => {
    const code = `
      const s = await load({ variant: "simd" });
      const logits = new Float32Array(1 << 22).fill(1);
      const labels = new Int32Array(1 << 10);
      const call = () => s.crossEntropy(logits, labels).toFixed(6);
      const { grow } = WebAssembly.Memory.prototype;
      WebAssembly.Memory.prototype.grow = () => { throw new RangeError("no more memory"); };
      let refused;
      try { call(); } catch (error) { refused = [error.name, error.message.replace(/[\\d,]{9,}/, "so many")]; }
      const small = s.crossEntropy([[2, 1, 0.1], [0, 3, 1]], [0, 1]).toFixed(6);
      WebAssembly.Memory.prototype.grow = grow;
      print([refused, small, call()]);
    `;
    expect(await inNode([], code)).toEqual([
      ["RangeError", "crossEntropy: out of memory, so many bytes more were wanted"],
      answer,
      Math.log(1 << 12).toFixed(6),
    ]);
  });
});

describe("import", () => {
  test("has no side effects: no globals, no listeners", async () => {
    const code = `
      const listeners = () => process.eventNames().map((name) => [String(name), process.listenerCount(name)]);
      const before = [Object.getOwnPropertyNames(globalThis), listeners()];
      for (const variant of ["simd", "baseline", "js"]) await load({ variant });
      print([before, [Object.getOwnPropertyNames(globalThis), listeners()]]);
    `;
    const [before, after] = (await inNode([], code)) as [unknown, unknown];
    expect(after).toEqual(before);
  });
});
