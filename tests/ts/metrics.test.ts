// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The metrics of a batch: scikit-learn's numbers, on every variant, and what each option does.

import type { Surprisal } from "surprisal";
import { describe, expect, test } from "vitest";

import {
  bitsOf,
  brierScoreBound,
  calibrationBound,
  crossEntropyBound,
  difference,
  expectClose,
  logLossBound,
  temperatureBound,
  type Bound,
} from "./support/close.ts";
import { randomFloats, randomLabels, randomProbs } from "./support/data.ts";
import { goldenCases, type MetricRowsCase, type OrderCase, type TemperatureCase } from "./support/golden.ts";
import { describeVariants, exactVariants, instanceOf } from "./support/variants.ts";

// As exact as the golden files' nine digits.
const exact: Bound = { relative: 1e-8 };
type Numbers = ArrayLike<number> | number;
type Check = readonly [what: string, got: Numbers, want: Numbers | null | undefined, bound: Bound];

function failuresOf(name: string, checks: readonly Check[]): string[] {
  const list = (value: Numbers) => (typeof value === "number" ? [value] : value);
  return checks.flatMap(([what, got, want, bound]) => {
    const found = want === null || want === undefined ? undefined : difference(list(got), list(want), bound);
    return found === undefined ? [] : [`${name}: ${what} ${found}`];
  });
}

const allCases = goldenCases("metrics");
const rowsCases = allCases.filter((item): item is MetricRowsCase => item.op === "rows");
const temperatureCases = allCases.filter((item): item is TemperatureCase => item.op === "temperatureScaling");
const orderCases = allCases.filter((item): item is OrderCase => item.op === "argmax" || item.op === "topK");

function checksOfRows(s: Surprisal, item: MetricRowsCase): readonly Check[] {
  const { shape, from, k, bins, eps } = item;
  const scores = { data: Float32Array.from(item.scores), shape };
  const labels = Int32Array.from(item.labels);
  const sampleWeight = Float32Array.from(item.sampleWeight);
  const calibration = s.expectedCalibrationError(scores, labels, { from, bins });
  const weighted = s.logLoss(scores, labels, { from, sampleWeight, eps });
  const checks: Check[] = [
    ["logLoss", s.logLoss(scores, labels, { from }), item.logLoss, logLossBound],
    ["logLoss, sum", s.logLoss(scores, labels, { from, normalize: false }), item.logLossSum, logLossBound],
    ["logLoss, weighted", weighted, item.logLossWeighted, logLossBound],
    ["brierScore", s.brierScore(scores, labels, { from }), item.brierScore, brierScoreBound],
    [
      "brierScore, weighted",
      s.brierScore(scores, labels, { from, sampleWeight }),
      item.brierScoreWeighted,
      brierScoreBound,
    ],
    ["ece", calibration.ece, item.ece, calibrationBound],
    ["counts", calibration.bins.map((bin) => bin.count), item.counts, exact],
    ["confidences", calibration.bins.map((bin) => bin.confidence), item.confidences, calibrationBound],
    ["accuracies", calibration.bins.map((bin) => bin.accuracy), item.accuracies, exact],
  ];
  if (shape.length === 1) {
    checks.push(["rocAuc", s.rocAuc(scores, labels), item.rocAuc, exact]);
    checks.push(["rocAuc, weighted", s.rocAuc(scores, labels, { sampleWeight }), item.rocAucWeighted, exact]);
    return checks;
  }
  const classes = shape[1] ?? 0;
  const scorer = s.scorer({ classes, topK: k, bins, from });
  scorer.update(scores, labels);
  const result = scorer.result();
  const { precision, recall, f1, support } = result.perClass;
  const predicted = s.argmax(scores);
  return [
    ...checks,
    ["accuracy", s.accuracy(scores, labels), item.accuracy, exact],
    ["topKAccuracy", s.topKAccuracy(scores, labels, { k }), item.topKAccuracy, exact],
    ["confusionMatrix", s.confusionMatrix(scores, labels), item.confusionMatrix, exact],
    ["confusionMatrix of classes", s.confusionMatrix(predicted, labels, { classes }), item.confusionMatrix, exact],
    ["scorer: accuracy", result.accuracy, item.accuracy, exact],
    ["scorer: topKAccuracy", result.topKAccuracy, item.topKAccuracy, exact],
    ["scorer: logLoss", result.logLoss, item.logLoss, logLossBound],
    ["scorer: perplexity", Math.log(result.perplexity), item.logLoss, logLossBound],
    ["scorer: brierScore", result.brierScore, item.brierScore, brierScoreBound],
    ["scorer: ece", result.ece, item.ece, calibrationBound],
    ["scorer: counts", result.bins.map((bin) => bin.count), item.counts, exact],
    ["scorer: confidences", result.bins.map((bin) => bin.confidence), item.confidences, calibrationBound],
    ["scorer: confusionMatrix", result.confusionMatrix ?? [], item.confusionMatrix, exact],
    ["scorer: perClass", [...precision, ...recall, ...f1, ...support], item.perClass, exact],
  ];
}

