// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The package in the hands of somebody who installed it.

import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { exemplaryCase } from "../ts/support/golden.ts";
import { installPackage, root } from "./installed.ts";

const installed = installPackage();

describe("in plain Node", () => {
  test.each(["simd", "baseline", "js", undefined])("gives a golden value (variant %s)", async (variant) => {
    const item = exemplaryCase();
    const code = `
      import { load } from "surprisal";
      globalThis.fetch = () => { throw new Error("the network was asked"); };
      const { logits, labels, shape, weight, ignoreIndex, labelSmoothing, gradOutput } = ${JSON.stringify(item)};
      const s = await load({ variant: ${JSON.stringify(variant)} });
      const { value, grad } = s.crossEntropy.valueAndGrad(Float32Array.from(logits), Int32Array.from(labels), {
        shape, weight, ignoreIndex, labelSmoothing, gradOutput: gradOutput ?? 1,
      });
      console.log(JSON.stringify({ variant: s.variant, version: s.version, value, grad: [...grad] }));
    `;
    const { stdout, stderr } = await installed.runNode("golden.mjs", code);
    expect(stderr).toBe("");
    const got = JSON.parse(stdout) as { variant: string; version: string; value: number; grad: number[] };
    const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { version: string };
    expect([got.variant, got.version]).toEqual([variant ?? "simd", manifest.version]);
    const value = Number(item.value);
    expect(Math.abs(got.value - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value));
    expect(got.grad.length).toBe(item.grad.length);
    const largest = Math.max(...item.grad.map(Math.abs));
    const furthest = Math.max(...got.grad.map((entry, index) => Math.abs(entry - (item.grad[index] ?? NaN))));
    expect(furthest).toBeLessThanOrEqual(2e-6 * largest);
  });

  test("keeps Node from ending no longer than its work", async () => {
    const code = 'import { load } from "surprisal"; await load(); console.log("done");';
    const started = performance.now();
    const { stdout } = await installed.runNode("ends.mjs", code);
    expect(stdout).toBe("done\n");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe("in TypeScript", () => {
  // Strictly, and with the package's own declarations checked too.
  const options = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: "es2022", types: [] };

  // With the types of neither a page nor Node, as in workers; those of a page take longer to check than all else.
  const bare = ["es2022"];
  test.each([
    ["node16", bare],
    ["nodenext", bare],
    ["bundler", bare],
    ["bundler", [...bare, "dom"]],
  ])("compiles under %s resolution, with %j", async (resolution, lib) => {
    const code = `
      import { load, type HeapArray, type Surprisal } from "surprisal";
      import { softmaxClassifier } from "surprisal/worker";
      import "surprisal/worker-script";
      const s: Surprisal = await load({ variant: "simd" });
      const value: number = s.crossEntropy([[2, 1, 0.1]], [0]);
      const rows: Float32Array<ArrayBuffer> = s.crossEntropy([[2, 1, 0.1]], [0], { reduction: "none" });
      const array: HeapArray<"float32"> = s.heap.float32([1, 3]);
      const model = await softmaxClassifier({ features: 2, classes: 2 });
      const loss: number = await model.step();
      export { array, loss, rows, value };
    `;
    writeFileSync(path.join(installed.folder, "consumer.mts"), code);
    const module = resolution === "bundler" ? "esnext" : resolution;
    const compilerOptions = { ...options, module, moduleResolution: resolution, lib };
    writeFileSync(
      path.join(installed.folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["consumer.mts"] }),
    );
    const tsc = path.join(root, "node_modules/typescript/bin/tsc");
    const result = await promisify(execFile)(process.execPath, [tsc, "-p", "."], { cwd: installed.folder }).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(result.stdout).toBe("");
  });
});
