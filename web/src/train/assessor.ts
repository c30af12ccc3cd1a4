// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Goes over the validation split for what a single number doesn't tell: which classes are taken for which, and which
// examples surprise the model most. In parts, as evaluations are.

import type { SoftmaxClassifier, Surprisal } from "surprisal";
import { pick } from "../data/dataset.ts";
import { type Assessment, WORST, type WorstExample } from "./protocol.ts";
import type { PlacedDataset, ValidationPart } from "./placed.ts";

/** While training, at most a fifth of the time goes into assessments, and there is never more than one in this time. */
const INTERVAL_MS = 400;
const REST = 4;

export class Assessor {
  readonly #library: Surprisal;
  readonly #model: SoftmaxClassifier;
  readonly #placed: PlacedDataset;
  #left: ValidationPart[] = [];
  #step = -1;
  #confusion: Float64Array;
  #worst: WorstExample[] = [];
  #done: Assessment | null = null;
  #spent = 0;
  #nextAt = -Infinity;

  constructor(library: Surprisal, model: SoftmaxClassifier, placed: PlacedDataset) {
    this.#library = library;
    this.#model = model;
    this.#placed = placed;
    this.#confusion = new Float64Array(model.classes ** 2);
  }

  /** Whether an assessment has to be finished before the next update. */
  get underWay(): boolean {
    return this.#left.length > 0;
  }

  /** Whether it is time for another one while training. */
  due(now: number): boolean {
    return now >= this.#nextAt && this.#step !== this.#model.steps;
  }

  /** Begins an assessment of the model as it is, unless there is one already. Whether there is anything to do. */
  begin(): boolean {
    if (this.#step === this.#model.steps) return this.underWay;
    this.#step = this.#model.steps;
    this.#left = [...this.#placed.validation];
    this.#confusion = new Float64Array(this.#model.classes ** 2);
    this.#worst = [];
    this.#spent = 0;
    return this.underWay;
  }

  /** One part of the assessment under way. */
  advance(): void {
    const next = this.#left.shift();
    if (next === undefined) return;
    const from = performance.now();
    this.#assess(next);
    const now = performance.now();
    this.#spent += now - from;
    if (this.underWay) return;
    this.#nextAt = now + Math.max(INTERVAL_MS, REST * this.#spent);
    this.#done = { step: this.#step, confusion: this.#confusion, worst: this.#worst };
  }

  /** What was finished since the last call. */
  take(): Assessment | null {
    const done = this.#done;
    this.#done = null;
    return done;
  }

  #assess({ data, rows, from }: ValidationPart): void {
    const { classes } = this.#model;
    const { validation, info } = this.#placed.dataset;
    const labels = validation.labels.subarray(from, from + rows);
    const { features: examples, scale } = data;
    const probs = this.#model.predictProba({ features: examples, scale });
    const counts = this.#library.confusionMatrix(probs, labels, { shape: [rows, classes] });
    counts.forEach((count, i) => {
      this.#confusion[i] = (this.#confusion[i] ?? 0) + count;
    });
    const ofTruth = Float32Array.from(labels, (label, row) => probs[row * classes + label] ?? 0);
    const surprisal = this.#library.information.surprisal(ofTruth);
    const predicted = this.#library.argmax(probs, { shape: [rows, classes] });
    // Only what is worse than the worst so far is copied out.
    const bar = this.#worst.length < WORST ? -Infinity : (this.#worst.at(-1)?.surprisal ?? -Infinity);
    const found = Array.from(surprisal, (nats, row) => ({ nats, row }))
      .filter(({ nats }) => nats > bar)
      .sort((a, b) => b.nats - a.nats || a.row - b.row)
      .slice(0, WORST)
      .map(({ nats, row }) => ({
        index: from + row,
        label: labels[row] ?? 0,
        predicted: predicted[row] ?? 0,
        surprisal: nats,
        probs: probs.slice(row * classes, (row + 1) * classes),
        features: pick(validation, info.features, [from + row]).features,
      }));
    this.#worst = [...this.#worst, ...found].sort((a, b) => b.surprisal - a.surprisal).slice(0, WORST);
  }
}