describeVariants("golden metrics", (s) => {
  test("rows", () => {
    expect(rowsCases.length).toBeGreaterThan(20);
    expect(rowsCases.flatMap((item) => failuresOf(item.name, checksOfRows(s, item)))).toEqual([]);
  });

  test("temperature scaling", () => {
    const failures = temperatureCases.flatMap(({ name, scores, shape, labels, ...want }) => {
      const got = s.temperatureScaling({ data: Float32Array.from(scores), shape }, Int32Array.from(labels));
      return failuresOf(name, [
        ["temperature", got.temperature, want.temperature, temperatureBound],
        ["before", got.before, want.before, crossEntropyBound],
        ["after", got.after, want.after, crossEntropyBound],
      ]);
    });
    expect(temperatureCases.length).toBeGreaterThan(10);
    expect(failures).toEqual([]);
  });

  test("argmax and topK", () => {
    const failures = orderCases.flatMap(({ name, op, scores, shape, dim, k = 0, value, indices }) => {
      const input = Float32Array.from(scores);
      if (op === "argmax") return failuresOf(name, [["indices", s.argmax(input, { shape, dim }), value, {}]]);
      const got = s.topK(input, k, { shape, dim });
      return failuresOf(name, [
        ["values", got.values, value, {}],
        ["indices", got.indices, indices, {}],
      ]);
    });
    expect(orderCases.length).toBeGreaterThan(10);
    expect(failures).toEqual([]);
  });
});

const logits = [
  [2, 1, 0.5],
  [0, 3, 1],
  [-1, 0.25, 4],
  [1, 1, 1],
];
const labels = [0, 2, 2, 1];

