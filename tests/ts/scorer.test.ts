// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The scorer: the metrics of all batches together, the same to the bit however they come, and through JSON.

import type { Scorer, ScorerConfig, ScorerJson, Surprisal } from "surprisal";
import { describe, expect, test } from "vitest";

import { expectClose, logLossBound } from "./support/close.ts";
import { randomFloats, randomLabels, randomProbs, uniform } from "./support/data.ts";
import { describeVariants, exactVariants, instanceOf } from "./support/variants.ts";

const rows = 120;

function batchOf(classes: number): { logits: Float32Array<ArrayBuffer>; labels: Int32Array<ArrayBuffer> } {
  const labels = randomLabels(classes, rows, classes);
  labels.forEach((_, row) => {
    if (row % 7 === 3) labels[row] = -100;
  });
  return { logits: randomFloats(classes + 1, rows * classes, -9, 9), labels };
}

function scoreRows(scorer: Scorer, classes: number, begin: number, end: number): void {
  const { logits, labels } = batchOf(classes);
  scorer.update(logits.slice(begin * classes, end * classes), labels.slice(begin, end));
}

/** All rows, in runs of random lengths from the last to the first, dealt out to scorers that are merged at the end. */
function scoreInParts(s: Surprisal, config: ScorerConfig, seed: number): Scorer {
  const next = uniform(seed);
  const parts = Array.from({ length: 1 + Math.floor(4 * next()) }, () => s.scorer(config));
  for (let end = rows; end > 0;) {
    const begin = Math.max(0, end - 1 - Math.floor(40 * next()));
    const part = parts[Math.floor(parts.length * next())];
    if (part !== undefined) scoreRows(part, config.classes, begin, end);
    end = begin;
  }
  const merged = s.scorer(config);
  for (const part of parts) merged.merge(part);
  return merged;
}

