// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Random calls of every loss: "simd", "baseline" and "js" give the same bits, or the same error. `npm run test:fuzz` runs
// many more, and compares with PyTorch (tests/fuzz/random_losses.test.ts).

import { expect, test } from "vitest";

import { goldenLosses } from "./support/losses.ts";
import { randomCall } from "./support/random_calls.ts";
import { outcomesOf } from "./support/random_outcome.ts";

const calls = 60;

test.each(goldenLosses)("random calls of %s", (loss) => {
  let valid = 0;
  for (let seed = 1; seed <= calls; seed++) {
    const { outcome, difference } = outcomesOf(loss, randomCall(loss, seed));
    expect(difference).toBeUndefined();
    if (outcome.error === undefined) valid++;
  }
  expect(valid, "valid calls").toBeGreaterThan(calls / 4);
});
