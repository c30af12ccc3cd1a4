// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every golden case on every variant: values and gradients as PyTorch computed them in float64.

import type { Surprisal } from "surprisal";
import { test } from "vitest";

import { checkAll, type Check } from "./support/check_all.ts";
import {
  crossEntropyBound,
  crossEntropyGradBound,
  informationBound,
  informationGradBound,
  softmaxBound,
  softmaxGradBound,
  trainingBound,
} from "./support/close.ts";
import { goldenCases, type ClassifierCase, type InformationCase } from "./support/golden.ts";
import { describeVariants } from "./support/variants.ts";

function runInformation(s: Surprisal, item: InformationCase): readonly Check[] {
  const { information } = s;
  const { op, q, shape, base, normalize, value, gradP, gradQ } = item;
  const [scaleP, scaleQ] = item.gradScales;
  const p = Float32Array.from(item.p);
  const gradOutput = item.gradOutput ?? undefined;
  if (op === "surprisal") {
    const both = information.surprisal.valueAndGrad(p, { base, gradOutput });
    return [
      ["value alone", information.surprisal(p, { base }), value, informationBound],
      ["value", both.value, value, informationBound],
      ["grad", both.grad, gradP, { relative: informationGradBound.ofScale ?? NaN }],
    ];
  }
  const options = { base, normalize, shape };
  if (op === "entropy" || op === "perplexity") {
    const both = information[op].valueAndGrad(p, { ...options, gradOutput });
    return [
      ["value alone", information[op](p, options), value, informationBound],
      ["value", both.value, value, informationBound],
      ["grad", both.grad, gradP, informationGradBound, scaleP],
    ];
  }
  const others = Float32Array.from(q ?? []);
  const both = information[op].valueAndGrad(p, others, { ...options, gradOutput });
  return [
    ["value alone", information[op](p, others, options), value, informationBound],
    ["value", both.value, value, informationBound],
    ["grad of p", both.grad.p, gradP, informationGradBound, scaleP],
    ["grad of q", both.grad.q, gradQ ?? [], informationGradBound, scaleQ],
  ];
}

function trainCase(s: Surprisal, item: ClassifierCase): readonly Check[] {
  const { features, classes, rows, learningRate, momentum, l2, scale } = item;
  const model = s.softmaxClassifier({ features, classes, batchSize: rows, learningRate, momentum, l2 });
  const x = item.type === "uint8" ? Uint8Array.from(item.x) : Float32Array.from(item.x);
  const labels = Int32Array.from(item.labels);
  model.setModel({ weights: item.initialWeights, bias: item.initialBias });
  model.bind({ features: x, labels, scale });
  const losses = item.losses.map(() => model.step());
  const { loss, accuracy } = model.evaluate({ features: x, labels, scale });
  const checks: Check[] = [
    ["losses", losses, item.losses, trainingBound],
    ["weights", model.weights, item.weights, trainingBound],
    ["bias", model.bias, item.bias, trainingBound],
    ["final loss", loss, item.finalLoss, trainingBound],
    ["correct", Math.round(accuracy * rows), item.finalCorrect, {}],
    ["probs", model.predictProba({ features: x, scale }), item.probs, trainingBound],
  ];
  model.dispose();
  return checks;
}

describeVariants("golden values", (s) => {
  test("cross-entropy against labels", () => {
    checkAll(goldenCases("cross_entropy_labels"), (item) => {
      const { shape, weight, ignoreIndex, labelSmoothing, reduction, gradOutput } = item;
      const options = { shape, ignoreIndex, labelSmoothing, reduction, weight: weight ?? undefined };
      const logits = Float32Array.from(item.logits);
      const labels = Int32Array.from(item.labels);
      const both = s.crossEntropy.valueAndGrad(logits, labels, { ...options, gradOutput: gradOutput ?? undefined });
      return [
        ["value alone", s.crossEntropy(logits, labels, options), item.value, crossEntropyBound],
        ["value", both.value, item.value, crossEntropyBound],
        ["grad", both.grad, item.grad, crossEntropyGradBound],
      ];
    });
  });

  test("cross-entropy against probabilities", () => {
    checkAll(goldenCases("cross_entropy_probs"), (item) => {
      const { shape, weight, labelSmoothing, reduction, gradOutput } = item;
      const options = { shape, labelSmoothing, reduction, weight: weight ?? undefined };
      const logits = Float32Array.from(item.logits);
      const targets = Float32Array.from(item.targets);
      const both = s.crossEntropy.valueAndGrad(logits, targets, {
        ...options,
        gradOutput: gradOutput ?? undefined,
        wrt: weight === null ? ["input", "target"] : ["input", "target", "weight"],
      });
      return [
        ["value alone", s.crossEntropy(logits, targets, options), item.value, crossEntropyBound],
        ["value", both.value, item.value, crossEntropyBound],
        ["grad", both.grad.input, item.grad, crossEntropyGradBound],
        ["gradTargets", both.grad.target, item.gradTargets, crossEntropyGradBound],
        ["gradWeight", weight === null ? [] : both.grad.weight, item.gradWeight ?? [], crossEntropyGradBound],
      ];
    });
  });

  test("row operations", () => {
    checkAll(goldenCases("softmax"), ({ op, shape, dim, logits, temperature, value, gradOutput, grad }) => {
      const input = Float32Array.from(logits);
      const both = s[op].valueAndGrad(input, { shape, dim, temperature, gradOutput });
      // The gradient is a difference of numbers of the upstream gradient's size.
      return [
        ["value alone", s[op](input, { shape, dim, temperature }), value, softmaxBound],
        ["value", both.value, value, softmaxBound],
        ["grad", both.grad, grad, softmaxGradBound, Math.max(...gradOutput.map(Math.abs)) / temperature],
      ];
    });
  });

  test("measures of distributions", () => {
    checkAll(goldenCases("information"), (item) => runInformation(s, item));
  });

  test("training", () => {
    checkAll(goldenCases("softmax_classifier"), (item) => trainCase(s, item));
  });
});
