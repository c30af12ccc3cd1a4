// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { SoftmaxClassifierConfig } from "surprisal";
import { type Settings, rateAt } from "./settings.ts";

/** The epochs that a schedule of the learning rate is laid out for when a run never stops. */
const ENDLESS_EPOCHS = 20;
/** Of a schedule, the share that is warm-up; and how often the rate is halved by the other kind. */
const WARM_UP = 0.05;
const HALVINGS = 4;

/** n / (K n_c): classes count alike in the sum, however rare they are. A class without examples has no say. */
export function balancedWeights(classCounts: readonly number[]): Float32Array {
  const whole = classCounts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(classCounts, (count) => (count === 0 ? 0 : whole / (classCounts.length * count)));
}

function scheduleOf({ schedule, epochs, batchSize }: Settings, examples: number): SoftmaxClassifierConfig["schedule"] {
  const steps = (epochs === 0 ? ENDLESS_EPOCHS : epochs) * Math.ceil(examples / batchSize);
  if (schedule === "step") return { kind: "step", every: Math.max(1, Math.round(steps / HALVINGS)), factor: 0.5 };
  const warmupSteps = schedule === "warm" ? Math.round(WARM_UP * steps) : 0;
  return schedule === "constant" ? { kind: schedule } : { kind: "cosine", warmupSteps, steps: steps - warmupSteps };
}

/** What the package's classifier is made by, for these settings and data. */
export function classifierConfig(
  settings: Settings,
  features: number,
  classCounts: readonly number[],
): SoftmaxClassifierConfig {
  const { optimizer, loss } = settings;
  const examples = classCounts.reduce((sum, count) => sum + count, 0);
  return {
    features,
    classes: classCounts.length,
    batchSize: settings.batchSize,
    learningRate: rateAt(settings.rates, 0),
    schedule: scheduleOf(settings, examples),
    optimizer: optimizer === "nesterov" ? "sgd" : optimizer,
    nesterov: optimizer === "nesterov",
    momentum: settings.momentum,
    l2: settings.l2,
    loss: loss === "focal" ? "focal" : "crossEntropy",
    gamma: settings.gamma,
    // The focal loss has none.
    labelSmoothing: loss === "focal" ? 0 : settings.smoothing,
    ...(settings.classWeights === "balanced" ? { weight: balancedWeights(classCounts) } : {}),
    seed: settings.seed,
  };
}
