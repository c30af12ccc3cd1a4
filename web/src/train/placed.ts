// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { HeapArray, LabelledExamples, Surprisal } from "surprisal";
import { type Dataset, type PackedSplit, type Split, countClasses, featuresOf } from "../data/dataset.ts";
import type { Loaded } from "./protocol.ts";
import type { EvaluationParts, Part } from "./run.ts";

/** Examples evaluated in one go: few, for engines that need a millisecond for each. */
const PART_ROWS = 250;

/** A part of the validation split: which one it is. */
export interface ValidationPart extends Part<LabelledExamples> {
  readonly from: number;
}

/**
 * A data set in the library's memory: put there once, rather than at every call. What is not trained on is put there when
 * it is first looked at: training need not wait for it.
 */
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

  #place(split: Split | PackedSplit, from = 0, to = split.labels.length): LabelledExamples {
    const { heap } = this.#library;
    const { features: width, scale } = this.dataset.info;
    const shape = [to - from, width];
    const bytes = !("features" in split) || split.features instanceof Uint8Array;
    const placed = bytes ? heap.uint8(shape) : heap.float32(shape);
    this.#held.push(placed);
    const { view } = placed;
    // A few rows at a time: what is unpacked is then still in the processor's cache.
    for (let row = from; row < to; row += PART_ROWS) {
      view.set(featuresOf(split, width, row, Math.min(row + PART_ROWS, to)), (row - from) * width);
    }
    return { features: placed, labels: split.labels.subarray(from, to), scale };
  }

  #cut(split: Split | PackedSplit): ValidationPart[] {
    const place = this.#place.bind(this);
    const count = split.labels.length;
    return Array.from({ length: Math.ceil(count / PART_ROWS) }, (_, i) => {
      const from = i * PART_ROWS;
      const to = Math.min(from + PART_ROWS, count);
      let data: LabelledExamples | undefined;
      return {
        rows: to - from,
        from,
        get data() {
          return (data ??= place(split, from, to));
        },
      };
    });
  }
}
