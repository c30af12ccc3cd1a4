// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

export { load } from "./load.ts";
export { SurprisalError } from "./errors.ts";

export type {
  Evaluation,
  Examples,
  FeatureInput,
  LabelledExamples,
  SoftmaxClassifier,
  SoftmaxClassifierConfig,
} from "./classifier/types.ts";
export type { SurprisalErrorCode } from "./errors.ts";
export type { Heap } from "./heap.ts";
export type { HeapArray, HeapDtype } from "./heap_array.ts";
export type { Information, InformationOptions, PerRow, SurprisalOptions } from "./information.ts";
export type { PassedOver, Surprisal, VariantName } from "./instance.ts";
export type { LoadOptions } from "./loader.ts";
export type { CrossEntropy, CrossEntropyGradOptions, CrossEntropyOptions } from "./losses/cross_entropy.ts";
export type { Floats, LossGrad, LossValue, ValueAndGrad } from "./results.ts";
export type { RowFunction, RowFunctions, RowGradOptions, RowOptions } from "./rows.ts";
export type {
  Float16ArrayLike,
  FloatArray,
  FloatInput,
  FloatOutput,
  LabelArray,
  LabelInput,
  Nested,
  NestedFloats,
  Reduction,
  TensorLike,
} from "./types.ts";
