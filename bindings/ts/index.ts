// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

export { load } from "./load.ts";
export { SurprisalError } from "./errors.ts";

export type { AbortSignalLike } from "./classifier/abort_signal.ts";
export type { EpochRecord, FitListener, FitOptions, FitProgress, FitResult } from "./classifier/fit_types.ts";
export type {
  Evaluation,
  Examples,
  FeatureInput,
  LabelledExamples,
  MakeSoftmaxClassifier,
  Schedule,
  SoftmaxClassifier,
  SoftmaxClassifierConfig,
  TrainingExamples,
  WeightedExamples,
} from "./classifier/types.ts";
export type { SurprisalErrorCode } from "./errors.ts";
export type { Heap } from "./heap.ts";
export type { HeapArray, HeapDtype } from "./heap_array.ts";
export type {
  ComparisonFunction,
  Information,
  InformationGradOptions,
  InformationOptions,
  MeasureFunction,
  PerRow,
  SurprisalFunction,
  SurprisalGradOptions,
  SurprisalOptions,
} from "./information/types.ts";
export type { PassedOver, Surprisal, VariantName } from "./instance.ts";
export type { LoadOptions } from "./loader.ts";
export type { CrossEntropy, CrossEntropyGradOptions, CrossEntropyOptions } from "./losses/cross_entropy.ts";
export type { AccuracyOptions, TopKAccuracyOptions } from "./metrics/accuracy.ts";
export type { BrierScoreOptions } from "./metrics/brier_score.ts";
export type { Calibration, CalibrationBin, CalibrationOptions } from "./metrics/calibration.ts";
export type { ConfusionMatrixOptions } from "./metrics/confusion_matrix.ts";
export type { LogLossOptions } from "./metrics/log_loss.ts";
export type { Metrics } from "./metrics/make.ts";
export type { RocAucOptions } from "./metrics/roc_auc.ts";
export type { RowMetricOptions, ScoreKind } from "./metrics/types.ts";
export type { MakeScorer, PerClass, Scorer, ScorerConfig, ScorerJson, ScorerResult } from "./metrics/scorer_types.ts";
export type { FittedTemperature } from "./metrics/temperature_scaling.ts";
export type { OrderOptions, TopK } from "./metrics/top_k.ts";
export type { Floats, LossGrad, LossValue, ValueAndGrad } from "./results.ts";
export type { RowFunction, RowFunctions, RowGradOptions, RowOptions } from "./rows.ts";
export type {
  AnyTensor,
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