describeVariants("scorer", (s) => {
  test("gives the metrics of the batch", () => {
    for (const classes of [2, 10, 65, 300]) {
      const { logits, labels } = batchOf(classes);
      const scorer = s.scorer({ classes, topK: 2, bins: 8 });
      scorer.update(logits, labels);
      const result = scorer.result();
      const from = "logits";
      expect(result.count).toBe(labels.filter((label) => label >= 0).length);
      expect(result.accuracy).toBe(s.accuracy(logits, labels));
      expect(result.topKAccuracy).toBe(s.topKAccuracy(logits, labels, { k: 2 }));
      const { ece, bins } = s.expectedCalibrationError(logits, labels, { from, bins: 8 });
      expect(result.ece).toBe(ece);
      expect(result.bins).toEqual(bins);
      // The scorer rounds each row's term to 2^-40.
      const rounding = { absolute: 4.6e-13, relative: 1e-14 };
      expectClose(result.logLoss, s.logLoss(logits, labels, { from }), rounding);
      expectClose(result.brierScore, s.brierScore(logits, labels, { from }), rounding);
      expectClose(result.perplexity, Math.exp(result.logLoss), { relative: 1e-14 });
      expect(result.confusionMatrix).toEqual(s.confusionMatrix(logits, labels));
      // Classes by themselves give the same as through the matrix.
      const lean = s.scorer({ classes, topK: 2, bins: 8, confusionMatrix: false });
      lean.update(logits, labels);
      expect(lean.result()).toEqual({ ...result, confusionMatrix: undefined });
    }
  });

  test("takes probabilities", () => {
    const probs = randomProbs(3, 20, 5);
    const labels = randomLabels(4, 20, 5);
    const scorer = s.scorer({ classes: 5, from: "probs" });
    scorer.update(probs, labels);
    expectClose(scorer.result().logLoss, s.logLoss(probs, labels), { absolute: 4.6e-13 });
    expect(scorer.result().accuracy).toBe(s.accuracy(probs, labels));
  });

  test("any split and order gives the same bits", () => {
    for (const classes of [3, 10, 300]) {
      const config = { classes, bins: 9, confusionMatrix: classes < 100 };
      const whole = s.scorer(config);
      scoreRows(whole, classes, 0, rows);
      for (let seed = 1; seed <= 10; seed++) {
        const merged = scoreInParts(s, config, seed);
        expect(JSON.stringify(merged)).toBe(JSON.stringify(whole));
      }
      expect(scoreInParts(s, config, 11).result()).toEqual(whole.result());
    }
  });

  test("goes through JSON, and on from there", () => {
    for (const confusionMatrix of [true, false]) {
      const config = { classes: 10, topK: 3, ignoreIndex: -1, confusionMatrix } as const;
      const scorer = s.scorer(config);
      scorer.update(randomFloats(1, 200, -5, 5), randomLabels(2, 20, 10));
      const restored = s.scorer.fromJSON(JSON.parse(JSON.stringify(scorer)) as ScorerJson);
      expect(restored.result()).toEqual(scorer.result());
      for (const each of [scorer, restored]) each.update(randomFloats(3, 100, -5, 5), randomLabels(4, 10, 10));
      expect(restored.toJSON()).toEqual(scorer.toJSON());
    }
  });

  test("NaN and Infinity go through JSON", () => {
    const scorer = s.scorer({ classes: 2 });
    scorer.update([[-Infinity, 0]], [0]);
    expect(scorer.result()).toMatchObject({ logLoss: Infinity, perplexity: Infinity, brierScore: 2, accuracy: 0 });
    const restored = s.scorer.fromJSON(JSON.parse(JSON.stringify(scorer)) as ScorerJson);
    expect(restored.result()).toEqual(scorer.result());
    restored.update([[NaN, 0]], [0]);
    expect(restored.result()).toMatchObject({ logLoss: NaN, brierScore: NaN, ece: NaN, accuracy: 0.5 });
    const again = s.scorer.fromJSON(JSON.parse(JSON.stringify(restored)) as ScorerJson);
    expect(again.result()).toEqual(restored.result());
  });

  test("of nothing", () => {
    const scorer = s.scorer({ classes: 3 });
    const nothing = { accuracy: NaN, topKAccuracy: NaN, logLoss: NaN, perplexity: NaN, brierScore: NaN, ece: NaN };
    expect(scorer.result()).toMatchObject({ count: 0, ...nothing });
    scorer.update([], []);
    scorer.update([[1, 2, 3]], [-100]);
    expect(scorer.count).toBe(0);
    scorer.update([1, 2, 3], 2);
    scorer.update(Float32Array.of(1, 2, 3, 4, 5, 6), [0, 1], { shape: [1, 3, 2] });
    expect(scorer.count).toBe(3);
  });

  test("a scorer merged with itself has counted everything twice", () => {
    const scorer = s.scorer({ classes: 3 });
    scoreRows(scorer, 3, 0, 50);
    const { count, logLoss, confusionMatrix } = scorer.result();
    scorer.merge(scorer);
    const doubled = scorer.result();
    expect(doubled.count).toBe(2 * count);
    expectClose(doubled.logLoss, logLoss, logLossBound);
    expect(doubled.confusionMatrix).toEqual(confusionMatrix?.map((each) => 2 * each));
  });

  test("what was refused has added nothing", () => {
    const scorer = s.scorer({ classes: 3, from: "probs" });
    scorer.update([[0.5, 0.25, 0.25]], [1]);
    const before = scorer.toJSON();
    expect(() => {
      scorer.update([[0.5, 0.25, 0.25]], [3]);
    }).toThrow("scorer.update: labels[0] is 3, outside 0..2");
    expect(() => {
      scorer.update([[0.5, 1.5, 0.25]], [0]);
    }).toThrow("scorer.update: probs[0][1] is 1.5, which is not a probability");
    expect(() => {
      scorer.merge(s.scorer({ classes: 4 }));
    }).toThrow("scorer.merge: other has classes 4, but this scorer has 3");
    expect(scorer.toJSON()).toEqual(before);
  });

  test("results are the caller's own", () => {
    const scorer = s.scorer({ classes: 3 });
    scoreRows(scorer, 3, 0, 50);
    const { confusionMatrix, perClass } = scorer.result();
    const copies = [confusionMatrix, perClass.support].map((array) => array?.slice());
    scoreRows(scorer, 3, 50, rows);
    expect([confusionMatrix, perClass.support]).toEqual(copies);
  });
});

describe("scorers of different variants", () => {
  test("have the same bits and can be merged", () => {
    const [reference, ...others] = exactVariants.map((variant) => {
      const scorer = instanceOf(variant).scorer({ classes: 10 });
      scoreRows(scorer, 10, 0, rows);
      return scorer;
    });
    const bits = reference?.toJSON();
    for (const other of others) expect(other.toJSON()).toEqual(bits);
    for (const other of others) reference?.merge(other);
    expect(reference?.count).toBe(3 * 103);
  });
});
