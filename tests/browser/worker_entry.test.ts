// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// "surprisal/worker" on a page, as published, without a bundler, under a strict policy. tests/ts/worker.test.ts has the rest.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { launchChromium } from "./browser.ts";
import { serveFolder, type StaticServer } from "./static_server.ts";

const csp = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

// The page gives the tests what they work with.
const script = `
  import { load } from "./dist/index.js";
  import * as worker from "./dist/worker.js";
  const examples = () => {
    const features = Uint8Array.from({ length: 300 * 16 }, (_, i) => (i * 7919 + (i % 16 === (i >> 4) % 4 ? 150 : 0)) % 256);
    return { features, labels: Int32Array.from({ length: 300 }, (_, i) => i % 4), scale: 1 / 255 };
  };
  const config = { features: 16, classes: 4, batchSize: 20, seed: 7 };
  const reasonOf = (call) => call().then(() => null, (error) => error);
  Object.assign(globalThis, { kit: { load, ...worker, examples, config, reasonOf } });
`;

let folder: string;
let server: StaticServer;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "surprisal-worker-"));
  cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), path.join(folder, "dist"), { recursive: true });
  writeFileSync(path.join(folder, "index.html"), '<!doctype html><script type="module" src="./page.js"></script>');
  writeFileSync(path.join(folder, "page.js"), script);
  server = await serveFolder(folder, "/some/where/", csp);
  browser = await launchChromium();
  page = await browser.newPage();
  // By when a page has loaded, its modules have run.
  await page.goto(server.url);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** What a function's body returns on the page, with the kit in scope. */
const onPage = (body: string): Promise<unknown> =>
  page.evaluate(
    `(async ({ load, softmaxClassifier, SurprisalError, transfer, examples, config, reasonOf }) => { ${body} })(kit)`,
  );

describe("on a page", { timeout: 60_000 }, () => {
  test("it trains as on the page itself, to the bit, and reports", async () => {
    const got = await onPage(`
      const data = examples();
      const local = (await load()).softmaxClassifier(config);
      const model = await softmaxClassifier(config);
      const reports = [];
      const options = { epochs: 4, examples: data, validation: data };
      const result = await model.fit({ ...options, onProgress: (progress) => reports.push(progress) });
      const wanted = await local.fit(options);
      const found = {
        results: [result, wanted].map((value) => JSON.stringify(value)),
        weights: [await model.weights, local.weights].map((value) => value.join()),
        saved: [await model.save(), local.save()].map((value) => value.join()),
        epochs: reports.flatMap(({ completed }) => completed).length,
        left: data.features.length,
      };
      await model.dispose();
      return found;
    `);
    const { results, weights, saved, epochs, left } = got as {
      results: string[];
      weights: string[];
      saved: string[];
      epochs: number;
      left: number;
    };
    expect(results[0]).toBe(results[1]);
    expect(weights[0]).toBe(weights[1]);
    expect(weights[0]).toMatch(/[1-9]/);
    expect(saved[0]).toBe(saved[1]);
    expect([epochs, left]).toEqual([4, 300 * 16]);
  });

  test("data are handed over, a signal aborts, and the page has its turns", async () => {
    const got = await onPage(`
      const data = examples();
      const model = await softmaxClassifier(config);
      await model.bind(transfer(data));
      const controller = new AbortController();
      const fit = model.fit({ epochs: 1e9, signal: controller.signal, onProgress: () => controller.abort() });
      const { reason } = await fit;
      await model.dispose();
      return [data.features.length, data.features.buffer.detached, data.labels.length, reason, await model.disposed];
    `);
    expect(got).toEqual([0, true, 0, "aborted", true]);
  });

  test("errors cross with their class", async () => {
    const got = await onPage(`
      const model = await softmaxClassifier(config);
      const range = await reasonOf(() => model.bind({ ...examples(), labels: new Int32Array(300).fill(9) }));
      const type = await reasonOf(() => model.fit({ epochs: "1" }));
      const used = transfer(examples());
      await model.bind(used);
      const gone = await reasonOf(() => model.bind(used));
      const loading = await reasonOf(() => softmaxClassifier(config, { load: { bytes: new Uint8Array(8) } }));
      await model.dispose();
      return [
        range instanceof RangeError, range.message, type instanceof TypeError, type.message,
        gone instanceof TypeError, gone.message, loading instanceof SurprisalError, loading.code,
      ];
    `);
    expect(got).toEqual([
      true,
      "softmaxClassifier.bind: labels[0] is 9, outside 0..3",
      true,
      "softmaxClassifier.fit: epochs is a string, not a number",
      true,
      expect.stringMatching(/^softmaxClassifier\.bind: the worker can't be given an argument: .*detached/),
      true,
      "not-wasm",
    ]);
  });

  test("a worker that is ended rejects what it was asked", async () => {
    const got = await onPage(`
      const worker = new Worker("./dist/worker-script.js", { type: "module" });
      const model = await softmaxClassifier(config, { worker });
      let fit;
      await new Promise((resolve) => {
        fit = reasonOf(() => model.fit({ epochs: 1e9, examples: examples(), onProgress: resolve }));
      });
      worker.terminate();
      const errors = [await fit, await reasonOf(() => model.step())];
      await model.dispose();
      return errors.map((error) => [error instanceof SurprisalError, error.code]);
    `);
    expect(got).toEqual([
      [true, "worker-failed"],
      [true, "worker-failed"],
    ]);
  });

  test("a script that is missing, or not allowed, is said to be", async () => {
    server.broken.set("worker-script.js", 404);
    const got = await onPage(`
      const missing = await reasonOf(() => softmaxClassifier(config));
      const meta = document.createElement("meta");
      Object.assign(meta, { httpEquiv: "Content-Security-Policy", content: "worker-src 'none'" });
      document.head.append(meta);
      const forbidden = await reasonOf(() => softmaxClassifier(config));
      return [missing, forbidden].map((error) => [error instanceof SurprisalError, error.code, error.message]);
    `);
    const wanted = expect.stringMatching(/its script can't be loaded; .*worker-src.*\{ worker \}$/) as unknown;
    expect(got).toEqual([
      [true, "worker-failed", wanted],
      [true, "worker-failed", wanted],
    ]);
  });
});
