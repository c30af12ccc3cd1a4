// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";
import { disposeSymbol } from "../heap_array.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { checkOptions, readBoolean, readNumber } from "../options.ts";
import type { Floats } from "../results.ts";
import { configOptions, type Settings } from "./config.ts";
import { ExampleReader, readFloatArray } from "./examples.ts";
import { evaluateInTurns } from "./evaluate_in_turns.ts";
import { Fit, readFitOptions } from "./fit.ts";
import type { FitOptions, FitResult } from "./fit_types.ts";
import { checkLabels, holdExamples, letGo, type HeldExamples } from "./held_examples.ts";
import { createModel, readTraining, restoreModel } from "./raw_model.ts";
import { encode } from "./saved.ts";
import { rateAt } from "./schedule.ts";
import type {
  Evaluation,
  Examples,
  LabelledExamples,
  SoftmaxClassifier,
  TrainingExamples,
  WeightedExamples,
} from "./types.ts";

/** What must be freed, so that a finalizer can refer to it. */
interface Holdings {
  handle: Address;
  bound: HeldExamples | undefined;
}

const exampleNames = new Set(["features", "scale"]);
const labelledNames = new Set(["features", "labels", "scale"]);
const weightedNames = new Set([...labelledNames, "sampleWeights"]);
const trainingNames = new Set([...weightedNames, "standardize"]);
const modelNames = new Set(["weights", "bias"]);

function release({ memory }: Context, holdings: Holdings): void {
  memory.raw._classifierDestroy(holdings.handle);
  letGo(memory, holdings.bound);
  holdings.handle = 0;
  holdings.bound = undefined;
}

/** The one implementation of the interface; config.ts checks what it is made with. */
export class Classifier implements SoftmaxClassifier {
  readonly features: number;
  readonly classes: number;

  readonly #context: Context;
  readonly #holdings: Holdings;
  readonly #examples: ExampleReader;
  #settings: Settings;
  /** What the module has: the schedule's. */
  #currentRate: number;
  #isFitting = false;

  constructor(context: Context, settings: Settings, handle = createModel("softmaxClassifier", context, settings)) {
    const holdings: Holdings = { handle, bound: undefined };
    context.net.watch(this, () => {
      release(context, holdings);
    });
    this.#context = context;
    this.#holdings = holdings;
    this.#examples = new ExampleReader(settings.features, settings.classes);
    this.#settings = settings;
    this.#currentRate = settings.learningRate;
    this.features = settings.features;
    this.classes = settings.classes;
  }

  static restored(context: Context, bytes: unknown): Classifier {
    const { settings, handle } = restoreModel("softmaxClassifier.restore", context, bytes);
    return new Classifier(context, settings, handle);
  }

  get batchSize(): number {
    return this.#settings.batchSize;
  }

  get learningRate(): number {
    return this.#settings.learningRate;
  }

  set learningRate(rate: number) {
    const operation = "softmaxClassifier.learningRate";
    this.#handle(operation);
    if ((rate as unknown) === undefined) throw new TypeError(`${operation}: the rate is undefined, not a number`);
    const learningRate = readNumber(operation, "the rate", rate, configOptions.learningRate);
    this.#settings = { ...this.#settings, learningRate };
  }

  get rate(): number {
    const { schedule, learningRate } = this.#settings;
    return rateAt(schedule, learningRate, this.steps);
  }

  bind(examples: TrainingExamples): void {
    const operation = "softmaxClassifier.bind";
    const handle = this.#handle(operation);
    this.#refuseDuringFit(operation);
    this.#bind(operation, handle, examples);
  }

