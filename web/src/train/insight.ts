// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { SoftmaxClassifier, Surprisal } from "surprisal";
import type { Dataset } from "../data/dataset.ts";
import type { PlacedDataset } from "./placed.ts";
import type { Insight, Snapshot } from "./protocol.ts";

/** The model as it is now: its parameters, and what it makes of the gallery and of the plane. */
export function lookAt(library: Surprisal, model: SoftmaxClassifier, { gallery, grid, info }: Dataset): Insight {
  const { features, labels } = gallery;
  const input = { features, scale: info.scale };
  const probs = model.predictProba(input);
  const ofTruth = Float32Array.from(labels, (label, i) => probs[i * model.classes + label] ?? 0);
  return {
    predicted: model.predict(input),
    surprisal: Float32Array.from(library.information.surprisal(ofTruth)),
    weights: model.weights,
    bias: model.bias,
    regions: grid === null ? null : model.predictProba({ features: grid }),
  };
}

type Content = Pick<Snapshot, "steps" | "weights" | "bias" | "scale" | "data" | "classCounts">;

/** What a snapshot holds of the model and of its data; the digits, which are a file of the site, are not repeated. */
export function contentOf(model: SoftmaxClassifier, { dataset, classCounts }: PlacedDataset): Content {
  const { info, training, validation } = dataset;
  return {
    steps: model.steps,
    weights: model.weights,
    bias: model.bias,
    scale: info.scale,
    data: "features" in training && "features" in validation ? { training, validation } : null,
    classCounts,
  };
}
