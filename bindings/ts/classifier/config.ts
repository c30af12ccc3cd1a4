// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { maxFloat32 } from "../options.ts";

const maxSize = 2 ** 31 - 1;

/** In the order of SoftmaxClassifierConfig in src/softmax_classifier.h, whose positions the core reports. */
export const configOptions = {
  features: { fallback: NaN, low: 1, high: maxSize, integer: true },
  classes: { fallback: NaN, low: 1, high: maxSize, integer: true },
  batchSize: { fallback: 128, low: 1, high: maxSize, integer: true },
  learningRate: { fallback: 0.1, low: 0, high: maxFloat32, float32: true },
  momentum: { fallback: 0, low: 0, high: 1, below: true, float32: true },
  l2: { fallback: 0, low: 0, high: maxFloat32, float32: true },
  seed: { fallback: 0, low: 0, high: 2 ** 32 - 1, integer: true },
} as const;

/** @internal */
export const scaleOption = { fallback: 1, low: -maxFloat32, high: maxFloat32, float32: true } as const;
