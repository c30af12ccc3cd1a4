// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Not run but compiled, strictly, by each TypeScript: what the types promise. Floats, which is not the same
// in all of them, is declared beside it.

import {
  load,
  SurprisalError,
  type AbortSignalLike,
  type FitResult,
  type HeapArray,
  type LoadOptions,
  type Surprisal,
  type VariantName,
} from "surprisal";
import { load as loadBaseline } from "surprisal/baseline";
import { load as loadExternal } from "surprisal/external";
import { load as loadJs } from "surprisal/js";
import { load as loadRelaxed } from "surprisal/relaxed";
import { load as loadSimd } from "surprisal/simd";
import { load as loadStandalone } from "surprisal/standalone";

type Same<A, B> = 0 extends 1 & A ? false : [A, B] extends [B, A] ? true : false;
declare function expectType<Wanted>(): <Got>(got: Got, ...same: Same<Got, Wanted> extends true ? [] : [never]) => void;

const logits = [[2, 1, 0.1]];

export async function check(): Promise<void> {
  const s: Surprisal = await load({ variant: "simd" });
  expectType<VariantName>()(s.variant);
  expectType<number>()(s.crossEntropy(logits, [0]));
  expectType<number>()(s.crossEntropy(logits, [0], { reduction: "sum" }));
  expectType<Floats>()(s.crossEntropy(logits, [0], { reduction: "none" }));
  expectType<Floats>()(s.crossEntropy.valueAndGrad(logits, [0]).grad);
  expectType<number>()(s.mseLoss([1], [2]));
  expectType<Floats>()(s.mseLoss([1], [2], { reduction: "none" }));
  expectType<Floats>()(s.softmax(logits));
  const array: HeapArray<"float32"> = s.heap.float32([1, 3]);
  expectType<Floats>()(array.view);
  // There may be no AbortSignal here; who has none can have something like it.
  const signal: AbortSignalLike = {
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  };
  const model = s.softmaxClassifier({ features: 2, classes: 2 });
  expectType<FitResult>()(await model.fit({ epochs: 1, signal }));

  const loads = [loadSimd, loadBaseline, loadJs, loadRelaxed, loadExternal, loadStandalone];
  const options: LoadOptions[] = [
    { url: "./a.wasm", integrity: "sha384-" },
    { url: { href: "./a.wasm" } },
    { bytes: new Uint8Array(8) },
    { bytes: new ArrayBuffer(8), variant: "baseline" },
  ];
  for (const other of loads) {
    for (const option of options) await other(option);
  }
  const error: unknown = await load().catch((reason: unknown) => reason);
  if (error instanceof SurprisalError && error.code === "not-wasm") throw error;

  // @ts-expect-error there is no such variant
  await load({ variant: "avx" });
  // @ts-expect-error there is no such reduction
  s.crossEntropy(logits, [0], { reduction: "max" });
  // @ts-expect-error the mean is a number
  const wrong: string = s.crossEntropy(logits, [0]);
  // @ts-expect-error that is no signal
  await model.fit({ epochs: 1, signal: { aborted: false } });
  // @ts-expect-error an instance is not to be changed
  s.variant = wrong;
}
