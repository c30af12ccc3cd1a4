// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Memory } from "../core/memory.ts";
import { kindOf } from "../errors.ts";
import { floatBytes, placeFloats } from "../inputs/place_floats.ts";
import {
  checkOptions,
  maxFloat32,
  NumberReader,
  readBoolean,
  readNumber,
  readWord,
  type ValuesOf,
} from "../options.ts";
import { readFloatArray } from "./examples.ts";
import { readSchedule } from "./schedule.ts";
import type { Schedule, SoftmaxClassifierConfig } from "./types.ts";

const maxSize = 2 ** 31 - 1;

/** The options that are one number. */
export const configOptions = {
  features: { fallback: NaN, low: 1, high: maxSize, integer: true },
  classes: { fallback: NaN, low: 1, high: maxSize, integer: true },
  batchSize: { fallback: 128, low: 1, high: maxSize, integer: true },
  learningRate: { fallback: 0.1, low: 0, high: maxFloat32, float32: true },
  momentum: { fallback: 0, low: 0, high: 1, below: true, float32: true },
  l2: { fallback: 0, low: 0, high: maxFloat32, float32: true },
  seed: { fallback: 0, low: 0, high: 2 ** 32 - 1, integer: true },
  eps: { fallback: 1e-8, low: 0, above: true, high: maxFloat32, float32: true },
  gamma: { fallback: 2, low: 0, high: maxFloat32, float32: true },
  labelSmoothing: { fallback: 0, low: 0, high: 1, float32: true },
  clipNorm: { fallback: 0, low: 0, above: true, high: maxFloat32, float32: true },
} as const;

const betaOption = { fallback: NaN, low: 0, high: 1, below: true } as const;

/** In the order of Optimizer and ClassifierLoss in src/softmax_classifier_config.h. */
const optimizers = ["sgd", "adam", "adamw"] as const;
const losses = ["crossEntropy", "focal"] as const;

const others = ["optimizer", "nesterov", "betas", "loss", "weight", "schedule"];
const configNames = new Set([...Object.keys(configOptions), ...others]);

/**
 * A configuration that has been checked, with its defaults. It can be read again: what is saved is this.
 * @internal
 */
export interface Settings extends Omit<ValuesOf<typeof configOptions>, "clipNorm"> {
  readonly clipNorm: number | undefined;
  readonly optimizer: (typeof optimizers)[number];
  readonly nesterov: boolean;
  readonly betas: readonly [number, number];
  readonly loss: (typeof losses)[number];
  readonly schedule: Schedule;
  readonly weight: Float32Array | undefined;
}

/** @internal */
export function readConfig(operation: string, memory: Memory, config: SoftmaxClassifierConfig): Settings {
  if ((config as unknown) === undefined) {
    throw new TypeError(`${operation}: the configuration is undefined, not an object { features, classes, … }`);
  }
  checkOptions(operation, config, configNames);
  for (const name of ["features", "classes"] as const) {
    if (typeof config[name] !== "number") {
      throw new TypeError(`${operation}: ${name} is ${kindOf(config[name])}, not a number`);
    }
  }
  const values = { ...new NumberReader(configOptions).read(operation, config) };
  const { optimizer = "sgd", loss = "crossEntropy" } = config;
  readWord(operation, "optimizer", optimizer, optimizers);
  readWord(operation, "loss", loss, losses);
  if (loss === "focal" && values.labelSmoothing > 0) {
    throw new RangeError(`${operation}: labelSmoothing is ${values.labelSmoothing}, but loss "focal" has none`);
  }
  return {
    ...values,
    clipNorm: config.clipNorm === undefined ? undefined : values.clipNorm,
    optimizer,
    nesterov: readBoolean(operation, "nesterov", config.nesterov),
    betas: readBetas(operation, config.betas),
    loss,
    schedule: readSchedule(operation, config.schedule),
    weight: config.weight === undefined ? undefined : readWeight(operation, memory, config.weight, values.classes),
  };
}

function readBetas(operation: string, given: unknown): readonly [number, number] {
  if (given === undefined) return [0.9, 0.999];
  if (!Array.isArray(given) || given.length !== 2) {
    throw new TypeError(`${operation}: betas is ${kindOf(given)}, not an array of two numbers`);
  }
  const [first, second] = given.map((beta: unknown, index) => {
    if (beta === undefined) throw new TypeError(`${operation}: betas[${index}] is undefined, not a number`);
    return readNumber(operation, `betas[${index}]`, beta, betaOption);
  });
  return [first ?? NaN, second ?? NaN];
}

function readWeight(operation: string, memory: Memory, given: unknown, classes: number): Float32Array {
  const operand = readFloatArray(operation, memory, "weight", given, classes);
  try {
    memory.reserve(operation, floatBytes(operand, classes));
    placeFloats(operation, memory, operand, classes);
    return memory.f32.slice(operand.address / 4, operand.address / 4 + classes);
  } finally {
    memory.release();
  }
}

/**
 * What the module's _classifierCreate reads.
 * @internal
 */
export function numbersOf(settings: Settings): readonly number[] {
  const { features, classes, batchSize, learningRate, momentum, l2, seed, betas, eps, gamma } = settings;
  const model = [features, classes, batchSize, learningRate, momentum, l2, seed, ...betas, eps, gamma];
  const choices = [optimizers.indexOf(settings.optimizer), Number(settings.nesterov), losses.indexOf(settings.loss)];
  return [...model, settings.labelSmoothing, settings.clipNorm ?? 0, ...choices];
}
