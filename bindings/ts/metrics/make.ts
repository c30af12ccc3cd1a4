// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import { makeAccuracies, type Accuracies } from "./accuracy.ts";
import { makeBrierScore, type BrierScore } from "./brier_score.ts";
import { makeExpectedCalibrationError, type ExpectedCalibrationError } from "./calibration.ts";
import { makeConfusionMatrix, type ConfusionMatrix } from "./confusion_matrix.ts";
import { makeLogLoss, type LogLoss } from "./log_loss.ts";
import { makeRocAuc, type RocAuc } from "./roc_auc.ts";
import { makeScorer } from "./scorer.ts";
import type { MakeScorer } from "./scorer_types.ts";
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

/** @internal */
export function makeMetrics(context: Context): Metrics {
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
