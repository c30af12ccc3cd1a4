// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The classifier in a worker. What it runs on is loaded over there: this is a few kilobytes.

export { SurprisalError } from "../errors.ts";
export { softmaxClassifier } from "../worker/softmax_classifier.ts";
export { transfer } from "../worker/transfer.ts";
export type {
  InWorkerOptions,
  MakeSoftmaxClassifierInWorker,
  Remote,
  SoftmaxClassifierInWorker,
} from "../worker/types.ts";
