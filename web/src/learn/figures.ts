// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { MakeFigure } from "../figures/figure.ts";
import { calibrationFigure } from "./calibration.ts";
import { crossEntropyFigure } from "./cross_entropy.ts";
import { focalFigure } from "./focal.ts";
import { imbalanceFigure } from "./imbalance.ts";
import { klFigure } from "./kl.ts";
import { smoothingFigure } from "./smoothing.ts";
import { softmaxFigure } from "./softmax.ts";
import { stabilityFigure } from "./stability.ts";
import { surprisalFigure } from "./surprisal.ts";

/** Every figure, by the name that `?embed=` knows it by. */
export const figures: ReadonlyMap<string, MakeFigure> = new Map([
  ["surprisal", surprisalFigure],
  ["cross-entropy", crossEntropyFigure],
  ["kl", klFigure],
  ["softmax", softmaxFigure],
  ["stability", stabilityFigure],
  ["imbalance", imbalanceFigure],
  ["focal", focalFigure],
  ["smoothing", smoothingFigure],
  ["calibration", calibrationFigure],
]);
