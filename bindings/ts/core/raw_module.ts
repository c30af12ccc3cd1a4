// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type * as declarations from "../losses/all.ts";

// What a variant's compiled module offers, as bindings/*.cc export it. Nothing here is checked: addresses are numbers, 0 is
// null, and a wrong one corrupts memory. Only this package calls it.

/** Must be equal to kAbiVersion in bindings/embind.cc. */
export const abiVersion = 5;

/** An address in the module's memory, in bytes. */
export type Address = number;

/** A number of core/status.ts. */
export type StatusCode = number;

type RowOperation = (
  outer: number,
  classes: number,
  inner: number,
  logits: Address,
  temperature: number,
  result: Address,
) => StatusCode;

type RowGradient = (
  outer: number,
  classes: number,
  inner: number,
  logits: Address,
  temperature: number,
  gradOutput: Address,
  gradLogits: Address,
) => StatusCode;

/** Measures of one distribution ignore the second, and its gradient. */
type Measure = (
  rows: number,
  outcomes: number,
  probs: Address,
  otherProbs: Address,
  base: number,
  normalize: boolean,
  values: Address,
  gradOutput: Address,
  gradProbs: Address,
  gradOtherProbs: Address,
) => StatusCode;

/** What a classifier does with a matrix of examples; `labels` are read or written, or are probabilities. */
type OnExamples<Result, More extends readonly unknown[] = []> = (
  handle: Address,
  values: Address,
  type: number,
  rows: number,
  scale: number,
  labels: Address,
  ...more: More
) => Result;

export interface RawModule extends RawFunctions {
  /** All of the memory. Set anew by the module whenever its memory has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
}

/** The losses of losses/all.ts: each reads its arguments from a record (bindings/loss_call.h). */
export type RawLosses = { readonly [Name in keyof typeof declarations as `_${Name}`]: () => StatusCode };

export interface RawFunctions extends RawLosses {
  readonly _malloc: (bytes: number) => Address;
  readonly _free: (address: Address) => void;

  readonly _abiVersion: () => number;
  /** Three doubles: value, got, index (bindings/call_record.h). */
  readonly _callRecord: () => Address;
  /** What the next loss is called with (bindings/loss_call.h). */
  readonly _lossCall: () => Address;

  readonly _softmax: RowOperation;
  readonly _softmin: RowOperation;
  readonly _logSoftmax: RowOperation;
  readonly _logSumExp: RowOperation;
  readonly _softmaxGrad: RowGradient;
  readonly _softminGrad: RowGradient;
  readonly _logSoftmaxGrad: RowGradient;
  readonly _logSumExpGrad: RowGradient;

  readonly _surprisal: (
    count: number,
    probs: Address,
    base: number,
    values: Address,
    gradOutput: Address,
    gradProbs: Address,
  ) => StatusCode;
  readonly _entropy: Measure;
  readonly _distributionPerplexity: Measure;
  readonly _distributionCrossEntropy: Measure;
  readonly _klDivergence: Measure;
  readonly _jsDivergence: Measure;

  readonly _argMax: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    predictions: Address,
  ) => StatusCode;
  readonly _topK: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    k: number,
    values: Address,
    indices: Address,
  ) => StatusCode;
  readonly _topKAccuracy: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    labels: Address,
    ignoreLabel: number,
    k: number,
  ) => StatusCode;
  readonly _logLoss: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    labels: Address,
    from: number,
    ignoreLabel: number,
    sampleWeights: Address,
    probFloor: number,
    reduction: number,
  ) => StatusCode;
  readonly _brierScore: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    labels: Address,
    from: number,
    ignoreLabel: number,
    sampleWeights: Address,
  ) => StatusCode;
  readonly _calibration: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    labels: Address,
    from: number,
    ignoreLabel: number,
    binCount: number,
    bins: Address,
  ) => StatusCode;
  readonly _temperatureScaling: (
    outer: number,
    classes: number,
    inner: number,
    logits: Address,
    labels: Address,
    ignoreLabel: number,
    fitted: Address,
  ) => StatusCode;
  readonly _confusionMatrix: (
    count: number,
    classes: number,
    predictions: Address,
    labels: Address,
    ignoreLabel: number,
    matrix: Address,
  ) => StatusCode;
  readonly _rocAuc: (
    count: number,
    scores: Address,
    labels: Address,
    sampleWeights: Address,
    ignoreLabel: number,
  ) => StatusCode;
  readonly _scorerUpdate: (
    outer: number,
    classes: number,
    inner: number,
    scores: Address,
    labels: Address,
    from: number,
    ignoreLabel: number,
    topK: number,
    binCount: number,
    state: Address,
    predictions: Address,
  ) => StatusCode;
  readonly _scorerMerge: (binCount: number, from: Address, state: Address) => void;
  readonly _scorerResult: (binCount: number, state: Address, result: Address) => void;

  /** `numbers`: those of bindings/ts/classifier/config.ts. The handle is the record's value. */
  readonly _classifierCreate: (numbers: Address, classWeights: Address) => StatusCode;
  readonly _classifierDestroy: (handle: Address) => void;
  readonly _classifierBind: OnExamples<StatusCode, [sampleWeights: Address, standardize: number]>;
  readonly _classifierPartialFit: OnExamples<StatusCode, [sampleWeights: Address]>;
  readonly _classifierStep: (handle: Address) => StatusCode;
  /** `totalLoss`: that of the rows before, to which is added. */
  readonly _classifierEvaluate: OnExamples<StatusCode, [totalLoss: number]>;
  readonly _classifierPredictLabels: OnExamples<void>;
  readonly _classifierPredictProbs: OnExamples<void>;
  readonly _classifierCopyModel: (handle: Address, weights: Address, bias: Address) => void;
  readonly _classifierSetModel: (handle: Address, weights: Address, bias: Address) => void;
  /** How many floats _classifierCopyTraining writes. */
  readonly _classifierArraysLength: (handle: Address, standardized: number) => number;
  readonly _classifierStandardized: (handle: Address) => number;
  readonly _classifierCopyTraining: (handle: Address, arrays: Address, numbers: Address) => void;
  readonly _classifierSetTraining: (handle: Address, arrays: Address, numbers: Address) => StatusCode;
  readonly _classifierSetLearningRate: (handle: Address, learningRate: number) => StatusCode;
  readonly _classifierSteps: (handle: Address) => number;
  readonly _classifierEpoch: (handle: Address) => number;
  readonly _classifierBatchInEpoch: (handle: Address) => number;
}
