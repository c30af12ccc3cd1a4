// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Random calls of every loss: "simd", "baseline" and "js" give the same bits, or the same error. `npm run test:fuzz` runs
// many more, and compares with PyTorch; a seed that it reports is tried here first if SURPRISAL_SEED holds it.

import { expect, test } from "vitest";

import { bitsOf } from "./support/close.ts";
import { callOf, goldenLosses, lossOf } from "./support/losses.ts";
import { randomCall } from "./support/random_calls.ts";
import { exactVariants, instanceOf } from "./support/variants.ts";

const callsOfEach = 60;
const firstSeed = Number(process.env.SURPRISAL_SEED ?? 1);

/** The bits of the value and the gradients, or the error. */
function outcome(variant: (typeof exactVariants)[number], loss: string, seed: number): string {
  const call = randomCall(loss, seed);
  const { args, options } = callOf({ ...call, value: 0, grads: {} });
  const gradOutput = call.gradOutput ?? undefined;
  try {
    const { value, grad } = lossOf(instanceOf(variant), loss).valueAndGrad(...args, {
      ...options,
      wrt: call.wrt,
      gradOutput,
    });
    return [bitsOf(value), ...Object.entries(grad).map(([name, values]) => `${name}: ${bitsOf(values)}`)].join("\n");
  } catch (error) {
    return String(error);
  }
}

test.each(goldenLosses)("random calls of %s", (loss) => {
  let valid = 0;
  for (let seed = firstSeed; seed < firstSeed + callsOfEach; seed++) {
    const [first, ...others] = exactVariants.map((variant) => outcome(variant, loss, seed));
    for (const other of others) expect(other, `seed ${seed}`).toBe(first);
    if (first !== undefined && !first.includes('Error: ')) valid++;
  }
  expect(valid, "valid calls").toBeGreaterThan(callsOfEach / 4);
});
