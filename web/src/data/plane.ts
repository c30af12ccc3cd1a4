// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { REGION_SIDE } from "../train/protocol.ts";
import type { Settings } from "../train/settings.ts";
import type { Dataset } from "./dataset.ts";
import { type DrawnPoint, placeOf } from "./drawn.ts";
import { type Points, makePoints, mapFeatures, mappedNames } from "./shapes.ts";
import { FEWEST_EXAMPLES, keptIndices, splitAndStandardise, standardise } from "./split.ts";

/** The points of the settings: of a shape, or by hand. */
export function placePoints({ shape, count, noise, seed, drawn }: Settings): Points {
  return shape === "drawn" ? ofDrawn(drawn) : makePoints(shape, count, noise, seed);
}

function ofDrawn(drawn: readonly DrawnPoint[]): Points {
  return {
    classes: Math.max(2, ...drawn.map(({ label }) => label + 1)),
    places: Float32Array.from(drawn.flatMap(({ column, row }) => [placeOf(column), placeOf(row)])),
    labels: Uint8Array.from(drawn, ({ label }) => label),
  };
}

/** The points as a data set, or in words why they are none. */
export function planeDataset(settings: Settings): Dataset | string {
  const { places, labels, classes } = placePoints(settings);
  const { featureMap, seed, imbalance } = settings;
  if (labels.length < FEWEST_EXAMPLES || new Set(labels).size < 2) {
    return `Draw at least ${String(FEWEST_EXAMPLES)} points, of two classes or more.`;
  }
  const features = mapFeatures(places, featureMap);
  const featureNames = mappedNames(featureMap);
  const width = featureNames.length;
  const { indices, splits, standardisation } = splitAndStandardise(features, labels, width, seed);
  const marks = new Uint8Array(labels.length).fill(3);
  for (const kept of keptIndices(splits.training.labels, classes, imbalance)) marks[indices.training[kept] ?? 0] = 0;
  for (const i of indices.validation) marks[i] = 1;
  for (const i of indices.test) marks[i] = 2;
  return {
    info: {
      id: "points",
      name: "points in the plane",
      kind: "points",
      classNames: Array.from({ length: classes }, (_, label) => "ABCD"[label] ?? String(label)),
      features: width,
      featureNames,
      scale: 1,
      image: null,
      standardisation,
      points: { places, labels, splits: marks },
      note: "Points in the plane, made or drawn in this page and split by the seed; features are standardised.",
    },
    ...splits,
    gallery: { features: new Float32Array(0), labels: new Uint8Array(0) },
    grid: standardise(gridFeatures(REGION_SIDE, featureMap), standardisation),
  };
}

/** The features of the cells of a grid over the plane, `[side · side, features]`, row by row from the top left. */
function gridFeatures(side: number, featureMap: Settings["featureMap"]): Float32Array<ArrayBuffer> {
  const middle = (i: number): number => (2 * i + 1) / side - 1;
  const cells = Array.from({ length: side * side }, (_, i) => [middle(i % side), -middle(Math.floor(i / side))]);
  return mapFeatures(Float32Array.from(cells.flat()), featureMap);
}
