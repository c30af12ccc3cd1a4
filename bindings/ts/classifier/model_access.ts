// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What every method of a classifier needs: its model in the module, if that is still there, and the examples of the call
// at hand.

import { statusError, type Context } from "../core/context.ts";
import { padded, type Memory } from "../core/memory.ts";
import type { Address, StatusCode } from "../core/raw_module.ts";
import { checkOptions } from "../options.ts";
import type { Floats } from "../results.ts";
import type { Settings } from "./config.ts";
import { ExampleReader } from "./examples.ts";
import { holdExamples, letGo, type HeldExamples } from "./held_examples.ts";
import type { Examples, TrainingExamples } from "./types.ts";

/** The options that there are beside features. */
export const exampleNames: ReadonlySet<string> = new Set(["features", "scale"]);
export const labelledNames: ReadonlySet<string> = new Set(["features", "labels", "scale"]);
export const weightedNames: ReadonlySet<string> = new Set([...labelledNames, "sampleWeights"]);
export const trainingNames: ReadonlySet<string> = new Set([...weightedNames, "standardize"]);

/** What must be freed, so that a finalizer can refer to it. */
export interface Holdings {
  handle: Address;
  bound: HeldExamples | undefined;
}

export function release({ memory }: Context, holdings: Holdings): void {
  memory.raw._classifierDestroy(holdings.handle);
  letGo(memory, holdings.bound);
  holdings.handle = 0;
  holdings.bound = undefined;
}

export class ModelAccess {
  readonly memory: Memory;
  readonly holdings: Holdings;
  readonly reader: ExampleReader;
  readonly #features: number;
  readonly #classes: number;

  constructor({ memory }: Context, { features, classes }: Settings, handle: Address) {
    this.memory = memory;
    this.holdings = { handle, bound: undefined };
    this.reader = new ExampleReader(features, classes);
    this.#features = features;
    this.#classes = classes;
  }

  handle(operation: string): Address {
    const { handle } = this.holdings;
    if (handle === 0) throw new TypeError(`${operation}: the classifier is disposed`);
    this.memory.checkUsable(operation);
    return handle;
  }

  checkBound(operation: string): void {
    const { bound } = this.holdings;
    if (bound === undefined) throw new TypeError(`${operation}: no examples are bound; call bind first`);
    if (bound.array?.disposed === true) {
      throw new TypeError(`${operation}: the HeapArray of features that was bound is disposed`);
    }
  }

  read(operation: string, examples: TrainingExamples | Examples, names: ReadonlySet<string>): void {
    const { memory, reader } = this;
    if ((examples as unknown) === undefined) {
      throw new TypeError(`${operation}: the examples are undefined, not an object { ${[...names].join(", ")} }`);
    }
    checkOptions(operation, examples, names);
    reader.readFeatures(operation, memory, examples.features, examples.scale);
    if (names === exampleNames) return;
    const { labels, sampleWeights } = examples as TrainingExamples;
    reader.readLabels(operation, memory, labels);
    if (sampleWeights !== undefined) reader.readSampleWeights(operation, memory, sampleWeights);
  }

  /** Copies of examples, for the caller to let go; the reader still refers to the originals. */
  hold(operation: string, examples: TrainingExamples, names: ReadonlySet<string>): HeldExamples {
    this.read(operation, examples, names);
    if (this.reader.rows === 0) throw new RangeError(`${operation}: features has no examples`);
    return holdExamples(operation, this.memory, this.reader, examples.features);
  }

  copyModel(operation: string): { weights: Floats; bias: Floats } {
    const handle = this.handle(operation);
    const { memory } = this;
    const bias = this.#classes;
    const size = this.#features * bias;
    memory.reserve(operation, padded(4 * size) + padded(4 * bias));
    const ofWeights = memory.take(4 * size);
    const ofBias = memory.take(4 * bias);
    memory.raw._classifierCopyModel(handle, ofWeights, ofBias);
    const copy = {
      weights: memory.f32.slice(ofWeights / 4, ofWeights / 4 + size),
      bias: memory.f32.slice(ofBias / 4, ofBias / 4 + bias),
    };
    memory.release();
    return copy;
  }

  /** Throws what the module complains of. */
  check(operation: string, code: StatusCode): void {
    if (code === 0) return;
    const { labels, sampleWeights } = this.reader;
    throw statusError(operation, code, this.memory, { labels, classes: this.#classes, weight: sampleWeights });
  }

  /** At the end of every call that has read examples. */
  clear(): void {
    this.reader.clear();
    this.memory.release();
  }
}
