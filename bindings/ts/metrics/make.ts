// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { lazily } from "../core/lazily.ts";
import { makeAccuracies, type Accuracies } from "./accuracy.ts";
import { makeBrierScore, type BrierScore } from "./brier_score.ts";
import { makeExpectedCalibrationError, type ExpectedCalibrationError } from "./calibration.ts";
import { makeConfusionMatrix, type ConfusionMatrix } from "./confusion_matrix.ts";
import { makeLogLoss, type LogLoss } from "./log_loss.ts";
import { makeRocAuc, type RocAuc } from "./roc_auc.ts";
import { makeScorer } from "./scorer.ts";
import type { MakeScorer, ScorerConfig, ScorerJson } from "./scorer_types.ts";
import { makeTemperatureScaling, type TemperatureScaling } from "./temperature_scaling.ts";
import { makeOrderFunctions, type OrderFunctions } from "./top_k.ts";

/** Metrics of classification: of a batch, and, with `scorer`, of a stream. */
export interface Metrics
  extends
    OrderFunctions,
    Accuracies,
    ConfusionMatrix,
    LogLoss,
    BrierScore,
    ExpectedCalibrationError,
    RocAuc,
    TemperatureScaling {
  readonly scorer: MakeScorer;
}

/**
 * All of them made when one is first wanted. Written out: code that served for all of them would be slow at each.
 * @internal
 */
export function makeMetrics(context: Context): Metrics {
  const all = lazily(() => makeAll(context));
  const scorer = (config: ScorerConfig) => all().scorer(config);
  return {
    argmax: (scores, options) => all().argmax(scores, options),
    topK: (scores, k, options) => all().topK(scores, k, options),
    accuracy: (scores, labels, options) => all().accuracy(scores, labels, options),
    topKAccuracy: (scores, labels, options) => all().topKAccuracy(scores, labels, options),
    confusionMatrix: (predictions, labels, options) => all().confusionMatrix(predictions, labels, options),
    logLoss: (probs, labels, options) => all().logLoss(probs, labels, options),
    brierScore: (probs, labels, options) => all().brierScore(probs, labels, options),
    expectedCalibrationError: (probs, labels, options) => all().expectedCalibrationError(probs, labels, options),
    rocAuc: (scores, labels, options) => all().rocAuc(scores, labels, options),
    temperatureScaling: (logits, labels, options) => all().temperatureScaling(logits, labels, options),
    scorer: Object.assign(scorer, { fromJSON: (json: ScorerJson) => all().scorer.fromJSON(json) }),
  };
}

function makeAll(context: Context): Metrics {
  return {
    ...makeOrderFunctions(context),
    ...makeAccuracies(context),
    ...makeConfusionMatrix(context),
    ...makeLogLoss(context),
    ...makeBrierScore(context),
    ...makeExpectedCalibrationError(context),
    ...makeRocAuc(context),
    ...makeTemperatureScaling(context),
    scorer: makeScorer(context),
  };
}
