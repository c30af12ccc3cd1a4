// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";
import { disposeSymbol, MemoryArray } from "../heap_array.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import { writeIntegers } from "../inputs/place_integers.ts";
import { checkOptions, readNumber, type ValuesOf } from "../options.ts";
import type { Floats } from "../results.ts";
import { configOptions } from "./config.ts";
import { configError } from "./config_error.ts";
import { ExampleReader, readFloatArray } from "./examples.ts";
import type { Evaluation, Examples, LabelledExamples, SoftmaxClassifier } from "./types.ts";

/** What must be freed, apart from the model, so that its finalizer can refer to it. */
interface Holdings {
  handle: Address;
  /** Copies of the bound examples; 0 for what is not a copy. */
  features: Address;
  labels: Address;
}

const exampleNames = new Set(["features", "scale"]);
const labelledNames = new Set(["features", "labels", "scale"]);
const modelNames = new Set(["weights", "bias"]);

function release({ memory }: Context, holdings: Holdings): void {
  const { raw } = memory;
  raw._classifierDestroy(holdings.handle);
  raw._free(holdings.features);
  raw._free(holdings.labels);
  holdings.handle = 0;
  holdings.features = 0;
  holdings.labels = 0;
}

/** The one implementation of the interface; make.ts checks what it is made with. */
export class Classifier implements SoftmaxClassifier {
  readonly features: number;
  readonly classes: number;
  readonly batchSize: number;

  readonly #context: Context;
  readonly #holdings: Holdings;
  readonly #examples: ExampleReader;
  #learningRate: number;
  #boundRows = 0;
  #boundArray: MemoryArray | undefined;

  constructor(context: Context, config: ValuesOf<typeof configOptions>) {
    const operation = "softmaxClassifier";
    const { memory, net } = context;
    const { features, classes, batchSize, learningRate, momentum, l2, seed } = config;
    memory.checkUsable(operation);
    const code = memory.raw._classifierCreate(features, classes, batchSize, learningRate, momentum, l2, seed);
    if (code !== 0) throw configError(operation, code, context);
    const holdings: Holdings = { handle: memory.value, features: 0, labels: 0 };
    net.watch(this, () => {
      release(context, holdings);
    });
    this.#context = context;
    this.#holdings = holdings;
    this.#examples = new ExampleReader(features, classes);
    this.features = features;
    this.classes = classes;
    this.batchSize = batchSize;
    this.#learningRate = learningRate;
  }

  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(rate: number) {
    const operation = "softmaxClassifier.learningRate";
    const handle = this.#handle(operation);
    if ((rate as unknown) === undefined) throw new TypeError(`${operation}: the rate is undefined, not a number`);
    const checked = readNumber(operation, "the rate", rate, configOptions.learningRate);
    const code = this.#context.memory.raw._classifierSetLearningRate(handle, checked);
    if (code !== 0) throw configError(operation, code, this.#context);
    this.#learningRate = checked;
  }

  bind(examples: LabelledExamples): void {
    const operation = "softmaxClassifier.bind";
    const handle = this.#handle(operation);
    const reader = this.#examples;
    const { memory } = this.#context;
    const { raw } = memory;
    let features = 0;
    let labels = 0;
    try {
      this.#read(operation, examples, labelledNames);
      if (reader.rows === 0) throw new RangeError(`${operation}: features has no examples`);
      // A HeapArray can be watched for its disposal; any other array in the module's memory can't, so it is copied.
      const array = examples.features instanceof MemoryArray ? examples.features : undefined;
      if (array === undefined) features = memory.allocate(operation, reader.features.length * reader.elementBytes);
      // Labels always are copied: the core checks them now and relies on them in every step.
      labels = memory.allocate(operation, reader.rows * 4);
      if (array === undefined) reader.writeFeatures(operation, memory, features);
      writeIntegers(operation, memory, reader.labels, memory.i32, labels / 4, reader.labelRange);
      const values = array === undefined ? features : reader.features.address;
      const code = raw._classifierBind(handle, values, reader.type, reader.rows, reader.scale, labels);
      if (code !== 0) throw this.#error(operation, code);
      const holdings = this.#holdings;
      [holdings.features, features] = [features, holdings.features];
      [holdings.labels, labels] = [labels, holdings.labels];
      this.#boundRows = reader.rows;
      this.#boundArray = array;
    } finally {
      // What is not bound: the former data, or the new ones if they were refused.
      raw._free(features);
      raw._free(labels);
      reader.clear();
    }
  }

  step(): number {
    const operation = "softmaxClassifier.step";
    const handle = this.#handle(operation);
    const { memory } = this.#context;
    if (this.#boundRows === 0) throw new TypeError(`${operation}: no examples are bound; call bind first`);
    if (this.#boundArray?.disposed === true) {
      throw new TypeError(`${operation}: the HeapArray of features that was bound is disposed`);
    }
    const code = memory.raw._classifierStep(handle);
    if (code !== 0) throw this.#error(operation, code);
    return memory.value;
  }

  evaluate(examples: LabelledExamples): Evaluation {
    const operation = "softmaxClassifier.evaluate";
    const handle = this.#handle(operation);
    const reader = this.#examples;
    const { memory } = this.#context;
    try {
      this.#read(operation, examples, labelledNames);
      memory.reserve(operation, reader.featureBytes + reader.labelBytes);
      reader.placeFeatures(operation, memory);
      reader.placeLabels(operation, memory);
      const { type, rows, scale } = reader;
      const code = memory.raw._classifierEvaluate(
        handle,
        reader.features.address,
        type,
        rows,
        scale,
        reader.labels.address,
      );
      if (code !== 0) throw this.#error(operation, code);
      return { loss: memory.value, accuracy: memory.index / rows };
    } finally {
      this.#clear();
    }
  }

  predict(examples: Examples): Int32Array<ArrayBuffer> {
    const operation = "softmaxClassifier.predict";
    const { memory } = this.#context;
    return this.#predict(operation, examples, 1, (handle, values, type, rows, scale, result) => {
      memory.raw._classifierPredictLabels(handle, values, type, rows, scale, result);
      return memory.i32.slice(result / 4, result / 4 + rows);
    });
  }

