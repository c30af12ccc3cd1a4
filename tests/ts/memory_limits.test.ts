// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Sizes around the ends of the 32-bit address space, where sums of them wrap around: asked for more than there can be, an
// instance says so and goes on working.

import { expect, test } from "vitest";

import { describeVariants } from "./support/variants.ts";

const nearEnds = [2 ** 31, 2 ** 32].flatMap((end) => [1, 8, 20, 56, 57, 64, 288, 400].map((below) => end - below));

describeVariants("sizes around the ends of memory", (s) => {
  const works = () => {
    expect(s.crossEntropy([[2, 1, 0.1]], [0])).toBeCloseTo(0.417, 3);
  };

  test.each(nearEnds)("an array of %i bytes", (bytes) => {
    expect(() => s.heap.uint8(bytes)).toThrow(/^heap.uint8: out of memory/);
    works();
  });

  test.each(nearEnds)("results of %i bytes, without logits", (bytes) => {
    const rows = Math.floor(bytes / 4);
    const none = new Float32Array(0);
    expect(() => s.logSumExp(none, { shape: [rows, 0], dim: 1 })).toThrow(/^logSumExp: out of memory/);
    works();
    const probs = { shape: [rows, 0], reduction: "none" } as const;
    expect(() => s.crossEntropy(none, none, probs)).toThrow(/^crossEntropy: out of memory/);
    works();
  });

  test.each(nearEnds)("a model of %i bytes", (bytes) => {
    // Of weights alone, and of the eight examples that are in work at a time.
    for (const features of [Math.floor(bytes / 4), Math.floor((bytes + 2 ** 31) / 32)]) {
      expect(() => s.softmaxClassifier({ features, classes: 1 })).toThrow(
        /^softmaxClassifier: (.* are more than memory can hold|out of memory)/,
      );
      works();
    }
  });
});
