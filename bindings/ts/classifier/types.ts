// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { OptionsOf } from "../options.ts";
import type { Floats } from "../results.ts";
import type { HeapArray } from "../heap_array.ts";
import type { FloatInput, LabelInput, TensorLike } from "../types.ts";
import type { configOptions } from "./config.ts";

/** Features of examples, [n, features]: floats, or bytes to be multiplied by `scale`. */
export type FeatureInput =
  FloatInput | Uint8Array | Uint8ClampedArray | HeapArray<"uint8"> | TensorLike<Uint8Array | Uint8ClampedArray>;

/** What a softmax classifier is made by. */
export interface SoftmaxClassifierConfig extends OptionsOf<typeof configOptions> {
  /** How many numbers an example is. */
  readonly features: number;
  /** How many classes there are. */
  readonly classes: number;
  /** Examples in one step; the last of an epoch may have fewer. Default: 128. */
  readonly batchSize?: number | undefined;
  /** At least 0. Default: 0.1. */
  readonly learningRate?: number | undefined;
  /** From 0 to below 1. Default: 0. */
  readonly momentum?: number | undefined;
  /** Weight decay, on the weights and not the bias; at least 0. Default: 0. */
  readonly l2?: number | undefined;
  /** Of the initial weights and the order of the examples: an integer, 0 to 2^32 - 1. Default: 0. */
  readonly seed?: number | undefined;
}

/** Examples, one a row. */
export interface Examples {
  /** [n, features] */
  readonly features: FeatureInput;
  /** What each feature is multiplied by: 1 / 255 makes pixels 0..1. Default: 1. */
  readonly scale?: number | undefined;
}

/** Examples and what they are. */
export interface LabelledExamples extends Examples {
  /** One for each example, 0 to classes - 1. */
  readonly labels: LabelInput;
}

/** How good a model is at examples. */
export interface Evaluation {
  /** Mean cross-entropy, nats; NaN for no examples. */
  loss: number;
  /** The share of examples whose most probable class is their label; NaN for no examples. */
  accuracy: number;
}

/**
 * Multinomial logistic regression, trained by minibatch gradient descent on the cross-entropy.
 *
 *     logits = X W + b
 *     g = ∂crossEntropy(logits, labels)/∂(W, b) + (l2 W, 0)
 *     v = momentum v + g;  (W, b) -= learningRate v
 *
 * The same seed, data and configuration give the same bits on every variant but "relaxed". It keeps memory of the module
 * until it is disposed of.
 *
 * Every method throws a TypeError after `dispose`, a TypeError for arguments of a wrong kind, and a RangeError for values
 * and shapes that don't fit; nothing is changed then.
 *
 * Source: torch.nn.Linear, torch.nn.CrossEntropyLoss and torch.optim.SGD.
 *
 * @example
 * const model = s.softmaxClassifier({ features: 2, classes: 2, batchSize: 4, learningRate: 1 });
 * const examples = { features: [[0, 0], [0, 1], [1, 0], [1, 1]], labels: [0, 0, 1, 1] };
 * model.bind(examples);
 * model.setModel({ weights: [0, 0, 0, 0], bias: [0, 0] });
 * model.step(); // 0.6931
 * model.evaluate(examples); // { loss: 0.5836, accuracy: 1 }
 * model.predict({ features: [[0.1, 0.9], [0.9, 0.1]] }); // [1, 1]
 * model.predictProba({ features: [[0.9, 0.1]] }); // [0.3894, 0.6106]
 * model.weights; // [-0.25, 0.25, 0, 0]
 * model.dispose();
 */
export interface SoftmaxClassifier {
  readonly features: number;
  readonly classes: number;
  readonly batchSize: number;
  /** Can be changed at any time. */
  learningRate: number;

  /**
   * Sets what `step` trains on and begins epoch 0 anew; the model stays as it is.
   *
   * Features in a HeapArray are used where they are, and must not be disposed of while they are bound; everything else
   * is copied. RangeError for a label outside 0..classes-1 or for no examples.
   */
  bind(examples: LabelledExamples): void;

  /** One update from the next batch of the shuffled examples. Returns the batch's mean loss before the update, in nats. */
  step(): number;

  /** Loss and accuracy; ties go to the lowest class. Doesn't change the model. */
  evaluate(examples: LabelledExamples): Evaluation;

  /** The most probable class of each example; ties go to the lowest class. */
  predict(examples: Examples): Int32Array<ArrayBuffer>;

  /** The probability of each class for each example, [n, classes], flat. */
  predictProba(examples: Examples): Floats;

  /** A copy of W, [features, classes], flat. */
  readonly weights: Floats;
  /** A copy of b, [classes]. */
  readonly bias: Floats;
  /** Replaces W and b; momentum and the order of the examples stay. */
  setModel(model: { readonly weights: FloatInput; readonly bias: FloatInput }): void;

  /** Updates made so far. */
  readonly steps: number;
  /** Passes over the bound examples completed. */
  readonly epoch: number;
  /** Batches in a pass over the bound examples; 0 if none are bound. */
  readonly stepsPerEpoch: number;
  /** Batches of the current pass that are done. */
  readonly stepInEpoch: number;

  readonly disposed: boolean;
  /** Gives the memory back. A second time does nothing. */
  dispose(): void;
  [Symbol.dispose](): void;
}
