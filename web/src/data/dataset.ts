// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What a model can be trained on, whatever it is of: images, points in the plane, the rows of a table.

import { PIXELS_PER_BYTE, unpackPixels } from "./packed.ts";

export const DATASETS = ["mnist", "iris", "points", "csv"] as const;
export type DatasetId = (typeof DATASETS)[number];

export type FeatureArray = Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Labelled examples, one a row. */
export interface Split {
  /** `[n, features]`. */
  readonly features: FeatureArray;
  /** `[n]`, 0..classes - 1. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Labelled images, which are unpacked where they are needed. */
export interface PackedSplit {
  /** `[n, features / PIXELS_PER_BYTE]`. */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** `[n]`, 0..classes - 1. */
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** What features were before they were standardised: `mean + deviation · feature`. */
export interface Standardisation {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** The points of a data set in the plane, for the canvas that shows them. */
export interface PlacedPoints {
  /** `[n, 2]`: x to the right and y upwards, each -1..1. */
  readonly places: Float32Array;
  /** `[n]`. */
  readonly labels: Uint8Array;
  /** `[n]`: 0 training, 1 validation, 2 test, 3 left out of training. */
  readonly splits: Uint8Array;
}

/** All about a data set but its examples. */
export interface DatasetInfo {
  readonly id: DatasetId;
  /** As in a sentence: "MNIST". */
  readonly name: string;
  readonly kind: "images" | "points" | "table";
  readonly classNames: readonly string[];
  /** The width of an example. */
  readonly features: number;
  /** One for each feature; none for images. */
  readonly featureNames: readonly string[];
  /** What features are multiplied by before the model sees them: 1 unless they are bytes. */
  readonly scale: number;
  /** The sides of an image, for kind "images". */
  readonly image: { readonly width: number; readonly height: number } | null;
  readonly standardisation: Standardisation | null;
  readonly points: PlacedPoints | null;
  /** What it is and where it comes from, in a sentence or two. */
  readonly note: string;
}

export interface Dataset {
  readonly info: DatasetInfo;
  readonly training: Split | PackedSplit;
  readonly validation: Split | PackedSplit;
  readonly test: Split | PackedSplit;
  /** Examples that the page shows all along; may be empty. */
  readonly gallery: Split;
  /** `[REGION_SIDE · REGION_SIDE, features]`: the places of the plane that regions are painted by; null without a plane. */
  readonly grid: Float32Array<ArrayBuffer> | null;
}

/** The features of some examples in a row, for whoever only reads them: a copy if they were packed. */
export function featuresOf(split: Split | PackedSplit, width: number, from: number, to: number): FeatureArray {
  if ("features" in split) return split.features.subarray(from * width, to * width);
  const packedWidth = width / PIXELS_PER_BYTE;
  return unpackPixels(split.packed.subarray(from * packedWidth, to * packedWidth));
}

/** Copies the examples at `indices`, one after the other. */
export function pick(split: Split | PackedSplit, width: number, indices: ArrayLike<number>): Split {
  const Kind = "features" in split && split.features instanceof Float32Array ? Float32Array : Uint8Array;
  const features = new Kind(indices.length * width);
  const labels = new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; ++i) {
    const from = indices[i] ?? 0;
    features.set(featuresOf(split, width, from, from + 1), i * width);
    labels[i] = split.labels[from] ?? 0;
  }
  return { features, labels };
}

/** How many examples each class has. */
export function countClasses(labels: Uint8Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
