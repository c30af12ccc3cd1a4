// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the loader does when variants fail. The hosts are made up; the modules are real, but for what a test breaks.

import { describe, expect, test } from "vitest";

import { SurprisalError } from "../../bindings/ts/errors.ts";
import type { VariantName } from "../../bindings/ts/instance.ts";
import { Loader, type VariantModule } from "../../bindings/ts/loader.ts";
import { altered, makeHost, realModules } from "./support/hosts.ts";

/** A simd variant that gets every value a little wrong, as an engine with broken SIMD would. */
const wrongValue = altered("simd", (raw) => ({
  _crossEntropy: () => {
    const code = raw._crossEntropy();
    const record = raw._callRecord() / 8;
    const doubles = new Float64Array(raw.HEAPU8.buffer);
    doubles[record] = (doubles[record] ?? NaN) * 1.001;
    return code;
  },
}));

/** One that leaves the gradient as it was. */
const noGradient = altered("simd", (raw) => ({
  _crossEntropy: () => {
    // Its address in bindings/loss_call.h.
    new Int32Array(raw.HEAPU8.buffer)[raw._lossCall() / 4 + 3] = 0;
    return raw._crossEntropy();
  },
}));

const instead = (simd: VariantModule) =>
  makeHost({ fetchVariant: (variant) => Promise.resolve(variant === "simd" ? simd : realModules[variant]) });

async function rejection(promise: Promise<unknown>): Promise<SurprisalError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SurprisalError);
  return error as SurprisalError;
}

describe("the self-test", () => {
  test.each([
    ["value", wrongValue],
    ["gradient", noGradient],
  ])("passes over a variant with a wrong %s, and says so", async (what, broken) => {
    const s = await new Loader(instead(broken)).load();
    expect(s.variant).toBe("baseline");
    expect(s.passedOver).toHaveLength(1);
    const [{ variant, code, reason } = { variant: "", code: "", reason: "" }] = s.passedOver;
    expect([variant, code]).toEqual(["simd", "self-test-failed"]);
    expect(reason).toMatch(/^load: the variant "simd" computes wrongly here: the .* of 9 x 3 logits is /);
    expect(reason).toContain(what === "value" ? "the loss of" : "gradient of");
  });

  test("rejects it if it was asked for", async () => {
    expect((await rejection(new Loader(instead(wrongValue)).load({ variant: "simd" }))).code).toBe("self-test-failed");
  });

  test.each(Object.keys(realModules).filter((variant) => variant !== "relaxed"))(
    "passes the real %s",
    async (variant) => {
      const s = await new Loader(makeHost()).load({ variant: variant as "simd" });
      expect([s.variant, s.passedOver]).toEqual([variant, []]);
    },
  );
});

describe("the loader", () => {
  test("passes over a variant that can't be started, and keeps the cause", async () => {
    const cause = new Error("blocked by Content-Security-Policy");
    const host = instead({ version: "0", open: () => Promise.reject(cause) });
    const s = await new Loader(host).load();
    expect([s.variant, s.passedOver[0]?.code]).toEqual(["baseline", "variant-failed"]);
    expect(s.passedOver[0]?.reason).toContain("blocked by Content-Security-Policy");
    const error = await rejection(new Loader(host).load({ variant: "simd" }));
    expect([error.code, error.cause]).toEqual(["variant-failed", cause]);
  });

  test.each([
    ["no WebAssembly", { hasWebAssembly: () => false }, "wasm-unavailable", ["js"]],
    ["no SIMD", { supports: (name: string) => Promise.resolve(name !== "simd") }, "variant-unsupported", ["baseline"]],
  ] as const)("downloads nothing in vain where there is %s", async (_, lacking, code, downloads) => {
    const fetched: string[] = [];
    const fetchVariant = (name: VariantName) => {
      fetched.push(name);
      return Promise.resolve(realModules[name]);
    };
    const s = await new Loader(makeHost({ ...lacking, isRemote: true, fetchVariant })).load();
    expect([fetched, s.passedOver[0]?.code]).toEqual([downloads, code]);
  });

  test("asks the engine only after a failure where nothing has to be downloaded", async () => {
    let asked = 0;
    const lacking = { hasWebAssembly: () => ++asked === 0, supports: () => Promise.resolve(++asked === 0) };
    const s = await new Loader(makeHost(lacking)).load();
    expect([s.variant, asked]).toEqual(["simd", 0]);
    const cause = new Error("no such thing as WebAssembly");
    const broken = { ...instead({ version: "0", open: () => Promise.reject(cause) }), ...lacking };
    const error = await rejection(new Loader(broken).load({ variant: "simd" }));
    expect([error.code, error.cause, asked]).toEqual(["wasm-unavailable", cause, 1]);
  });

  test("passes over a module of another version", async () => {
    const s = await new Loader(instead(altered("simd", () => ({ _abiVersion: () => 99 })))).load();
    expect([s.variant, s.passedOver[0]?.code]).toEqual(["baseline", "version-mismatch"]);
    expect(s.passedOver[0]?.reason).toContain("has interface 99");
  });

  test("says why no variant works", async () => {
    const error = await rejection(
      new Loader(makeHost({ fetchVariant: (name) => Promise.reject(new Error(`no ${name}`)) })).load(),
    );
    expect(error.code).toBe("no-variant");
    expect(error.message).toBe(
      'load: no variant works here: the variant "simd" could not be started: no simd; ' +
        'the variant "baseline" could not be started: no baseline; the variant "js" could not be started: no js',
    );
    expect((error.cause as AggregateError).errors).toHaveLength(3);
  });

  test("tries again after a failure", async () => {
    let attempts = 0;
    const loader = new Loader(
      makeHost({
        fetchVariant: (name) =>
          ++attempts <= 3 ? Promise.reject(new Error("offline")) : Promise.resolve(realModules[name]),
      }),
    );
    await rejection(loader.load());
    const s = await loader.load();
    expect([s.variant, s.passedOver, attempts]).toEqual(["simd", [], 4]);
  });

  test("tries a forced variant again after a failure", async () => {
    let attempts = 0;
    const loader = new Loader(
      makeHost({
        fetchVariant: (name) =>
          ++attempts === 1 ? Promise.reject(new Error("offline")) : Promise.resolve(realModules[name]),
      }),
    );
    const [first, second] = await Promise.allSettled([loader.load({ variant: "js" }), loader.load({ variant: "js" })]);
    expect([first.status, second.status, attempts]).toEqual(["rejected", "rejected", 1]);
    expect((await loader.load({ variant: "js" })).variant).toBe("js");
  });

  test("starts a variant once, however many ask for it", async () => {
    let opened = 0;
    const counted: VariantModule = {
      version: "0",
      open: () => {
        opened++;
        return realModules.simd.open();
      },
    };
    const loader = new Loader(instead(counted));
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => loader.load(index % 3 ? {} : { variant: "simd" })),
    );
    expect([new Set(all).size, opened]).toEqual([1, 1]);
  });
});
