// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Context } from "../core/context.ts";
import type { Address } from "../core/raw_module.ts";
import { disposeSymbol } from "../heap_array.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { checkOptions, readBoolean, readNumber } from "../options.ts";
import type { Floats } from "../results.ts";
import { configOptions, type Settings } from "./config.ts";
import { readFloatArray } from "./examples.ts";
import { evaluateInTurns } from "./evaluate_in_turns.ts";
import { Fit, readFitOptions } from "./fit.ts";
import type { FitOptions, FitResult } from "./fit_types.ts";
import { checkLabels, letGo, type HeldExamples } from "./held_examples.ts";
import { labelledNames, ModelAccess, release, trainingNames, weightedNames } from "./model_access.ts";
import { createModel, readTraining, restoreModel } from "./raw_model.ts";
import { encode } from "./saved.ts";
import { rateAt } from "./schedule.ts";
import { confusion, evaluate, predict, predictProba } from "./scoring.ts";
import type {
  Evaluation,
  Examples,
  LabelledExamples,
  SoftmaxClassifier,
  TrainingExamples,
  WeightedExamples,
} from "./types.ts";

const modelNames = new Set(["weights", "bias"]);

/** The one implementation of the interface; config.ts checks what it is made with. */
export class Classifier implements SoftmaxClassifier {
  readonly features: number;
  readonly classes: number;

  readonly #context: Context;
  readonly #model: ModelAccess;
  #settings: Settings;
  /** What the module has: the schedule's. */
  #currentRate: number;
  #isFitting = false;

  constructor(context: Context, settings: Settings, handle = createModel("softmaxClassifier", context, settings)) {
    const model = new ModelAccess(context, settings, handle);
    const { holdings } = model;
    context.net.watch(this, () => {
      release(context, holdings);
    });
    this.#context = context;
    this.#model = model;
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
    this.#model.handle(operation);
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
    const handle = this.#model.handle(operation);
    this.#refuseDuringFit(operation);
    this.#bind(operation, handle, examples);
  }

