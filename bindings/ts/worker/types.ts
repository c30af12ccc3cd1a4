// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
/// <reference lib="esnext.disposable" preserve="true" />

import type { SoftmaxClassifier, SoftmaxClassifierConfig } from "../classifier/types.ts";
import type { LoadOptions } from "../loader.ts";

/** What of an object can be reached in another thread: methods that promise what they return, properties that are promises. */
export type Remote<Local> = {
  readonly [Name in keyof Local as Extract<Name, string>]: Local[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Awaited<Result>>
    : Promise<Local[Name]>;
};

/**
 * A `SoftmaxClassifier` in a worker: the same methods and properties, with the same results to the bit and the same errors,
 * each as a promise. Calls are begun in the order they are made in.
 *
 * Arguments are copied, but for what `transfer` has marked; a HeapArray's numbers are copied, too. Listeners of `fit` are
 * called here, with the reports in order; if one throws, the fit ends, and rejects for that. A signal of `fit` reaches
 * the worker within a turn of its work, 10 ms.
 *
 * `dispose` ends what is running, and then the worker, unless it is the caller's. Until then the worker keeps its memory, and
 * Node from ending; one that is forgotten is disposed once the engine has collected it, which may be late, or never.
 *
 * Beyond the errors of `SoftmaxClassifier`: a TypeError for what can't be sent to a worker, such as memory that was handed
 * over before; and a SurprisalError "worker-failed" for all that is asked of a worker that has died or was ended, be it under
 * way. That the caller has ended a worker is noticed in Node, and on pages that have Web Locks, which takes https.
 *
 * @example
 * const model = await softmaxClassifier({ features: 2, classes: 2, batchSize: 4, learningRate: 1 });
 * await model.setModel({ weights: [0, 0, 0, 0], bias: [0, 0] });
 * await model.bind({ features: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 0, 1, 1] });
 * await model.step(); // 0.6931
 * await model.setLearningRate(0.5);
 * await model.rate; // 0.5
 * await model.predict({ features: [[0.1, 0.9], [0.9, 0.1]] }); // [1, 1]
 * await model.dispose();
 */
export interface SoftmaxClassifierInWorker extends Remote<SoftmaxClassifier> {
  /** Sets `learningRate`. */
  setLearningRate(learningRate: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes softmax classifiers in workers, so that the page stays free while they train.
 *
 * The library is loaded in a new worker, or in `worker`, and not here. Bundlers find the new worker's script by themselves;
 * docs/install.md has what some of them have to be told.
 *
 * Errors: those of `softmaxClassifier` and of `load`, and those of `SoftmaxClassifierInWorker`: "worker-failed" if the worker
 * can't be started.
 *
 * @example
 * const model = await softmaxClassifier({ features: 2, classes: 2 });
 * const examples = { features: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 0, 1, 1] };
 * const { reason, epochs } = await model.fit({ epochs: 20, examples });
 * [reason, epochs]; // ["epochs", 20]
 * const another = await softmaxClassifier.restore(await model.save());
 * await another.steps; // 20
 * await Promise.all([model.dispose(), another.dispose()]);
 */
export interface MakeSoftmaxClassifierInWorker {
  /** A new one, untrained. */
  (config: SoftmaxClassifierConfig, options?: InWorkerOptions): Promise<SoftmaxClassifierInWorker>;
  /** The model that `save` has saved, here or there, as a new one; the first examples that are bound are those to go on with. */
  restore(bytes: Uint8Array | ArrayBuffer, options?: InWorkerOptions): Promise<SoftmaxClassifierInWorker>;
}

/** Where a classifier is to be. */
export interface InWorkerOptions {
  /**
   * A Worker of a page or of node:worker_threads, whose script imports "surprisal/worker-script" first of all. It stays the
   * caller's to end. Default: a new one.
   */
  readonly worker?:
    | {
        // Each platform has its own transferables, which have no type in common.
        postMessage(message: unknown, transfer: never[]): void;
      }
    | undefined;
  /** What the worker's `load` is told. Default: nothing. */
  readonly load?: LoadOptions | undefined;
}
