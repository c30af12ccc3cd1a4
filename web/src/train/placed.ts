// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { HeapArray, LabelledExamples, Surprisal } from "surprisal";
import { type Dataset, type Split, countClasses, part } from "../data/dataset.ts";
import type { Loaded } from "./protocol.ts";
import type { EvaluationParts, Part } from "./run.ts";

/** Examples evaluated in one go: few, for engines that need a millisecond for each. */
const PART_ROWS = 250;

/** A part of the validation split, and its examples as they are. */
export interface ValidationPart extends Part<LabelledExamples> {
  readonly from: number;
  readonly split: Split;
}

/** A data set in the library's memory: put there once, rather than at every call. */
export class PlacedDataset {
  readonly dataset: Dataset;
  readonly training: LabelledExamples;
  readonly validation: readonly ValidationPart[];
  readonly parts: EvaluationParts<LabelledExamples>;
  readonly classCounts: readonly number[];
  readonly #library: Surprisal;
  readonly #held: HeapArray[] = [];

  constructor(library: Surprisal, dataset: Dataset) {
    this.#library = library;
    this.dataset = dataset;
    this.classCounts = countClasses(dataset.training.labels, dataset.info.classNames.length);
    this.training = this.#place(dataset.training);
    this.validation = this.#cut(dataset.validation);
    this.parts = { validation: this.validation, test: this.#cut(dataset.test) };
  }

  /** What the page is told of the data. */
  get described(): Omit<Loaded, "kind" | "run" | "variant" | "version"> {
    const { info: dataset, training, validation, test, gallery } = this.dataset;
    return {
      dataset,
      training: training.labels.length,
      validation: validation.labels.length,
      test: test.labels.length,
      classCounts: this.classCounts,
      gallery,
    };
  }

  /** Gives the memory back. No model may be bound to the data any more. */
  dispose(): void {
    for (const array of this.#held) array.dispose();
  }

  #place({ features, labels }: Split): LabelledExamples {
    const { heap } = this.#library;
    const shape = [labels.length, this.dataset.info.features];
    const placed = features instanceof Uint8Array ? heap.uint8(shape, features) : heap.float32(shape, features);
    this.#held.push(placed);
    return { features: placed, labels, scale: this.dataset.info.scale };
  }

  #cut(split: Split): ValidationPart[] {
    const parts: ValidationPart[] = [];
    for (let from = 0; from < split.labels.length; from += PART_ROWS) {
      const rows = Math.min(PART_ROWS, split.labels.length - from);
      const some = part(split, this.dataset.info.features, from, from + rows);
      parts.push({ data: this.#place(some), rows, from, split: some });
    }
    return parts;
  }
}
