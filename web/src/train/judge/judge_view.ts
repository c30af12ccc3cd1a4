// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// How the model judges what it was not trained on: confusion matrix, accuracy per class, worst examples; and, for models
// of few features, their weights.

import type { DatasetInfo } from "../../data/dataset.ts";
import { byId } from "../../ui/dom.ts";
import { ClassBars } from "../class_bars.ts";
import type { Assessment, Insight } from "../protocol.ts";
import { Coefficients } from "./coefficients.ts";
import { ConfusionTable, classAccuracies } from "./confusion.ts";
import { WorstView } from "./worst.ts";

/** A table of so many weights is read, a larger one is not. */
const MAX_COEFFICIENTS = 600;

export class JudgeView {
  readonly #classes: number;
  readonly #confusion: ConfusionTable;
  readonly #bars: ClassBars;
  readonly #worst: WorstView;
  readonly #coefficients: Coefficients | null;

  constructor(dataset: DatasetInfo) {
    this.#classes = dataset.classNames.length;
    this.#confusion = new ConfusionTable(byId("confusion", HTMLTableElement), dataset.classNames);
    this.#bars = new ClassBars(byId("class-accuracy"), dataset.classNames);
    this.#worst = new WorstView(byId("worst"), byId("worst-table", HTMLTableElement), dataset);
    const readable = dataset.kind !== "images" && dataset.features * this.#classes <= MAX_COEFFICIENTS;
    byId("coefficients-card").hidden = !readable;
    this.#coefficients = readable ? new Coefficients(byId("coefficients", HTMLTableElement), dataset) : null;
  }

  showAssessment({ confusion, worst }: Assessment): void {
    this.#confusion.show(confusion);
    this.#bars.show(classAccuracies(confusion, this.#classes));
    this.#worst.show(worst);
  }

  showInsight(insight: Insight): void {
    this.#coefficients?.show(insight);
  }

  recolour(): void {
    this.#worst.recolour();
  }
}
