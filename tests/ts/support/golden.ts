// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { readFileSync } from "node:fs";

import type { Schedule, SoftmaxClassifierConfig } from "surprisal";

// The schema is in tests/golden/README.md.

type Reduction = "none" | "mean" | "sum";

interface Case {
  readonly name: string;
}

export interface LabelsCase extends Case {
  readonly shape: readonly number[];
  readonly logits: readonly number[];
  readonly labels: readonly number[];
  readonly weight: readonly number[] | null;
  readonly ignoreIndex: number;
  readonly labelSmoothing: number;
  readonly reduction: Reduction;
  readonly gradOutput: number | readonly number[] | null;
  readonly value: number | readonly number[];
  readonly grad: readonly number[];
}

export interface ProbsCase extends Case {
  readonly shape: readonly number[];
  readonly logits: readonly number[];
  readonly targets: readonly number[];
  readonly weight: readonly number[] | null;
  readonly labelSmoothing: number;
  readonly reduction: Reduction;
  readonly gradOutput: number | readonly number[] | null;
  readonly value: number | readonly number[];
  readonly grad: readonly number[];
  readonly gradTargets: readonly number[];
  /** Where there are weights. */
  readonly gradWeight?: readonly number[];
}

export interface SoftmaxCase extends Case {
  readonly op: "softmax" | "softmin" | "logSoftmax" | "logSumExp";
  readonly shape: readonly number[];
  readonly dim: number;
  readonly logits: readonly number[];
  readonly temperature: number;
  readonly value: readonly number[];
  readonly gradOutput: readonly number[];
  readonly grad: readonly number[];
}

export interface InformationCase extends Case {
  readonly op: "surprisal" | "entropy" | "perplexity" | "crossEntropy" | "klDivergence" | "jsDivergence";
  readonly shape: readonly number[];
  readonly p: readonly number[];
  readonly q: readonly number[] | null;
  readonly base: number;
  readonly normalize: boolean;
  readonly gradOutput: readonly number[] | null;
  readonly value: readonly number[];
  readonly gradP: readonly number[];
  readonly gradQ: readonly number[] | null;
  readonly gradScales: readonly [number, number];
}

export interface ClassifierCase extends Case {
  readonly rows: number;
  readonly features: number;
  readonly classes: number;
  readonly x: readonly number[];
  readonly type: "float32" | "uint8";
  readonly scale: number;
  readonly labels: readonly number[];
  readonly learningRate: number;
  readonly momentum: number;
  readonly l2: number;
  readonly steps: number;
  readonly initialWeights: readonly number[];
  readonly initialBias: readonly number[];
  readonly losses: readonly number[];
  readonly weights: readonly number[];
  readonly bias: readonly number[];
  readonly finalLoss: number;
  readonly finalCorrect: number;
  readonly probs: readonly number[];
}

/** Rows of scores with all their metrics. */
export interface MetricRowsCase extends Case {
  readonly op: "rows";
  readonly shape: readonly number[];
  readonly from: "logits" | "probs";
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly sampleWeight: readonly number[];
  readonly k: number;
  readonly bins: number;
  readonly eps: number;
  readonly logLoss: number;
  readonly logLossSum: number;
  readonly logLossWeighted: number;
  readonly brierScore: number;
  readonly brierScoreWeighted: number;
  readonly ece: number;
  readonly counts: readonly number[];
  readonly confidences: readonly number[];
  readonly accuracies: readonly number[];
  readonly accuracy?: number;
  readonly topKAccuracy?: number;
  readonly confusionMatrix?: readonly number[] | null;
  readonly perClass?: readonly number[] | null;
  readonly rocAuc?: number;
  readonly rocAucWeighted?: number;
}

export interface TemperatureCase extends Case {
  readonly op: "temperatureScaling";
  readonly shape: readonly number[];
  readonly scores: readonly number[];
  readonly labels: readonly number[];
  readonly temperature: number;
  readonly before: number;
  readonly after: number;
}

export interface OrderCase extends Case {
  readonly op: "argmax" | "topK";
  readonly shape: readonly number[];
  readonly dim: number;
  readonly k?: number;
  readonly scores: readonly number[];
  readonly value: readonly number[];
  readonly indices?: readonly number[];
}

/** A training run of 100 steps. */
export interface OptimizerCase extends Case {
  readonly config: SoftmaxClassifierConfig;
  readonly x: readonly number[];
  readonly labels: readonly number[];
  readonly sampleWeights: readonly number[] | null;
  readonly standardize: boolean;
  readonly initialWeights: readonly number[];
  readonly initialBias: readonly number[];
  /** Of every tenth step. */
  readonly losses: readonly number[];
  readonly weights: readonly number[];
  readonly bias: readonly number[];
}

/** The learning rate of each step. */
export interface ScheduleCase extends Case {
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly rates: readonly number[];
}

interface Files {
  cross_entropy_labels: LabelsCase;
  cross_entropy_probs: ProbsCase;
  softmax: SoftmaxCase;
  information: InformationCase;
  softmax_classifier: ClassifierCase;
  logistic_regression: LogisticRegressionCase;
  optimizers: OptimizerCase;
  schedules: ScheduleCase;
  metrics: MetricRowsCase | TemperatureCase | OrderCase;
}

const nonFinite: ReadonlyMap<unknown, number> = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** The cases of tests/golden/<name>.json. */
export function goldenCases<Name extends keyof Files>(name: Name): readonly Files[Name][] {
  const text = readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), "utf8");
  const revive = (_key: string, value: unknown): unknown => nonFinite.get(value) ?? value;
  const { cases } = JSON.parse(text, revive) as { cases: readonly Files[Name][] };
  if (cases.length === 0) throw new Error(`${name}.json has no cases`);
  return cases;
}

/** What scikit-learn's LogisticRegression comes to. */
export interface LogisticRegressionCase extends Case {
  readonly l2: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly features: readonly number[];
  readonly labels: readonly number[];
}

export function logisticRegression(name: string): LogisticRegressionCase {
  const found = goldenCases("logistic_regression").find((item) => item.name === name);
  if (found === undefined) throw new Error(`logistic_regression.json has no ${name}`);
  return found;
}

/** A golden case of more than one row and vector, with everything in it: what an installed package is asked. */
export function exemplaryCase(): LabelsCase {
  const found = goldenCases("cross_entropy_labels").find(
    ({ shape, reduction, weight, labelSmoothing, value }) =>
      shape.length === 2 &&
      (shape[1] ?? 0) > 4 &&
      (shape[0] ?? 0) > 1 &&
      reduction === "mean" &&
      weight &&
      labelSmoothing &&
      value,
  );
  if (found === undefined) throw new Error("no golden case fits");
  return found;
}
