// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Points in the plane: the shapes that are offered, and the features that a linear model gets of them.

import { Random } from "./random.ts";

export const SHAPES = ["blobs", "moons", "rings", "spirals", "xor", "drawn"] as const;
export type Shape = (typeof SHAPES)[number];

export const FEATURE_MAPS = ["plain", "squares", "radial"] as const;
/** What a model sees of a point: x and y; with x², y² and x·y; or with bumps spread over the plane as well. */
export type FeatureMap = (typeof FEATURE_MAPS)[number];

interface Maker {
  readonly classes: number;
  /** The i-th point of a class, 0 to below 1 along it, before it strays. */
  readonly at: (label: number, along: number, random: Random) => readonly [x: number, y: number];
}

const turn = (share: number): readonly [number, number] => [
  Math.cos(2 * Math.PI * share),
  Math.sin(2 * Math.PI * share),
];

const MAKERS: Record<Exclude<Shape, "drawn">, Maker> = {
  blobs: {
    classes: 3,
    at: (label, _, random) => {
      const [x, y] = turn(label / 3 + 0.25);
      return [0.5 * x + 0.12 * random.normal(), 0.5 * y + 0.12 * random.normal()];
    },
  },
  moons: {
    classes: 2,
    at: (label, along) => {
      const [x, y] = turn(along / 2 + label / 2);
      return [0.5 * x + (label === 0 ? -0.25 : 0.25), 0.55 * y + (label === 0 ? -0.15 : 0.15)];
    },
  },
  rings: {
    classes: 2,
    at: (label, along) => {
      const [x, y] = turn(along);
      const radius = label === 0 ? 0.3 : 0.75;
      return [radius * x, radius * y];
    },
  },
  spirals: {
    classes: 2,
    at: (label, along) => {
      const [x, y] = turn(along * 1.25 + label / 2);
      const radius = 0.1 + 0.75 * along;
      return [radius * x, radius * y];
    },
  },
  xor: {
    classes: 2,
    at: (label, along, random) => {
      const x = 0.08 + 0.77 * random.uniform();
      const y = 0.08 + 0.77 * random.uniform();
      const left = along < 0.5;
      return [left ? -x : x, left === (label === 0) ? -y : y];
    },
  },
};

export interface Points {
  readonly classes: number;
  /** `[n, 2]`, each -1..1. */
  readonly places: Float32Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** `count` points of a shape, its classes equally often. */
export function makePoints(shape: Exclude<Shape, "drawn">, count: number, noise: number, seed: number): Points {
  const { classes, at } = MAKERS[shape];
  const random = new Random(seed);
  const places = new Float32Array(2 * count);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; ++i) {
    const label = i % classes;
    // To a thousandth: sines differ in their last bits from engine to engine, and a run has to be the same in each.
    const place = at(label, random.uniform(), random).map((value) => {
      const strayed = value + 0.4 * noise * random.normal();
      return Math.round(1000 * Math.max(-1, Math.min(1, strayed))) / 1000;
    });
    places.set(place, 2 * i);
    labels[i] = label;
  }
  return { classes, places, labels };
}

/** Bumps on a side of the grid that they stand on. */
const BUMPS = 6;
const BUMP_WIDTH = 0.3;
const CENTRES = Array.from({ length: BUMPS }, (_, i) => -1 + (2 * i + 1) / BUMPS);

const MAPS: Record<FeatureMap, readonly string[]> = {
  plain: ["x", "y"],
  squares: ["x", "y", "x²", "y²", "x·y"],
  radial: ["x", "y", ...CENTRES.flatMap((y) => CENTRES.map((x) => `bump at ${x.toFixed(2)}, ${y.toFixed(2)}`))],
};

export function mappedNames(map: FeatureMap): readonly string[] {
  return MAPS[map];
}

/** The features of points, `[n, features]`. */
export function mapFeatures(places: Float32Array, map: FeatureMap): Float32Array<ArrayBuffer> {
  const width = MAPS[map].length;
  const count = places.length / 2;
  const features = new Float32Array(count * width);
  for (let i = 0; i < count; ++i) {
    const x = places[2 * i] ?? 0;
    const y = places[2 * i + 1] ?? 0;
    features.set(featuresOf(x, y, map), i * width);
  }
  return features;
}

function featuresOf(x: number, y: number, map: FeatureMap): number[] {
  if (map === "plain") return [x, y];
  if (map === "squares") return [x, y, x * x, y * y, x * y];
  const bump = (along: number, centre: number): number => Math.exp(-((along - centre) ** 2) / (2 * BUMP_WIDTH ** 2));
  const across = CENTRES.map((centre) => bump(x, centre));
  return [x, y, ...CENTRES.flatMap((centre) => across.map((value) => value * bump(y, centre)))];
}
