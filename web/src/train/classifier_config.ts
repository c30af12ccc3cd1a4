// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { SoftmaxClassifierConfig } from "surprisal";
import { type Settings, rateAt } from "./settings.ts";

/** What the package's classifier is made by, for these settings and data. */
export function classifierConfig(
  settings: Settings,
  features: number,
  classCounts: readonly number[],
): SoftmaxClassifierConfig {
  return {
    features,
    classes: classCounts.length,
    batchSize: settings.batchSize,
    learningRate: rateAt(settings.rates, 0),
    momentum: settings.momentum,
    l2: settings.l2,
    seed: settings.seed,
  };
}
