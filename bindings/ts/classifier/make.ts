// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { readConfig } from "./config.ts";
import { Classifier } from "./softmax_classifier.ts";
import type { MakeSoftmaxClassifier, SoftmaxClassifierConfig } from "./types.ts";

export function makeSoftmaxClassifier(context: Context): MakeSoftmaxClassifier {
  const { memory } = context;
  const make = (config: SoftmaxClassifierConfig) =>
    new Classifier(context, readConfig("softmaxClassifier", memory, config));
  return Object.assign(make, {
    restore: (bytes: Uint8Array | ArrayBuffer) => Classifier.restored(context, bytes),
  });
}
