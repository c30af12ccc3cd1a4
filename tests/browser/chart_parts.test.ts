// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The parts of the chart that need no page.

import { describe, expect, test } from "vitest";

import { MAX_PINS, nextPinStyle, uniformLabel } from "../../web/src/train/chart/styles.ts";
import { tickLabels, ticksOf } from "../../web/src/train/chart/ticks.ts";
import { Viewport } from "../../web/src/train/chart/viewport.ts";
import type { Columns } from "../../web/src/train/curve.ts";
import { describeQuery } from "../../web/src/train/pins/label.ts";

const curve = (steps: number[], training: (number | null)[]): Columns => ({
  steps,
  training,
  batch: training,
  validation: steps.map(() => null),
});

describe("ticks", () => {
  test.each<[number, number, boolean, number, number[]]>([
    [0, 100, false, 5, [0, 20, 40, 60, 80, 100]],
    [0, 0.7, false, 4, [0, 0.2, 0.4, 0.6]],
    [0.31, 0.44, false, 4, [0.35, 0.4]],
    [1, 100, true, 8, [1, 2, 5, 10, 20, 50, 100]],
    [1, 100_000, true, 4, [1, 100, 10_000]],
    [0.3, 0.6, true, 4, [0.3, 0.4, 0.5, 0.6]],
  ])("from %d to %d, logarithmic %s, about %d", (min, max, log, count, expected) => {
    expect(ticksOf({ min, max }, log, count)).toEqual(expected);
  });

  test("whole numbers only, where asked for", () => {
    expect(ticksOf({ min: 0, max: 3 }, false, 10, true)).toEqual([0, 1, 2, 3]);
  });

  test("labels have as many decimals as they need", () => {
    expect(tickLabels([0, 0.5, 1], false)).toEqual(["0.0", "0.5", "1.0"]);
    expect(tickLabels([0.01, 1, 1000], true)).toEqual(["0.01", "1", "1,000"]);
  });
});

describe("the viewport", () => {
  const falling = curve([0, 100, 200], [2, 1, 0.5]);

  test("shows everything, and the uniform guess", () => {
    const view = new Viewport();
    expect(view.steps([falling])).toEqual({ min: 0, max: 200 });
    expect(view.loss([falling], Math.log(10))).toEqual({ min: 0, max: Math.log(10) * 1.1 });
    expect(view.steps([falling, curve([0, 900], [1, 1])]).max).toBe(900);
  });

  test("logarithmic axes begin above 0", () => {
    const view = new Viewport();
    view.logSteps = true;
    view.logLoss = true;
    expect(view.steps([falling])).toEqual({ min: 1, max: 200 });
    const { min, max } = view.loss([falling], Math.log(10));
    expect(min).toBeCloseTo(0.5 / 1.15);
    expect(max).toBeCloseTo(Math.log(10) * 1.15);
  });

  test("a zoom keeps its anchor, and fits the losses that are left", () => {
    const view = new Viewport();
    view.zoomBy(0.5, 200, [falling]);
    expect(view.steps([falling])).toEqual({ min: 100, max: 200 });
    const { min, max } = view.loss([falling], Math.log(10));
    expect(min).toBeLessThan(0.5);
    expect(min).toBeGreaterThan(0.4);
    expect(max).toBeGreaterThan(1);
    expect(max).toBeLessThan(1.1);
    view.panBy(-10, [falling]);
    expect(view.steps([falling])).toEqual({ min: 0, max: 100 });
    view.zoomBy(4, 50, [falling]);
    expect(view.zoomed).toBe(false);
  });
});

describe("pins", () => {
  test("take the first letter that is free, as long as there is one", () => {
    expect(nextPinStyle([])?.letter).toBe("A");
    expect(nextPinStyle(["A", "C"])?.letter).toBe("B");
    const letters: string[] = [];
    for (let style = nextPinStyle(letters); style; style = nextPinStyle(letters)) letters.push(style.letter);
    expect(letters).toHaveLength(MAX_PINS);
    expect(new Set(letters).size).toBe(MAX_PINS);
  });

  test("are named by their settings", () => {
    expect(describeQuery("?lr=0.05,40:0.1&momentum=0.9&seed=1&epochs=20&pace=full")).toBe(
      "rate 0.05, 40:0.1, momentum 0.9, seed 1",
    );
    // What is as usual is left out, but for what runs are compared by.
    expect(describeQuery("?data=mnist&l2=0&loss=ce&gamma=3&smoothing=0.1&batch=128")).toBe(
      "mnist, smoothing 0.1, batch 128",
    );
    expect(describeQuery("?l2=0.01&loss=focal&gamma=3")).toBe("L2 0.01, loss focal, gamma 3");
  });

  test("stand beside the loss of a uniform guess", () => {
    expect(uniformLabel(3)).toBe("uniform guess: ln 3 ≈ 1.099");
  });
});
