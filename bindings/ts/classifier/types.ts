// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { OptionsOf } from "../options.ts";
import type { Floats } from "../results.ts";
import type { HeapArray } from "../heap_array.ts";
import type { FloatInput, LabelInput, TensorLike } from "../types.ts";
import type { configOptions } from "./config.ts";
import type { FitOptions, FitResult } from "./fit_types.ts";

/** Features of examples, [n, features]: floats, or bytes to be multiplied by `scale`. */
export type FeatureInput =
  FloatInput | Uint8Array | Uint8ClampedArray | HeapArray<"uint8"> | TensorLike<Uint8Array | Uint8ClampedArray>;

/**
 * How the learning rate changes from step to step.
 *
 * The first `warmupSteps` steps (default: 0) rise evenly to the classifier's `learningRate`. From then on "constant" stays
 * there; "step" multiplies it by `factor` after every `every` steps; and "cosine" falls along half a cosine, in `steps`
 * steps, to `minRate` (default: 0), and stays there.
 *
 * Source: LinearLR, StepLR and CosineAnnealingLR of torch.optim.lr_scheduler, joined by SequentialLR.
 */
export type Schedule = { readonly warmupSteps?: number | undefined } & (
  | { readonly kind: "constant" }
  | { readonly kind: "step"; readonly every: number; readonly factor: number }
  | { readonly kind: "cosine"; readonly steps: number; readonly minRate?: number | undefined }
);

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
  /** Default: "sgd". What another optimizer or loss has of options is checked, and not used. */
  readonly optimizer?: "sgd" | "adam" | "adamw" | undefined;
  /** Of "sgd": from 0 to below 1. Default: 0. */
  readonly momentum?: number | undefined;
  /** Of "sgd": Nesterov's momentum. Default: false. */
  readonly nesterov?: boolean | undefined;
  /** Of "adam" and "adamw": two numbers from 0 to below 1. Default: [0.9, 0.999]. */
  readonly betas?: readonly [number, number] | undefined;
  /** Of "adam" and "adamw": above 0. Default: 1e-8. */
  readonly eps?: number | undefined;
  /** Weight decay, on the weights and not the bias; at least 0. It is decoupled for "adamw". Default: 0. */
  readonly l2?: number | undefined;
  /** What is minimised. Default: "crossEntropy". */
  readonly loss?: "crossEntropy" | "focal" | undefined;
  /** Of "focal": at least 0. Default: 2. */
  readonly gamma?: number | undefined;
  /** Of "crossEntropy", from 0 to 1; "focal" has none. Default: 0. */
  readonly labelSmoothing?: number | undefined;
  /** Of the classes, [classes], each at least 0. Default: ones. */
  readonly weight?: FloatInput | undefined;
  /** The largest norm of the gradient (without l2), which is scaled down to it; above 0. Default: none. */
  readonly clipNorm?: number | undefined;
  /** Of the learning rate. Default: it is constant. */
  readonly schedule?: Schedule | undefined;
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

/** Examples to update a model from. */
export interface WeightedExamples extends LabelledExamples {
  /** One for each example, at least 0: it counts as that many copies of it. Default: ones. */
  readonly sampleWeights?: FloatInput | undefined;
}

/** Examples to train on. */
export interface TrainingExamples extends WeightedExamples {
  /**
   * true: the mean and the deviation of each feature of these examples are computed, and from now on, in whatever examples
   * the model sees, the one is subtracted and divided by the other (a feature that is constant is not divided); false:
   * features are taken as they are. Default: as the model has it, at first false.
   */
  readonly standardize?: boolean | undefined;
}

/** How good a model is at examples. */
export interface Evaluation {
  /** Mean cross-entropy, nats; NaN for no examples. */
  loss: number;
  /** The share of examples whose most probable class is their label; NaN for no examples. */
  accuracy: number;
}

