// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { bitsOf } from "./close.ts";
import { callOf, lossOf } from "./losses.ts";
import type { RandomCall } from "./random_calls.ts";
import { exactVariants, instanceOf } from "./variants.ts";

/** What a call gave: a value and gradients, or an error. */
export interface Outcome {
  readonly value?: Float32Array | number;
  readonly grads?: Readonly<Record<string, Float32Array>>;
  readonly error?: string;
}

export function outcomeOf(variant: (typeof exactVariants)[number], loss: string, call: RandomCall): Outcome {
  const { args, options } = callOf(loss, { ...call, value: 0, grads: {} });
  const gradOutput = call.gradOutput ?? undefined;
  try {
    const { value, grad } = lossOf(instanceOf(variant), loss).valueAndGrad(...args, {
      ...options,
      wrt: call.wrt,
      gradOutput,
    });
    return { value, grads: grad };
  } catch (error) {
    return { error: String(error) };
  }
}

function textOf({ value, grads, error }: Outcome): string {
  if (value === undefined || grads === undefined) return error ?? "";
  return [bitsOf(value), ...Object.entries(grads).map(([name, values]) => `${name}: ${bitsOf(values)}`)].join("\n");
}

/** The outcome on all variants, and how they differ, if they do. */
export function outcomesOf(loss: string, call: RandomCall): { outcome: Outcome; difference: string | undefined } {
  const [outcome = {}, ...others] = exactVariants.map((variant) => outcomeOf(variant, loss, call));
  const different = others.findIndex((other) => textOf(other) !== textOf(outcome));
  if (different < 0) return { outcome, difference: undefined };
  const names = [exactVariants[0], exactVariants[different + 1]];
  return { outcome, difference: `${call.name}: ${names.join(" and ")} differ` };
}
