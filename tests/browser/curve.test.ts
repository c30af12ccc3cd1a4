// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { describe, expect, test } from "vitest";

import { Curve, thin } from "../../web/src/train/curve.ts";
import type { EvaluationPoint, StepPoint } from "../../web/src/train/protocol.ts";

const point = (step: number, loss: number): StepPoint => ({ step, loss });
const evaluation = (step: number, validation: number, accuracy: number | null = null): EvaluationPoint => ({
  step,
  epoch: 0,
  validation,
  accuracy,
});

describe("Curve", () => {
  test("puts evaluations at their steps among the points", () => {
    const curve = new Curve();
    curve.append([], [evaluation(0, 2.3, 0.1)]);
    curve.append([point(1, 2.2), point(2, 2.1), point(3, 2)], [evaluation(2, 2.05)]);
    expect(curve.steps).toEqual([0, 1, 2, 3]);
    expect(curve.batch).toEqual([null, 2.2, 2.1, 2]);
    expect(curve.validation).toEqual([2.3, null, 2.05, null]);
    expect(curve.last).toBe(2);
    expect(curve.accuracy).toBe(0.1);
  });

  test("smooths without lagging behind a constant", () => {
    const curve = new Curve();
    curve.append(
      Array.from({ length: 200 }, (_, i) => point(i + 1, 0.5)),
      [],
    );
    expect(curve.training.every((value) => value === 0.5)).toBe(true);
  });

  test("an evaluation of the same step replaces its row", () => {
    const curve = new Curve();
    curve.append([], [evaluation(0, 2.3)]);
    curve.append([], [evaluation(0, 2.3, 0.1)]);
    expect(curve.rows).toEqual([{ ...evaluation(0, 2.3, 0.1), training: null }]);
  });

  test("losses that are not finite leave gaps, and the smoothed loss as it was", () => {
    const curve = new Curve();
    curve.append([point(1, 2), point(2, NaN), point(3, Infinity)], [evaluation(3, NaN)]);
    expect(curve.batch).toEqual([2, null, null]);
    expect(curve.validation.at(-1)).toBeNull();
    expect(curve.smoothed).toBe(2);
  });

  test("a long run keeps its ends, its order and its mean, in bounded room", () => {
    const curve = new Curve();
    const total = 100_003;
    curve.append([], [evaluation(0, 2.3)]);
    for (let step = 1; step <= total; ++step) {
      curve.append([point(step, step % 2)], step % 50 === 0 ? [evaluation(step, 0.4)] : []);
    }
    expect(curve.steps.length).toBeLessThanOrEqual(1600);
    expect(curve.steps.length).toBeGreaterThan(400);
    expect(curve.steps[0]).toBe(0);
    expect(curve.validation[0]).toBe(2.3);
    expect(curve.steps.at(-1)).toBe(total);
    expect(curve.steps.every((step, i) => i === 0 || step > (curve.steps[i - 1] ?? 0))).toBe(true);
    for (const column of [curve.batch, curve.training, curve.validation])
      expect(column).toHaveLength(curve.steps.length);
    // Each point but the last stands for many steps, half of them 0, half 1.
    for (const mean of curve.batch.slice(1, -1)) expect(mean).toBeCloseTo(0.5, 10);
    expect(curve.rows.length).toBeLessThanOrEqual(2000);
    expect(curve.rows[0]?.step).toBe(0);
  });
});

describe("thin", () => {
  test("keeps the first and the last", () => {
    const rows = Array.from({ length: 1001 }, (_, i) => i);
    const thinned = thin(rows, 41);
    expect(thinned).toHaveLength(41);
    expect(thinned[0]).toBe(0);
    expect(thinned.at(-1)).toBe(1000);
    expect(new Set(thinned).size).toBe(41);
  });

  test("leaves few rows alone", () => {
    expect(thin([1, 2, 3], 3)).toEqual([1, 2, 3]);
    expect(thin([], 3)).toEqual([]);
  });
});
