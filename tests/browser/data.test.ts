// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the *Train* page's data sets are made of, without a page.

import { describe, expect, test } from "vitest";

import { countClasses } from "../../web/src/data/dataset.ts";
import { GRID, placeOf, stepOf } from "../../web/src/data/drawn.ts";
import { planeDataset } from "../../web/src/data/plane.ts";
import { FEATURE_MAPS, SHAPES, makePoints, mapFeatures, mappedNames } from "../../web/src/data/shapes.ts";
import { keptIndices, measure, splitIndices, standardise } from "../../web/src/data/split.ts";
import { paintRegions } from "../../web/src/train/data/plane_paint.ts";
import { defaultsFor } from "../../web/src/train/settings.ts";

describe("points", () => {
  const shapes = SHAPES.filter((shape) => shape !== "drawn");

  test.each(shapes)("of the shape %s follow from the seed, inside the plane, each class as often", (shape) => {
    const points = makePoints(shape, 120, 0.5, 3);
    expect(makePoints(shape, 120, 0.5, 3)).toEqual(points);
    expect(makePoints(shape, 120, 0.5, 4).places).not.toEqual(points.places);
    expect(points.places.every((place) => Math.abs(place) <= 1)).toBe(true);
    expect(new Set(countClasses(points.labels, points.classes)).size).toBe(1);
  });

  test.each(FEATURE_MAPS)("have a name for each feature of the map %s, and x and y among them", (map) => {
    const features = mapFeatures(Float32Array.of(0.5, -0.25, 0, 0), map);
    expect(features).toHaveLength(2 * mappedNames(map).length);
    expect([...features.slice(0, 2)]).toEqual([0.5, -0.25]);
  });

  test("have squares and a product", () => {
    expect([...mapFeatures(Float32Array.of(0.5, -0.25), "squares")]).toEqual([0.5, -0.25, 0.25, 0.0625, -0.125]);
  });

  test("stand where they were drawn", () => {
    for (const step of [0, 1, 647, GRID - 1]) expect(stepOf(placeOf(step))).toBe(step);
    expect([stepOf(-9), stepOf(9)]).toEqual([0, GRID - 1]);
  });

  test("too few of them, or of one class alone, are told in words", () => {
    const drawn = Array.from({ length: 4 }, (_, column) => ({ column, row: 0, label: column % 2 }));
    const settings = { ...defaultsFor("points"), shape: "drawn" as const };
    expect(planeDataset({ ...settings, drawn })).toMatch(/at least 5 points/);
    const more = { ...settings, drawn: [...drawn, { column: 99, row: 9, label: 0 }] };
    expect(planeDataset(more)).toMatchObject({ info: { classNames: ["A", "B"] } });
    expect(planeDataset({ ...more, drawn: more.drawn.map((point) => ({ ...point, label: 1 })) })).toMatch(
      /two classes/,
    );
  });
});

describe("splits", () => {
  test("share the examples out by seed", () => {
    const { training, validation, test: held } = splitIndices(150, 1);
    expect([training.length, validation.length, held.length]).toEqual([90, 30, 30]);
    expect([...training, ...validation, ...held].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 150 }, (_, i) => i),
    );
    expect(splitIndices(150, 1).training).toEqual(training);
    expect(splitIndices(150, 2).training).not.toEqual(training);
  });

  test("are standardised, constant features too", () => {
    const features = Float32Array.of(1, 7, 3, 7, 5, 7);
    const standard = measure(features, 2);
    expect([...standard.mean]).toEqual([3, 7]);
    const [a, b, c, ...rest] = standardise(features, standard);
    expect([b, c, ...rest].length + 1).toBe(6);
    expect(a).toBeCloseTo(-Math.sqrt(1.5), 6);
    expect(b).toBe(0);
  });

  test("lose the asked share of each class, never all of it", () => {
    const labels = Uint8Array.from({ length: 300 }, (_, i) => i % 3);
    const kept = keptIndices(labels, 3, 25);
    expect(
      countClasses(
        Uint8Array.from(kept, (i) => labels[i] ?? 9),
        3,
      ),
    ).toEqual([100, 20, 4]);
    expect(keptIndices(labels, 3, 1)).toHaveLength(300);
    expect(keptIndices(Uint8Array.of(0, 1), 2, 100)).toHaveLength(2);
  });
});

test("a region has its class's colour as far as the model is certain", () => {
  const palette = {
    classes: [
      [200, 0, 0],
      [0, 0, 100],
    ] as const,
    names: [],
    surface: [0, 0, 0] as const,
    ink: "",
  };
  const [red, , blue, alpha, halfRed, , halfBlue] = paintRegions(Float32Array.of(1, 0, 0.5, 0.5), 2, palette);
  expect([blue, alpha]).toEqual([0, 255]);
  expect(halfRed).toBe((red ?? 0) / 2);
  expect(halfBlue).toBe((halfRed ?? 0) / 2);
});
