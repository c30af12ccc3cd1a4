// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { build } from "rolldown";
import { load } from "surprisal";
import { beforeAll, expect, test } from "vitest";

import { makeData } from "../../bench/cases/data.mjs";
import { launchChromium } from "../browser/browser.ts";
import { serve } from "../matrix/support/server.mjs";

const [rows, classes] = [20, 7];
const code = fileURLToPath(new URL("code/comlink", import.meta.url));
const outputs = fileURLToPath(new URL("../../build/recipes/comlink", import.meta.url));

/** Bundled into a folder, each file under its own name, as the workers' addresses want it. */
async function bundle(platform, names) {
  const folder = path.join(outputs, platform);
  await build({
    input: Object.fromEntries(names.map((name) => [name, path.join(code, `${name}.ts`)])),
    platform,
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    logLevel: "silent",
    output: { dir: folder, format: "esm", cleanDir: true },
  });
  return folder;
}

let data;
let wanted;

beforeAll(async () => {
  data = makeData("normal", rows, classes);
  const s = await load();
  const { value, grad } = s.crossEntropy.valueAndGrad(data.logits, data.labels);
  wanted = { value, grad: [...grad] };
});

test("a worker of Node computes the same bits", async () => {
  const folder = await bundle("node", ["node_main", "node_worker"]);
  const { crossEntropy, worker } = await import(pathToFileURL(path.join(folder, "node_main.js")).href);
  try {
    const logits = data.logits.slice();
    const { value, grad } = await crossEntropy(logits, data.labels);
    expect({ value, grad: [...grad] }).toEqual(wanted);
    // It was handed over, not copied.
    expect(logits.length).toBe(0);
  } finally {
    await worker.terminate();
  }
});

test("a worker of a page computes the same bits", async () => {
  const folder = await bundle("browser", ["page", "worker"]);
  writeFileSync(path.join(folder, "index.html"), '<!doctype html><script type="module" src="main.js"></script>');
  writeFileSync(
    path.join(folder, "main.js"),
    'globalThis.recipe = await import("./page.js"); document.body.dataset.ready = "";',
  );
  const server = await serve(folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    // Not waitForFunction, which needs eval: the page's policy has none.
    await page.locator("body[data-ready]").waitFor({ state: "attached" });
    const got = await page.evaluate(
      async ({ logits, labels }) => {
        const handedOver = Float32Array.from(logits);
        const { value, grad } = await globalThis.recipe.crossEntropy(handedOver, Int32Array.from(labels));
        return { value, grad: [...grad], left: handedOver.length };
      },
      { logits: [...data.logits], labels: [...data.labels] },
    );
    expect(got).toEqual({ ...wanted, left: 0 });
  } finally {
    await browser.close();
    await server.close();
  }
});
