// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The engines: where in a page the package works, what a page's policy makes of it, and that all compute the same.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect } from "vitest";

import { browsers } from "./support/browsers.mjs";
import { esbuildBuild } from "./support/bundlers.mjs";
import { cell } from "./support/cell.mjs";
import { expectAnswer, expectTrained } from "./support/golden_case.mjs";
import { differences, differentBits, encode, goldenCalls } from "./support/golden_calls.mjs";
import { isFull, makeApp, packageFolder, peer } from "./support/peers.mjs";
import { serve, strictPolicy } from "./support/server.mjs";
import { decode, numbersOf } from "./apps/engine/run_suite.js";

let folder;
beforeAll(async () => {
  folder = makeApp("fast", "engine", "engine");
  const { build } = await peer("fast", "esbuild");
  const inFolder = (names) => names.map((name) => path.join(folder, `${name}.js`));
  const options = { bundle: true, outdir: path.join(folder, "out"), allowOverwrite: true, logLevel: "silent" };
  const modules = ["page", "worker", "shared", "frame"];
  await build({ ...options, entryPoints: inFolder(modules), format: "esm", splitting: true });
  await build({ ...options, entryPoints: inFolder(["service"]), format: "iife" });
  await build({ ...options, entryPoints: { service_module: path.join(folder, "service.js") }, format: "esm" });
});

/** The numbers of Node, which are those of all engines and variants but relaxed; computed once. */
let reference;
async function referenceNumbers() {
  const { load } = await peer("fast", "surprisal");
  // Through JSON, as everybody else.
  reference ??= numbersOf(await load({ variant: "simd" }), decode(encode(goldenCalls)));
  return reference;
}

const contexts = ["main", "often", "dedicated", "shared", "service", "service-module", "frame"];

const policies = {
  "no policy": [{}, "simd", []],
  "wasm-unsafe-eval": [{ "content-security-policy": strictPolicy }, "simd", []],
  "'self'": [
    { "content-security-policy": strictPolicy.replace(" 'wasm-unsafe-eval'", "") },
    "js",
    [
      ["simd", "wasm-unavailable"],
      ["baseline", "wasm-unavailable"],
    ],
  ],
};

const sha = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

/** Opens the page of the app; `special` answers are the server's. */
async function ask(browser, query, headers, special) {
  const copies = Object.fromEntries(
    ["index.html", "frame.html"].map((name) => [
      `/${name === "index.html" ? "" : name}`,
      () => ({ type: "text/html", body: readFileSync(path.join(folder, name)) }),
    ]),
  );
  const server = await serve(path.join(folder, "out"), headers, { ...copies, ...special });
  try {
    return await browser.open(`${server.url}?${query}`);
  } finally {
    await server.close();
  }
}

const engines = ["chromium", "firefox", ...(isFull ? ["webkit"] : [])];

describe.each(engines)("%s", (engine) => {
  let browser;
  beforeAll(async () => {
    browser = await browsers[engine]();
  });
  afterAll(() => browser?.close());

  const engineCell = (name, run) => cell(name, run, { fast: true, timeout: 120_000 });

  for (const context of contexts) {
    engineCell(`context: ${context}`, async () => {
      // 'self' is nobody in a frame without an origin.
      const { answer } = await ask(browser, `in=${context}`, context === "frame" ? {} : undefined);
      expectAnswer(answer);
      if (context === "often") expect(answer.instances).toBe(1);
    });
  }

  for (const [name, [headers, variant, passedOver]] of Object.entries(policies)) {
    engineCell(`policy: ${name}`, async () => {
      const { answer } = await ask(browser, "in=main", headers);
      expectAnswer(answer, [variant]);
      expect(answer.passedOver).toEqual(passedOver);
    });
  }

  engineCell("a .wasm file by its address", async () => {
    const bytes = readFileSync(path.join(packageFolder("fast"), "dist/wasm/surprisal-simd.wasm"));
    // Of the wrong type, as servers that don't know wasm have it.
    const special = { "/surprisal.wasm": () => ({ type: "text/plain", body: bytes }) };
    const query = (hash) => new URLSearchParams({ in: "url", url: "./surprisal.wasm", integrity: hash });
    expectAnswer((await ask(browser, query(sha(bytes)), undefined, special)).answer);
    expect((await ask(browser, query(sha("other")), undefined, special)).answer.code).toBe("integrity-failed");
  });

  const suite = (variant, special) =>
    ask(browser, `suite=${variant}`, undefined, {
      "/calls.json": () => ({ type: "application/json", body: encode(goldenCalls) }),
      ...special,
    });

  // The only engine of the three without relaxed SIMD.
  const lacking = engine === "webkit" ? ["relaxed"] : [];
  for (const variant of ["simd", "baseline", "js", "relaxed"].filter((name) => !lacking.includes(name))) {
    engineCell(`golden suite: ${variant}`, async () => {
      let numbers;
      const { answer } = await suite(variant, {
        "/numbers": (body) => {
          numbers = new Float64Array(Uint8Array.from(body).buffer);
          return {};
        },
      });
      expect(answer).toEqual({ variant, count: numbers?.length });
      expect(differences(numbers)).toEqual([]);
      if (variant !== "relaxed") expect(differentBits(numbers, await referenceNumbers())).toEqual([]);
    });
  }
  for (const variant of lacking) {
    engineCell(`refuses ${variant}, and says why`, async () => {
      expect((await suite(variant)).answer.error).toMatch(/this engine lacks the instructions/);
    });
  }

  if (engine !== "chromium") {
    // The bundlers' apps of this kind are all in Chromium.
    engineCell("a classifier in a worker", async () => {
      const app = makeApp("fast", "worker", `worker ${engine}`);
      await esbuildBuild({ "worker-script": "surprisal/worker-script" })(app, path.join(app, "out"));
      const server = await serve(path.join(app, "out"));
      try {
        expectTrained((await browser.open(server.url)).answer);
      } finally {
        await server.close();
      }
    });
    return;
  }
  const lesser = [
    ["no SIMD", "--js-flags=--no-enable-sse4-1", "baseline"],
    ["no WebAssembly", "--js-flags=--jitless", "js"],
  ];
  for (const [name, flag, variant] of lesser) {
    engineCell(name, async () => {
      const other = await browsers.chromium({ flags: [flag] });
      try {
        expectAnswer((await ask(other, "in=main")).answer, [variant]);
      } finally {
        await other.close();
      }
    });
  }
});
