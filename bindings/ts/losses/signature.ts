// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The arrays that losses take: their names in order, their types, and which of them a gradient can be asked of.

import type { FloatInput, LabelInput } from "../types.ts";

/**
 * - prediction: what the gradient is with respect to, if nothing else is asked for
 * - parameter: likewise, of a model; the option `shape` is not about it
 * - nullable: likewise, and null where the model has none
 * - differentiable: there is a gradient, if asked for
 * - fixed: real numbers without a gradient
 * - numbers: likewise, but integers serve too
 * - labels: integers
 */
export type Role = "prediction" | "parameter" | "nullable" | "differentiable" | "fixed" | "numbers" | "labels";

export type Roles = Readonly<Record<string, Role>>;

/** Roles by name, in the order of the arguments, and the types of these. */
export interface Signature<Args extends readonly unknown[], Arrays extends Roles> {
  readonly arrays: Arrays;
  /** For the compiler alone. */
  readonly args?: Args;
}

function signature<Args extends readonly unknown[]>() {
  return <const Arrays extends Roles>(arrays: Arrays): Signature<Args, Arrays> => ({ arrays });
}

export const inputAndTarget = signature<[input: FloatInput, target: FloatInput]>()({
  input: "prediction",
  target: "differentiable",
});

export const inputAndFixedTarget = signature<[input: FloatInput, target: FloatInput]>()({
  input: "prediction",
  target: "fixed",
});

export const inputTargetAndVar = signature<[input: FloatInput, target: FloatInput, variance: FloatInput]>()({
  input: "prediction",
  target: "differentiable",
  var: "prediction",
});

/** Of a target that says which of two cases an element is: 1 or -1. */
export const inputAndSigns = signature<[input: FloatInput, target: FloatInput | LabelInput]>()({
  input: "prediction",
  target: "numbers",
});

/** The same of a pair. */
export const twoInputsAndSigns = signature<[input1: FloatInput, input2: FloatInput, target: FloatInput | LabelInput]>()(
  { input1: "prediction", input2: "prediction", target: "numbers" },
);

export const oneInput = signature<[input: FloatInput]>()({ input: "prediction" });

export const twoVectors = signature<[x1: FloatInput, x2: FloatInput]>()({ x1: "prediction", x2: "prediction" });

export const triplet = signature<[anchor: FloatInput, positive: FloatInput, negative: FloatInput]>()({
  anchor: "prediction",
  positive: "prediction",
  negative: "prediction",
});

export const queryAndKey = signature<[query: FloatInput, key: FloatInput]>()({
  query: "prediction",
  key: "prediction",
});

export const twoViews = signature<[z1: FloatInput, z2: FloatInput]>()({ z1: "prediction", z2: "prediction" });

export const imageAndText = signature<[image: FloatInput, text: FloatInput]>()({
  image: "prediction",
  text: "prediction",
});

export const embeddingsAndLabels = signature<[embeddings: FloatInput, labels: LabelInput]>()({
  embeddings: "prediction",
  labels: "labels",
});

export const alignedSequences = signature<
  [logProbs: FloatInput, targets: LabelInput, inputLengths: number | LabelInput, targetLengths: number | LabelInput]
>()({ logProbs: "prediction", targets: "labels", inputLengths: "labels", targetLengths: "labels" });

export const linearLayerAndLabels = signature<
  [hidden: FloatInput, weight: FloatInput, bias: FloatInput | null, labels: number | LabelInput]
>()({ hidden: "prediction", weight: "parameter", bias: "nullable", labels: "labels" });
