// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { describe, expect, test } from "vitest";

import { Pacer } from "../../web/src/train/pacer.ts";
import { type EvaluationParts, type Model, Run, nextValidation } from "../../web/src/train/run.ts";
import { DEFAULTS } from "../../web/src/train/settings.ts";

/** A classifier that records what it is asked. Its loss is its learning rate, its epochs have four steps. */
class RecordingModel implements Model<string> {
  learningRate = 0;
  steps = 0;
  readonly log: string[] = [];
  readonly #failsAt: number;

  constructor(failsAt = Infinity) {
    this.#failsAt = failsAt;
  }

  get epoch(): number {
    return Math.floor(this.steps / 4);
  }

  step(): number {
    ++this.steps;
    this.log.push(`step ${this.steps}`);
    return this.steps >= this.#failsAt ? NaN : this.learningRate;
  }

  evaluate(data: string): { loss: number; accuracy: number } {
    this.log.push(data);
    return data === "small" ? { loss: 1, accuracy: 1 } : { loss: 4, accuracy: 0.5 };
  }
}

const parts: EvaluationParts<string> = {
  validation: [{ data: "validation", rows: 10 }],
  test: [
    { data: "large", rows: 30 },
    { data: "small", rows: 10 },
  ],
};

function evaluateAll(run: Run<string>): void {
  while (run.evaluationDue()) run.advanceEvaluation();
}

function play(run: Run<string>, steps: number): void {
  for (let i = 0; i < steps; ++i) {
    evaluateAll(run);
    run.step();
  }
  evaluateAll(run);
}

describe("Run", () => {
  test("evaluates the untrained model, then at the schedule's steps, the test set once an epoch", () => {
    const model = new RecordingModel();
    const run = new Run(model, parts, DEFAULTS);
    play(run, 8);
    const { evaluations } = run.drain();
    expect(evaluations.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(evaluations.filter(({ accuracy }) => accuracy !== null).map(({ step }) => step)).toEqual([0, 4, 8]);
    expect(run.drain()).toEqual({ points: [], evaluations: [] });
  });

  test("weighs the parts of a split by their rows", () => {
    const run = new Run(new RecordingModel(), parts, DEFAULTS);
    evaluateAll(run);
    expect(run.drain().evaluations).toEqual([{ step: 0, epoch: 0, validation: 4, accuracy: (30 * 0.5 + 10) / 40 }]);
  });

  test("evaluations that were asked for leave the updates and the schedule as they are", () => {
    const plain = new Run(new RecordingModel(), parts, DEFAULTS);
    play(plain, 100);
    const due = plain.drain().evaluations.map(({ step }) => step);

    const asked = new Run(new RecordingModel(), parts, DEFAULTS);
    for (let i = 0; i < 100; ++i) {
      play(asked, 1);
      asked.requestEvaluation();
      evaluateAll(asked);
    }
    const { points, evaluations } = asked.drain();
    expect(points).toHaveLength(100);
    expect(evaluations.map(({ step }) => step)).toEqual(expect.arrayContaining(due));
  });

  test("asking twice evaluates once", () => {
    const model = new RecordingModel();
    const run = new Run(model, parts, DEFAULTS);
    evaluateAll(run);
    const asked = model.log.length;
    run.requestEvaluation();
    evaluateAll(run);
    expect(model.log).toHaveLength(asked);
  });

  test("applies each learning rate from its step on", () => {
    const rates = [
      { step: 0, rate: 0.5 },
      { step: 2, rate: 0.25 },
    ];
    const run = new Run(new RecordingModel(), parts, { ...DEFAULTS, rates });
    play(run, 4);
    run.setRate(0.125);
    play(run, 1);
    expect(run.drain().points.map(({ loss }) => loss)).toEqual([0.5, 0.5, 0.25, 0.25, 0.125]);
    expect(run.rates).toEqual([...rates, { step: 4, rate: 0.125 }]);
  });

  test("counts the epochs without a better validation loss, however it is asked", () => {
    const run = new Run(new RecordingModel(), parts, DEFAULTS);
    play(run, 7);
    run.requestEvaluation();
    evaluateAll(run);
    expect(run.epochsWithoutGain).toBe(1);
    play(run, 9);
    expect(run.epochsWithoutGain).toBe(4);
    run.hopeAgain();
    expect(run.epochsWithoutGain).toBe(0);
    play(run, 4);
    expect(run.epochsWithoutGain).toBe(1);
  });

  test("notices a loss that is not finite", () => {
    const run = new Run(new RecordingModel(3), parts, DEFAULTS);
    play(run, 2);
    expect(run.diverged).toBe(false);
    play(run, 1);
    expect(run.diverged).toBe(true);
  });
});

test("validations grow apart, up to a limit", () => {
  expect([0, 1, 8, 16, 80, 400, 4000].map(nextValidation)).toEqual([1, 2, 9, 18, 90, 450, 4050]);
});

describe("Pacer", () => {
  const stepsOf = (pacer: Pacer, times: number[]): number => {
    let steps = 0;
    for (const now of times) {
      for (; pacer.due(now) >= 1; ++steps) pacer.took(1);
    }
    return steps;
  };

  test("keeps its pace, whatever the slices", () => {
    const pacer = new Pacer();
    pacer.start("steady", 0);
    const times = Array.from({ length: 100 }, (_, i) => (i + 1) * 10);
    expect(stepsOf(pacer, times)).toBeGreaterThanOrEqual(149);
    expect(stepsOf(pacer, times)).toBeLessThanOrEqual(2);
  });

  test("does not catch up after a sleep", () => {
    const pacer = new Pacer();
    pacer.start("steady", 0);
    expect(stepsOf(pacer, [60_000])).toBeLessThan(10);
  });

  test("has no limit at full speed", () => {
    const pacer = new Pacer();
    pacer.start("full", 0);
    expect(pacer.due(0)).toBe(Infinity);
  });
});