  predictProba(examples: Examples): Floats {
    const operation = "softmaxClassifier.predictProba";
    const { memory } = this.#context;
    const { classes } = this;
    return this.#predict(operation, examples, classes, (handle, values, type, rows, scale, result) => {
      memory.raw._classifierPredictProbs(handle, values, type, rows, scale, result);
      return memory.f32.slice(result / 4, result / 4 + rows * classes);
    });
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

  get steps(): number {
    return this.#context.memory.raw._classifierSteps(this.#handle("softmaxClassifier.steps"));
  }

  get epoch(): number {
    return this.#context.memory.raw._classifierEpoch(this.#handle("softmaxClassifier.epoch"));
  }

  get stepsPerEpoch(): number {
    this.#handle("softmaxClassifier.stepsPerEpoch");
    return Math.ceil(this.#boundRows / this.batchSize);
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
    this.#boundArray = undefined;
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

  #read(operation: string, examples: Examples | LabelledExamples, names: ReadonlySet<string>): void {
    const { memory } = this.#context;
    if ((examples as unknown) === undefined) {
      throw new TypeError(`${operation}: the examples are undefined, not an object { ${[...names].join(", ")} }`);
    }
    checkOptions(operation, examples, names);
    this.#examples.readFeatures(operation, memory, examples.features, examples.scale);
    if (names === labelledNames) {
      this.#examples.readLabels(operation, memory, (examples as LabelledExamples).labels);
    }
  }

  #predict<Result>(
    operation: string,
    examples: Examples,
    perRow: number,
    run: (handle: Address, values: Address, type: number, rows: number, scale: number, result: Address) => Result,
  ): Result {
    const handle = this.#handle(operation);
    const reader = this.#examples;
    const { memory } = this.#context;
    try {
      this.#read(operation, examples, exampleNames);
      const resultBytes = 4 * reader.rows * perRow;
      memory.reserve(operation, reader.featureBytes + padded(resultBytes));
      reader.placeFeatures(operation, memory);
      const result = memory.take(resultBytes);
      return run(handle, reader.features.address, reader.type, reader.rows, reader.scale, result);
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
    return statusError(operation, code, memory, { labels: this.#examples.labels, classes: this.classes });
  }

  #clear(): void {
    this.#examples.clear();
    this.#context.memory.release();
  }
}
