// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeSoftmaxClassifier } from "./classifier/make.ts";
import type { MakeSoftmaxClassifier } from "./classifier/types.ts";
import type { Context } from "./core/context.ts";
import { Memory } from "./core/memory.ts";
import type { RawModule } from "./core/raw_module.ts";
import { SafetyNet } from "./core/safety_net.ts";
import type { SurprisalErrorCode } from "./errors.ts";
import { makeHeap, type Heap } from "./heap.ts";
import { disposeSymbol } from "./heap_array.ts";
import { makeInformation } from "./information/make.ts";
import type { Information } from "./information/types.ts";
import { makeLosses, type Losses } from "./losses/make.ts";
import { makeMetrics, type Metrics } from "./metrics/make.ts";
import { makeRowFunctions, type RowFunctions } from "./rows.ts";

/** A build of the core; design and sources are one. "relaxed" is the only one whose last bits depend on the machine. */
export type VariantName = "simd" | "baseline" | "js" | "relaxed";

/** A variant that would have been better than the one that was loaded, and why it was not. */
export interface PassedOver {
  readonly variant: VariantName;
  readonly code: SurprisalErrorCode;
  readonly reason: string;
}

/** All there is, in one variant: what `load` resolves to. Losses are in nats; their names are torch.nn.functional's. */
export interface Surprisal extends RowFunctions, Losses, Metrics {
  /** Which build of the core this is. */
  readonly variant: VariantName;
  /** The variants that were tried before this one, if `load` chose it, and what was wrong with them. */
  readonly passedOver: readonly PassedOver[];
  /** The version of the package. */
  readonly version: string;

  /** Measures of probability distributions. */
  readonly information: Information;
  /** Arrays in the module's memory. */
  readonly heap: Heap;

  /**
   * A softmax classifier (multinomial logistic regression), untrained.
   *
   * Inputs: `features`, `classes`. Options: SoftmaxClassifierConfig; by default plain gradient descent on the
   * cross-entropy, `batchSize` 128, `learningRate` 0.1. `restore(bytes)` gives a saved one.
   * Errors: RangeError for values out of range and for a model that memory can't hold; TypeError for kinds.
   *
   * @example
   * const model = s.softmaxClassifier({ features: 2, classes: 2, batchSize: 4, learningRate: 1, seed: 1 });
   * model.bind({ features: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 0, 1, 1] });
   * while (model.epoch < 100) model.step();
   * model.predict({ features: [[0.1, 0.9], [0.9, 0.1]] }); // [0, 1]
   * model.dispose();
   */
  readonly softmaxClassifier: MakeSoftmaxClassifier;

  /** Whether `dispose` was called. */
  readonly disposed: boolean;
  /**
   * Gives all of the memory back: that of HeapArrays and classifiers, and the module's own. A second time does nothing.
   *
   * `load` gives everybody the same instance, so this ends it for everybody: whatever needs its memory then throws a
   * SurprisalError with the code "disposed". What calls returned stays, and the next `load` gives a fresh instance.
   *
   * @example
   * const own = await load({ variant: "baseline" });
   * own.dispose();
   * own.disposed; // true
   * const next = await load({ variant: "baseline" });
   * next.disposed; // false
   */
  dispose(): void;
  [Symbol.dispose](): void;
}

/**
 * `whenDisposed` is called once.
 * @internal
 */
export function makeInstance(
  raw: RawModule,
  variant: VariantName,
  version: string,
  passedOver: () => readonly PassedOver[],
  whenDisposed: () => void,
): Surprisal {
  const memory = new Memory(raw);
  const context: Context = { memory, net: new SafetyNet() };
  const dispose = () => {
    if (memory.disposed) return;
    memory.dispose();
    whenDisposed();
  };
  let information: Information | undefined;
  return Object.freeze({
    variant,
    version,
    // Before the getter: V8 makes a hash table of an object literal that begins with one, and `s.crossEntropy` takes 3 ns
    // longer.
    ...makeRowFunctions(context),
    ...makeLosses(context),
    ...makeMetrics(context),
    get passedOver() {
      return passedOver();
    },
    // Made when first wanted: nearly every program begins by loading, and few go on to these.
    get information() {
      return (information ??= makeInformation(context));
    },
    heap: makeHeap(context),
    softmaxClassifier: makeSoftmaxClassifier(context),
    get disposed() {
      return memory.disposed;
    },
    dispose,
    [disposeSymbol]: dispose,
  });
}