  #bind(operation: string, handle: Address, examples: TrainingExamples): void {
    const { memory } = this.#context;
    const holdings = this.#holdings;
    // What is to be freed in the end: the new examples if they are refused, else the former ones.
    let spare: HeldExamples | undefined;
    try {
      spare = this.#hold(operation, examples, trainingNames);
      const standardize =
        examples.standardize === undefined ? 0 : readBoolean(operation, "standardize", examples.standardize) ? 1 : 2;
      const { features, type, rows, scale, labels, sampleWeights } = spare;
      const code = memory.raw._classifierBind(handle, features, type, rows, scale, labels, sampleWeights, standardize);
      if (code !== 0) throw this.#error(operation, code);
      [holdings.bound, spare] = [spare, holdings.bound];
    } finally {
      letGo(memory, spare);
      this.#clear();
    }
  }

  step(): number {
    const operation = "softmaxClassifier.step";
    const handle = this.#handle(operation);
    const { memory } = this.#context;
    this.#checkBound(operation);
    this.#setRate(operation, handle);
    const code = memory.raw._classifierStep(handle);
    if (code !== 0) throw this.#error(operation, code);
    return memory.value;
  }

  partialFit(examples: WeightedExamples): number {
    const operation = "softmaxClassifier.partialFit";
    const handle = this.#handle(operation);
    const reader = this.#examples;
    const { memory } = this.#context;
    try {
      this.#read(operation, examples, weightedNames);
      if (reader.rows === 0) throw new RangeError(`${operation}: features has no examples`);
      const { features, labels, sampleWeights, type, rows, scale } = reader;
      const weightBytes = floatBytes(sampleWeights, rows);
      memory.reserve(operation, reader.featureBytes + reader.labelBytes + weightBytes);
      reader.placeFeatures(operation, memory);
      reader.placeLabels(operation, memory);
      placeFloats(operation, memory, sampleWeights, rows);
      this.#setRate(operation, handle);
      const weights = sampleWeights.present ? sampleWeights.address : 0;
      const { raw } = memory;
      const code = raw._classifierPartialFit(handle, features.address, type, rows, scale, labels.address, weights);
      if (code !== 0) throw this.#error(operation, code);
      return memory.value;
    } finally {
      this.#clear();
    }
  }

  async fit(options: FitOptions): Promise<FitResult> {
    const operation = "softmaxClassifier.fit";
    const handle = this.#handle(operation);
    this.#refuseDuringFit(operation);
    const { memory } = this.#context;
    const settings = readFitOptions(operation, options);
    let validation: HeldExamples | undefined;
    this.#isFitting = true;
    try {
      if (options.validation !== undefined) {
        const ofValidation = `${operation}: validation`;
        validation = this.#hold(ofValidation, options.validation, labelledNames);
        checkLabels(ofValidation, memory, this.#examples, validation.labels);
      }
      const held = validation;
      this.#clear();
      if (options.examples !== undefined) this.#bind(`${operation}: examples`, handle, options.examples);
      this.#checkBound(operation);
      const evaluate = held && evaluateInTurns(memory, held, this, () => this.#handle(operation));
      return await new Fit(this, settings, evaluate).run();
    } finally {
      this.#isFitting = false;
      this.#clear();
      letGo(memory, validation);
    }
  }

  evaluate(examples: LabelledExamples): Evaluation {
    const operation = "softmaxClassifier.evaluate";
    return this.#score(operation, examples, labelledNames, 0, (handle, { features, labels, type, rows, scale }) => {
      const { memory } = this.#context;
      const { raw } = memory;
      const code = raw._classifierEvaluate(handle, features.address, type, rows, scale, labels.address, 0);
      if (code !== 0) throw this.#error(operation, code);
      return { loss: memory.value / rows, accuracy: memory.index / rows };
    });
  }

  confusion(examples: LabelledExamples): Float64Array<ArrayBuffer> {
    const operation = "softmaxClassifier.confusion";
    const { memory } = this.#context;
    const { classes } = this;
    const size = classes ** 2;
    return this.#score(operation, examples, labelledNames, 4, (handle, reader, predicted) => {
      const { features, labels, type, rows, scale } = reader;
      checkLabels(operation, memory, reader, labels.address);
      const { raw } = memory;
      const matrix = memory.allocate(operation, 8 * size);
      try {
        memory.f64.fill(0, matrix / 8, matrix / 8 + size);
        raw._classifierPredictLabels(handle, features.address, type, rows, scale, predicted);
        // No label is -1, so none is ignored, and there is no other status than ok.
        raw._confusionMatrix(rows, classes, predicted, labels.address, -1, matrix);
        return memory.f64.slice(matrix / 8, matrix / 8 + size);
      } finally {
        raw._free(matrix);
      }
    });
  }

  predict(examples: Examples): Int32Array<ArrayBuffer> {
    const operation = "softmaxClassifier.predict";
    const { memory } = this.#context;
    return this.#score(operation, examples, exampleNames, 4, (handle, { features, type, rows, scale }, result) => {
      memory.raw._classifierPredictLabels(handle, features.address, type, rows, scale, result);
      return memory.i32.slice(result / 4, result / 4 + rows);
    });
  }

  predictProba(examples: Examples): Floats {
    const operation = "softmaxClassifier.predictProba";
    const { memory } = this.#context;
    const rowBytes = 4 * this.classes;
    return this.#score(
      operation,
      examples,
      exampleNames,
      rowBytes,
      (handle, { features, type, rows, scale }, result) => {
        memory.raw._classifierPredictProbs(handle, features.address, type, rows, scale, result);
        return memory.f32.slice(result / 4, (result + rows * rowBytes) / 4);
      },
    );
  }

  get weights(): Floats {
    return this.#copyModel("softmaxClassifier.weights").weights;
  }

  get bias(): Floats {
    return this.#copyModel("softmaxClassifier.bias").bias;
  }

  setModel(model: Parameters<SoftmaxClassifier["setModel"]>[0]): void {
    const operation = "softmaxClassifier.setModel";
    const handle = this.#handle(operation);
    const { memory } = this.#context;
    const { features, classes } = this;
    if ((model as unknown) === undefined) throw new TypeError(`${operation}: the model is undefined, not an object`);
    checkOptions(operation, model, modelNames);
    const weights = readFloatArray(operation, memory, "weights", model.weights, features * classes);
    const bias = readFloatArray(operation, memory, "bias", model.bias, classes);
    try {
      memory.reserve(operation, floatBytes(weights, weights.length) + floatBytes(bias, bias.length));
      placeFloats(operation, memory, weights, weights.length);
      placeFloats(operation, memory, bias, bias.length);
      memory.raw._classifierSetModel(handle, weights.address, bias.address);
    } finally {
      memory.release();
    }
  }

  save(): Uint8Array<ArrayBuffer> {
    const operation = "softmaxClassifier.save";
    return encode(this.#settings, readTraining(operation, this.#context, this.#handle(operation)));
  }

  restore(bytes: Uint8Array | ArrayBuffer): void {
    const operation = "softmaxClassifier.restore";
    const former = this.#handle(operation);
    this.#refuseDuringFit(operation);
    const holdings = this.#holdings;
    const { memory } = this.#context;
    const { raw } = memory;
    const { settings, handle } = restoreModel(operation, this.#context, bytes, this);
    const { bound } = holdings;
    if (bound !== undefined && bound.array?.disposed !== true) {
      const { features, type, rows, scale, labels, sampleWeights } = bound;
      const code = raw._classifierBind(handle, features, type, rows, scale, labels, sampleWeights, 0);
      if (code !== 0) {
        raw._classifierDestroy(handle);
        throw this.#error(operation, code);
      }
    }
    raw._classifierDestroy(former);
    holdings.handle = handle;
    this.#settings = settings;
    this.#currentRate = settings.learningRate;
  }

  get steps(): number {
    return this.#context.memory.raw._classifierSteps(this.#handle("softmaxClassifier.steps"));
  }

  get epoch(): number {
    return this.#context.memory.raw._classifierEpoch(this.#handle("softmaxClassifier.epoch"));
  }

  get stepsPerEpoch(): number {
    this.#handle("softmaxClassifier.stepsPerEpoch");
    return Math.ceil((this.#holdings.bound?.rows ?? 0) / this.batchSize);
  }

  get stepInEpoch(): number {
    return this.#context.memory.raw._classifierBatchInEpoch(this.#handle("softmaxClassifier.stepInEpoch"));
  }

  get disposed(): boolean {
    return this.#holdings.handle === 0 || this.#context.memory.disposed;
  }

  dispose(): void {
    if (this.disposed) return;
    this.#context.net.forget(this);
    release(this.#context, this.#holdings);
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  #handle(operation: string): Address {
    const { handle } = this.#holdings;
    if (handle === 0) throw new TypeError(`${operation}: the classifier is disposed`);
    this.#context.memory.checkUsable(operation);
    return handle;
  }

  #refuseDuringFit(operation: string): void {
    if (this.#isFitting) throw new TypeError(`${operation}: fit is at work; abort it first`);
  }

  #checkBound(operation: string): void {
    const { bound } = this.#holdings;
    if (bound === undefined) throw new TypeError(`${operation}: no examples are bound; call bind first`);
    if (bound.array?.disposed === true) {
      throw new TypeError(`${operation}: the HeapArray of features that was bound is disposed`);
    }
  }

  #setRate(operation: string, handle: Address): void {
    const { rate } = this;
    if (rate === this.#currentRate) return;
    const code = this.#context.memory.raw._classifierSetLearningRate(handle, rate);
    if (code !== 0) throw this.#error(operation, code);
    this.#currentRate = rate;
  }

  #read(operation: string, examples: TrainingExamples | Examples, names: ReadonlySet<string>): void {
    const { memory } = this.#context;
    const reader = this.#examples;
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
  #hold(operation: string, examples: TrainingExamples, names: ReadonlySet<string>): HeldExamples {
    this.#read(operation, examples, names);
    if (this.#examples.rows === 0) throw new RangeError(`${operation}: features has no examples`);
    return holdExamples(operation, this.#context.memory, this.#examples, examples.features);
  }

  /** Runs the module on examples, with a result of `rowBytes` for each. */
  #score<Result>(
    operation: string,
    examples: Examples | LabelledExamples,
    names: ReadonlySet<string>,
    rowBytes: number,
    run: (handle: Address, reader: ExampleReader, result: Address) => Result,
  ): Result {
    const handle = this.#handle(operation);
    const reader = this.#examples;
    const { memory } = this.#context;
    try {
      this.#read(operation, examples, names);
      const resultBytes = rowBytes * reader.rows;
      const labelBytes = names === exampleNames ? 0 : reader.labelBytes;
      memory.reserve(operation, reader.featureBytes + labelBytes + padded(resultBytes));
      reader.placeFeatures(operation, memory);
      if (names !== exampleNames) reader.placeLabels(operation, memory);
      return run(handle, reader, memory.take(resultBytes));
    } finally {
      this.#clear();
    }
  }

  #copyModel(operation: string): { weights: Floats; bias: Floats } {
    const handle = this.#handle(operation);
    const { memory } = this.#context;
    const { features, classes } = this;
    memory.reserve(operation, padded(4 * features * classes) + padded(4 * classes));
    const weights = memory.take(4 * features * classes);
    const bias = memory.take(4 * classes);
    memory.raw._classifierCopyModel(handle, weights, bias);
    const copy = {
      weights: memory.f32.slice(weights / 4, weights / 4 + features * classes),
      bias: memory.f32.slice(bias / 4, bias / 4 + classes),
    };
    memory.release();
    return copy;
  }

  #error(operation: string, code: number): Error {
    const { memory } = this.#context;
    const { labels, sampleWeights } = this.#examples;
    return statusError(operation, code, memory, { labels, classes: this.classes, weight: sampleWeights });
  }

  #clear(): void {
    this.#examples.clear();
    this.#context.memory.release();
  }
}