  #bind(operation: string, handle: Address, examples: TrainingExamples): void {
    const { memory } = this.#context;
    const holdings = this.#model.holdings;
    // What is to be freed in the end: the new examples if they are refused, else the former ones.
    let spare: HeldExamples | undefined;
    try {
      spare = this.#model.hold(operation, examples, trainingNames);
      const standardize =
        examples.standardize === undefined ? 0 : readBoolean(operation, "standardize", examples.standardize) ? 1 : 2;
      const { features, type, rows, scale, labels, sampleWeights } = spare;
      const code = memory.raw._classifierBind(handle, features, type, rows, scale, labels, sampleWeights, standardize);
      this.#model.check(operation, code);
      [holdings.bound, spare] = [spare, holdings.bound];
    } finally {
      letGo(memory, spare);
      this.#model.clear();
    }
  }

  step(): number {
    const operation = "softmaxClassifier.step";
    const handle = this.#model.handle(operation);
    const { memory } = this.#context;
    this.#model.checkBound(operation);
    this.#setRate(operation, handle);
    const code = memory.raw._classifierStep(handle);
    this.#model.check(operation, code);
    return memory.value;
  }

  partialFit(examples: WeightedExamples): number {
    const operation = "softmaxClassifier.partialFit";
    const handle = this.#model.handle(operation);
    const reader = this.#model.reader;
    const { memory } = this.#context;
    try {
      this.#model.read(operation, examples, weightedNames);
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
      this.#model.check(operation, code);
      return memory.value;
    } finally {
      this.#model.clear();
    }
  }

  async fit(options: FitOptions): Promise<FitResult> {
    const operation = "softmaxClassifier.fit";
    const handle = this.#model.handle(operation);
    this.#refuseDuringFit(operation);
    const { memory } = this.#context;
    const settings = readFitOptions(operation, options);
    let validation: HeldExamples | undefined;
    this.#isFitting = true;
    try {
      if (options.validation !== undefined) {
        const ofValidation = `${operation}: validation`;
        validation = this.#model.hold(ofValidation, options.validation, labelledNames);
        checkLabels(ofValidation, memory, this.#model.reader, validation.labels);
      }
      const held = validation;
      this.#model.clear();
      if (options.examples !== undefined) this.#bind(`${operation}: examples`, handle, options.examples);
      this.#model.checkBound(operation);
      const evaluate = held && evaluateInTurns(memory, held, this, () => this.#model.handle(operation));
      return await new Fit(this, settings, evaluate).run();
    } finally {
      this.#isFitting = false;
      this.#model.clear();
      letGo(memory, validation);
    }
  }

  evaluate(examples: LabelledExamples): Evaluation {
    return evaluate(this.#model, "softmaxClassifier.evaluate", examples);
  }

  confusion(examples: LabelledExamples): Float64Array<ArrayBuffer> {
    return confusion(this.#model, "softmaxClassifier.confusion", examples, this.classes);
  }

  predict(examples: Examples): Int32Array<ArrayBuffer> {
    return predict(this.#model, "softmaxClassifier.predict", examples);
  }

  predictProba(examples: Examples): Floats {
    return predictProba(this.#model, "softmaxClassifier.predictProba", examples, this.classes);
  }

  get weights(): Floats {
    return this.#model.copyModel("softmaxClassifier.weights").weights;
  }

  get bias(): Floats {
    return this.#model.copyModel("softmaxClassifier.bias").bias;
  }

  setModel(model: Parameters<SoftmaxClassifier["setModel"]>[0]): void {
    const operation = "softmaxClassifier.setModel";
    const handle = this.#model.handle(operation);
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
    return encode(this.#settings, readTraining(operation, this.#context, this.#model.handle(operation)));
  }

  restore(bytes: Uint8Array | ArrayBuffer): void {
    const operation = "softmaxClassifier.restore";
    const former = this.#model.handle(operation);
    this.#refuseDuringFit(operation);
    const holdings = this.#model.holdings;
    const { memory } = this.#context;
    const { raw } = memory;
    const { settings, handle } = restoreModel(operation, this.#context, bytes, this);
    const { bound } = holdings;
    if (bound !== undefined && bound.array?.disposed !== true) {
      const { features, type, rows, scale, labels, sampleWeights } = bound;
      const code = raw._classifierBind(handle, features, type, rows, scale, labels, sampleWeights, 0);
      if (code !== 0) raw._classifierDestroy(handle);
      this.#model.check(operation, code);
    }
    raw._classifierDestroy(former);
    holdings.handle = handle;
    this.#settings = settings;
    this.#currentRate = settings.learningRate;
  }

  get steps(): number {
    return this.#context.memory.raw._classifierSteps(this.#model.handle("softmaxClassifier.steps"));
  }

  get epoch(): number {
    return this.#context.memory.raw._classifierEpoch(this.#model.handle("softmaxClassifier.epoch"));
  }

  get stepsPerEpoch(): number {
    this.#model.handle("softmaxClassifier.stepsPerEpoch");
    return Math.ceil((this.#model.holdings.bound?.rows ?? 0) / this.batchSize);
  }

  get stepInEpoch(): number {
    return this.#context.memory.raw._classifierBatchInEpoch(this.#model.handle("softmaxClassifier.stepInEpoch"));
  }

  get disposed(): boolean {
    return this.#model.holdings.handle === 0 || this.#context.memory.disposed;
  }

  dispose(): void {
    if (this.disposed) return;
    this.#context.net.forget(this);
    release(this.#context, this.#model.holdings);
  }

  [disposeSymbol](): void {
    this.dispose();
  }

  #refuseDuringFit(operation: string): void {
    if (this.#isFitting) throw new TypeError(`${operation}: fit is at work; abort it first`);
  }

  #setRate(operation: string, handle: Address): void {
    const { rate } = this;
    if (rate === this.#currentRate) return;
    const code = this.#context.memory.raw._classifierSetLearningRate(handle, rate);
    this.#model.check(operation, code);
    this.#currentRate = rate;
  }
}
