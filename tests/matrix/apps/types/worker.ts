// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// "surprisal/worker" in the same way, for those who import it.

import type { Evaluation } from "surprisal";
import { softmaxClassifier, SurprisalError, transfer, type SoftmaxClassifierInWorker } from "surprisal/worker";
import "surprisal/worker-script";

type Same<A, B> = 0 extends 1 & A ? false : [A, B] extends [B, A] ? true : false;
declare function expectType<Wanted>(): <Got>(got: Got, ...same: Same<Got, Wanted> extends true ? [] : [never]) => void;

export async function check(): Promise<void> {
  const model: SoftmaxClassifierInWorker = await softmaxClassifier({ features: 2, classes: 2 });
  const examples = transfer({ features: Float32Array.of(0, 1), labels: [1] });
  expectType<number>()(await model.partialFit(examples));
  expectType<Evaluation>()(await model.evaluate(examples));
  expectType<Floats>()(await model.weights);
  const error: unknown = await softmaxClassifier.restore(await model.save()).catch((reason: unknown) => reason);
  if (error instanceof SurprisalError && error.code === "worker-failed") throw error;
  await model[Symbol.asyncDispose]();

  // @ts-expect-error what is over there is a promise
  expectType<number>()(model.steps);
  // @ts-expect-error that is no worker
  await softmaxClassifier({ features: 2, classes: 2 }, { worker: "./worker.js" });
}