/**
 * Multinomial logistic regression, trained by minibatch gradient descent.
 *
 *     logits = X W + b
 *     loss = Σ s_i l_i / Σ s_i w_i
 *     g = ∂loss/∂(W, b)
 *
 * A row's loss l is `crossEntropy` with `labelSmoothing`, or `softmaxFocalLoss`, each with the weight w of the label's
 * class as a factor; s are sample weights. A batch whose weights sum to 0 has a loss and a gradient of 0; PyTorch's NaN would
 * be the end of the model. The gradient is scaled down to the norm `clipNorm`. "sgd" then does
 *
 *     h = g + (l2 W, 0);  v = momentum v + h
 *     (W, b) -= rate v
 *
 * with h + momentum v in place of v for `nesterov`. "adam" does, with β and γ for the `betas` and t for the steps so far,
 *
 *     m = β m + (1 - β) h;  q = γ q + (1 - γ) h²
 *     (W, b) -= rate (m / (1 - β^t)) / (√(q / (1 - γ^t)) + eps)
 *
 * and "adamw" the same with g in place of h, after
 *
 *     W -= rate l2 W
 *
 * Weights are within 1e-5 of float64's after 100 steps.
 *
 * The same seed, data and configuration give the same bits on every variant but "relaxed". It keeps memory of the module
 * until it is disposed of.
 *
 * Every method throws a TypeError after `dispose`, a TypeError for arguments of a wrong kind, and a RangeError for values
 * and shapes that don't fit; nothing is changed then.
 *
 * Source: torch.nn.Linear, torch.nn.CrossEntropyLoss, torch.optim.{SGD, Adam, AdamW}, torch.nn.utils.clip_grad_norm_.
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
 * model.confusion(examples); // [2, 0, 0, 2]
 * model.partialFit({ features: [[1, 1]], labels: [1] }); // 0.4741
 * const bytes = model.save();
 * const { reason, epochs } = await model.fit({ epochs: 20, validation: examples });
 * [reason, epochs]; // ["epochs", 20]
 * model.restore(bytes);
 * model.steps; // 2
 * model.dispose();
 */
export interface SoftmaxClassifier {
  readonly features: number;
  readonly classes: number;
  readonly batchSize: number;
  /** What the schedule begins with; can be changed at any time. */
  learningRate: number;
  /** The schedule's learning rate for the next step. */
  readonly rate: number;

  /**
   * Sets what `step` trains on and begins epoch 0 anew; the model stays as it is.
   *
   * Features in a HeapArray are used where they are, and must not be disposed of while they are bound; everything else
   * is copied. RangeError for a label outside 0..classes-1 or for no examples.
   */
  bind(examples: TrainingExamples): void;

  /** One update from the next batch of the shuffled examples. Returns the batch's mean loss before the update, in nats. */
  step(): number;

  /**
   * One update from all of these examples, for streams; what is bound is as it was. Returns their loss before the update.
   */
  partialFit(examples: WeightedExamples): number;

  /**
   * Trains for some epochs, and lets everything else have a turn every 10 ms. Another call goes on where one has ended, be
   * it that its signal has aborted it.
   *
   * Meanwhile there can be no other fit, bind or restore; whatever else is done, it does not undo. It rejects for what the
   * other methods throw for, for what listeners throw, and if the model is disposed of; the model stays as it is then.
   */
  fit(options: FitOptions): Promise<FitResult>;

  /**
   * Mean cross-entropy, whatever loss the model is trained by, and accuracy; ties go to the lowest class. Doesn't change
   * the model.
   */
  evaluate(examples: LabelledExamples): Evaluation;

  /** How often each class was taken for each, [classes, classes], flat: rows by label, columns by prediction. */
  confusion(examples: LabelledExamples): Float64Array<ArrayBuffer>;

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

  /**
   * All there is of the model and its training, to the bit: configuration, weights, the optimizer's state, the generator's,
   * and the position in the bound examples, but not those themselves.
   */
  save(): Uint8Array<ArrayBuffer>;
  /**
   * Becomes the model that was saved, configuration included; features and classes have to be the same. Examples that are
   * bound stay so, and training goes on as if it had never stopped if they are those that were bound then (as many, that
   * is); if none are bound, so it does with the next that are. RangeError for bytes that are damaged, foreign, or of a newer
   * version.
   */
  restore(bytes: Uint8Array | ArrayBuffer): void;

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

/** Makes softmax classifiers. */
export interface MakeSoftmaxClassifier {
  /** A new one, untrained. */
  (config: SoftmaxClassifierConfig): SoftmaxClassifier;
  /** The model that `save` has saved, as a new one; the first examples that are bound are those to go on with. */
  restore(bytes: Uint8Array | ArrayBuffer): SoftmaxClassifier;
}
