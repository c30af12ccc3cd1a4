// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { defineConfig } from "vitest/config";

import { relaxedSimdFlags } from "./scripts/lib/relaxed-simd.mjs";

const frames = "tests/browser/frames.test.ts";
// A page and its test are processes that no one keeps in step: a test gets a second try, and is then called flaky. That is
// a race to be mended, in the page or in the test.
const inBrowser = { testTimeout: 180_000, hookTimeout: 60_000, retry: 1 };

export default defineConfig({
  test: {
    projects: [
      {
        // The API, over every variant.
        test: { name: "ts", include: ["tests/ts/**/*.test.ts"], execArgv: relaxedSimdFlags() },
      },
      {
        // Random calls, for as long as one likes: npm run test:fuzz.
        test: { name: "fuzz", include: ["tests/fuzz/*.test.ts"], execArgv: relaxedSimdFlags() },
      },
      {
        // The cases that scripts/conformance.mjs generates; no suite of `npm test`.
        test: {
          name: "conformance",
          include: ["tests/conformance/**/*.test.ts"],
          execArgv: relaxedSimdFlags(),
          testTimeout: 600_000,
        },
      },
      {
        // The packed tarball, as somebody who installs it sees it.
        test: { name: "package", include: ["tests/package/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        // What a release is held to, and the workflows.
        test: { name: "release", include: ["tests/release/*.test.mjs"] },
      },
      {
        // The package in everything that it should work in: npm run test:matrix, and the fast part of it in `npm test`.
        test: {
          name: "matrix",
          include: [
            "tests/matrix/*.test.mjs",
            ...(process.env.SURPRISAL_MATRIX === "full" ? ["tests/matrix/full/*.test.mjs"] : []),
          ],
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        // The package beside others: npm run test:recipes.
        test: { name: "recipes", include: ["tests/recipes/*.test.mjs"], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        // The site in a real browser, which has processes of its own: two pages at a time keep two cores busy.
        test: { ...inBrowser, name: "browser", include: ["tests/browser/*.test.ts"], exclude: [frames], maxWorkers: 2 },
      },
      {
        // How long the tasks of a page take, with nothing beside it.
        test: { ...inBrowser, name: "frames", include: [frames] },
      },
    ],
  },
});
