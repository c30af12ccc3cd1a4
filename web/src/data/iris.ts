// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import irisText from "@data/iris.csv?raw";
import { type Dataset } from "./dataset.ts";
import { splitAndStandardise } from "./split.ts";

/** Fisher's flowers, as `scripts/pack-iris.mjs` packed them: a line of names, then a flower a line, its species last. */
export function loadIris(seed: number): Dataset {
  const [names = "", ...lines] = irisText.trim().split("\n");
  const featureNames = names.split(",").slice(0, -1);
  const rows = lines.map((line) => line.split(","));
  const species = rows.map((row) => row.at(-1) ?? "");
  const classNames = [...new Set(species)];
  const features = Float32Array.from(rows.flatMap((row) => row.slice(0, -1).map(Number)));
  const labels = Uint8Array.from(species, (name) => classNames.indexOf(name));
  const width = featureNames.length;
  const { splits, standardisation } = splitAndStandardise(features, labels, width, seed);
  return {
    info: {
      id: "iris",
      name: "Iris",
      kind: "table",
      classNames,
      features: width,
      featureNames,
      scale: 1,
      image: null,
      standardisation,
      points: null,
      note:
        "Iris: 150 flowers of three species, measured by Edgar Anderson, published by Ronald Fisher in 1936. Split by the " +
        "seed; each feature is standardised by the training flowers.",
    },
    ...splits,
    gallery: { features: new Float32Array(0), labels: new Uint8Array(0) },
    grid: null,
  };
}
