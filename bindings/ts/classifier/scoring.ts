// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a classifier says of examples: nothing here changes the model.

import type { Address } from "../core/raw_module.ts";
import { padded } from "../core/memory.ts";
import type { Floats } from "../results.ts";
import type { ExampleReader } from "./examples.ts";
import { checkLabels } from "./held_examples.ts";
import { exampleNames, labelledNames, type ModelAccess } from "./model_access.ts";
import type { Evaluation, Examples, LabelledExamples } from "./types.ts";

/** Runs the module on examples, with a result of `rowBytes` for each. */
function score<Result>(
  model: ModelAccess,
  operation: string,
  examples: Examples | LabelledExamples,
  names: ReadonlySet<string>,
  rowBytes: number,
  run: (handle: Address, reader: ExampleReader, result: Address) => Result,
): Result {
  const handle = model.handle(operation);
  const { memory, reader } = model;
  try {
    model.read(operation, examples, names);
    const resultBytes = rowBytes * reader.rows;
    const labelBytes = names === exampleNames ? 0 : reader.labelBytes;
    memory.reserve(operation, reader.featureBytes + labelBytes + padded(resultBytes));
    reader.placeFeatures(operation, memory);
    if (names !== exampleNames) reader.placeLabels(operation, memory);
    return run(handle, reader, memory.take(resultBytes));
  } finally {
    model.clear();
  }
}

export function evaluate(model: ModelAccess, operation: string, examples: LabelledExamples): Evaluation {
  const { memory } = model;
  return score(model, operation, examples, labelledNames, 0, (handle, { features, labels, type, rows, scale }) => {
    const { raw } = memory;
    const code = raw._classifierEvaluate(handle, features.address, type, rows, scale, labels.address, 0);
    model.check(operation, code);
    return { loss: memory.value / rows, accuracy: memory.index / rows };
  });
}

export function confusion(
  model: ModelAccess,
  operation: string,
  examples: LabelledExamples,
  classes: number,
): Float64Array<ArrayBuffer> {
  const { memory } = model;
  const size = classes ** 2;
  return score(model, operation, examples, labelledNames, 4, (handle, reader, predicted) => {
    const { features, labels, type, rows, scale } = reader;
    checkLabels(operation, memory, reader, labels.address);
    const { raw } = memory;
    const matrix = memory.allocate(operation, 8 * size);
    try {
      memory.f64.fill(0, matrix / 8, matrix / 8 + size);
      raw._classifierPredictLabels(handle, features.address, type, rows, scale, predicted);
      // No label is -1, so none is ignored, and there is no other status than ok.
      raw._confusionMatrix(rows, classes, predicted, labels.address, -1, matrix);
      return memory.f64.slice(matrix / 8, matrix / 8 + size);
    } finally {
      raw._free(matrix);
    }
  });
}

export function predict(model: ModelAccess, operation: string, examples: Examples): Int32Array<ArrayBuffer> {
  const { memory } = model;
  return score(model, operation, examples, exampleNames, 4, (handle, { features, type, rows, scale }, result) => {
    memory.raw._classifierPredictLabels(handle, features.address, type, rows, scale, result);
    return memory.i32.slice(result / 4, result / 4 + rows);
  });
}

export function predictProba(model: ModelAccess, operation: string, examples: Examples, classes: number): Floats {
  const { memory } = model;
  const bytes = 4 * classes;
  return score(model, operation, examples, exampleNames, bytes, (handle, { features, type, rows, scale }, result) => {
    memory.raw._classifierPredictProbs(handle, features.address, type, rows, scale, result);
    return memory.f32.slice(result / 4, (result + rows * bytes) / 4);
  });
}
