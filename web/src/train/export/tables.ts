// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The curve as CSV and the model as JSON, with every digit that the numbers have.

import type { DatasetInfo } from "../../data/dataset.ts";
import type { Columns, TableRow } from "../curve.ts";
import type { Snapshot } from "../protocol.ts";
import { writeFloat } from "./literal.ts";

/** One line a point of the curve; a field is empty where there is no value. */
export function writeCurve({ steps, batch, training, validation }: Columns, rows: readonly TableRow[]): string {
  const accuracies = new Map(rows.map(({ step, accuracy }) => [step, accuracy]));
  const lines = steps.map((step, i) =>
    [step, batch[i], training[i], validation[i], accuracies.get(step)].map((value) => value ?? "").join(","),
  );
  const head = "step,batch_loss_nats,training_loss_nats,validation_loss_nats,test_accuracy";
  return [head, ...lines, ""].join("\r\n");
}

/** `weights[feature][class]` and `bias[class]`: logits = features · weights + bias, features as `preparation` says. */
export function writeModel(snapshot: Snapshot, dataset: DatasetInfo, page: string): string {
  const { weights, bias, config, rates, steps, version } = snapshot;
  const { name, classNames, featureNames, features, scale, standardisation } = dataset;
  const classes = classNames.length;
  const list = (values: Float32Array): number[] => Array.from(values, (value) => Number(writeFloat(value)));
  const model = {
    format: "surprisal-softmax-classifier-1",
    madeBy: `surprisal ${version}`,
    page,
    dataset: name,
    classNames,
    featureNames,
    preparation: {
      scale,
      mean: standardisation ? list(standardisation.mean) : null,
      deviation: standardisation ? list(standardisation.deviation) : null,
    },
    config,
    rates,
    steps,
    bias: list(bias),
    weights: Array.from({ length: features }, (_, feature) =>
      list(weights.subarray(feature * classes, (feature + 1) * classes)),
    ),
  };
  return JSON.stringify(model);
}