describeVariants("metrics of a batch", (s) => {
  test("accuracy, with ties to the lowest class and NaN as largest", () => {
    expect(s.accuracy(logits, labels)).toBe(0.5);
    expect(s.accuracy(logits, labels, { ignoreIndex: 1 })).toBe(2 / 3);
    expect(s.accuracy([1, NaN, NaN], 1)).toBe(1);
    expect(s.accuracy([], [])).toBeNaN();
    expect(s.accuracy(Float64Array.of(1, 2, 4, 3), BigInt64Array.of(1n, 1n))).toBe(0.5);
    expect(s.accuracy(s.heap.float32([2, 2], [1, 2, 4, 3]), s.heap.int32(2, [1, 1]))).toBe(0.5);
    expect(s.accuracy(Float32Array.of(1, 5, 2, 4), [0, 0], { shape: [1, 2, 2] })).toBe(0.5);
  });

  test("topKAccuracy", () => {
    expect(s.topKAccuracy(logits, labels, { k: 1 })).toBe(0.5);
    expect(s.topKAccuracy(logits, labels, { k: 2 })).toBe(1);
    expect(s.topKAccuracy(logits, labels)).toBe(1);
  });

  test("logLoss of logits is crossEntropy", () => {
    expectClose(s.logLoss(logits, labels, { from: "logits" }), s.crossEntropy(logits, labels), crossEntropyBound);
    const probs = s.softmax(logits);
    expectClose(s.logLoss(probs, labels), s.crossEntropy(logits, labels), logLossBound);
  });

  test("logLoss and brierScore of one score a row", () => {
    const pairs = [0.1, 0.75, 0.5].map((p) => [1 - p, p]);
    expectClose(s.logLoss([0.1, 0.75, 0.5], [0, 0, 1]), s.logLoss(pairs, [0, 0, 1]), logLossBound);
    expectClose(s.brierScore([0.1, 0.75, 0.5], [0, 0, 1]), s.brierScore(pairs, [0, 0, 1]) / 2, brierScoreBound);
    expectClose(s.logLoss([0], [1]), 52 * Math.LN2, logLossBound);
    expect(s.logLoss([0], [1], { eps: 0 })).toBe(Infinity);
    expectClose(s.logLoss([-3], [1], { from: "logits" }), Math.log1p(Math.exp(3)), logLossBound);
  });

  test("sums and means over nothing", () => {
    expect(s.logLoss([], [])).toBeNaN();
    expect(s.logLoss([], [], { normalize: false })).toBe(0);
    expect(s.brierScore([], [])).toBeNaN();
    expect(s.brierScore([0.5], [1], { sampleWeight: [0] })).toBeNaN();
    expect(s.expectedCalibrationError([], [])).toMatchObject({ ece: NaN });
    expect(s.temperatureScaling([], [])).toEqual({ temperature: NaN, before: NaN, after: NaN });
    expect([...s.confusionMatrix([], [], { classes: 2 })]).toEqual([0, 0, 0, 0]);
    expect(s.topK([], 0).indices.length).toBe(0);
  });

  test("the bins of the calibration error", () => {
    const probs = [0.5, 0.875, 0.25, 1];
    expect(s.expectedCalibrationError(probs, [0, 1, 1, 1], { bins: 2 })).toEqual({
      ece: (0.5 + 0.625) / 4,
      bins: [
        { lower: 0, upper: 0.5, count: 1, confidence: 0.5, accuracy: 1 },
        { lower: 0.5, upper: 1, count: 3, confidence: 2.625 / 3, accuracy: 2 / 3 },
      ],
    });
    expect(s.expectedCalibrationError(probs, [0, 1, 1, 1]).bins.length).toBe(15);
  });

  test("confusionMatrix", () => {
    expect([...s.confusionMatrix(logits, labels)]).toEqual([1, 0, 0, 1, 0, 0, 0, 1, 1]);
    const predicted = s.argmax(logits);
    expect(s.confusionMatrix(predicted, labels, { classes: 3 })).toEqual(s.confusionMatrix(logits, labels));
    expect(s.confusionMatrix([...predicted], labels, { classes: 3, ignoreIndex: 2 })[8]).toBe(0);
  });

  test("rocAuc", () => {
    expect(s.rocAuc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
    expect(s.rocAuc([0.1, NaN, 0.35], [0, -1, 1], { ignoreIndex: -1 })).toBe(1);
  });

  test("temperatureScaling divides logits by what makes them best", () => {
    const confident = logits.map((row) => row.map((x) => 10 * x));
    const { temperature, before, after } = s.temperatureScaling(confident, labels);
    expectClose(before, s.crossEntropy(confident, labels), crossEntropyBound);
    const scaled = (t: number) =>
      s.crossEntropy(
        confident.map((row) => row.map((x) => x / t)),
        labels,
      );
    expectClose(after, scaled(temperature), crossEntropyBound);
    expect(after).toBeLessThan(scaled(temperature * 1.05));
    expect(after).toBeLessThan(scaled(temperature / 1.05));
    expect(s.temperatureScaling(logits.slice(0, 3), [0, 1, 2]).temperature).toBeCloseTo(1e-4, 8);
  });

  test("results are the caller's own", () => {
    const heap = s.heap.float32([4, 3], logits.flat());
    const kept = [s.argmax(heap), s.topK(heap, 2).values, s.confusionMatrix(heap, labels)] as const;
    const copies = kept.map((array) => array.slice());
    s.argmax(new Float32Array(300_000), { shape: [1000, 300] });
    expect(kept).toEqual(copies);
    for (const array of kept) expect(array.byteLength).toBe(array.buffer.byteLength);
  });
});

function bitsOfMetrics(s: Surprisal, rows: number, classes: number): string[] {
  const size = rows * classes;
  const scores = randomFloats(size, size, -12, 12);
  const probs = randomProbs(size + 1, rows, classes);
  const truth = randomLabels(size + 2, rows, classes);
  const { temperature, before, after } = s.temperatureScaling(scores, truth);
  const scorer = s.scorer({ classes });
  scorer.update(scores, truth);
  const result = scorer.result();
  const binary = Int32Array.from(truth, (_, row) => row % 2);
  return [
    s.logLoss(scores, truth, { from: "logits" }),
    s.logLoss(probs, truth),
    s.brierScore(scores, truth, { from: "logits" }),
    s.brierScore(probs, truth),
    s.expectedCalibrationError(scores, truth, { from: "logits" }).ece,
    s.expectedCalibrationError(probs, truth).ece,
    s.topKAccuracy(scores, truth),
    s.rocAuc(scores.slice(0, rows), binary, { sampleWeight: probs.slice(0, rows) }),
    temperature,
    before,
    after,
    Float64Array.of(result.logLoss, result.perplexity, result.brierScore, result.ece),
  ].map(bitsOf);
}

describe.each([
  [33, 10],
  [5, 1031],
  [70, 3],
])("the metrics of %i x %i", (rows, classes) => {
  const [reference, ...others] = exactVariants;

  test.each(others)(`have the same bits on ${reference} and %s`, (variant) => {
    expect(bitsOfMetrics(instanceOf(variant), rows, classes)).toEqual(
      bitsOfMetrics(instanceOf(reference), rows, classes),
    );
  });
});
