// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Training that has converged is scikit-learn's LogisticRegression. For MNIST see scripts/check-mnist.mjs.

import { expect, test } from "vitest";

import { logisticRegression } from "./support/golden.ts";
import { describeVariants } from "./support/variants.ts";

const { features, labels, l2, loss, accuracy } = logisticRegression("iris");

describeVariants("a run that has converged", (s) => {
  test("is scikit-learn's LogisticRegression of Iris", async () => {
    const examples = { features: Float64Array.from(features), labels };
    using model = s.softmaxClassifier({
      features: 4,
      classes: 3,
      batchSize: 150,
      learningRate: 0.5,
      momentum: 0.9,
      l2,
    });
    const result = await model.fit({ examples: { ...examples, standardize: true }, epochs: 1000 });
    expect(result.reason).toBe("epochs");
    const evaluation = model.evaluate(examples);
    expect(Math.abs(evaluation.loss - loss)).toBeLessThan(1e-5);
    expect(evaluation.accuracy).toBeCloseTo(accuracy, 5);
  });
});
