// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { padded } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";
import { status } from "../core/status.ts";
import { shown } from "../errors.ts";
import { numbersOf, readConfig, type Settings } from "./config.ts";
import { decode, numbersBytes, standardizedIndex, type SavedTraining } from "./saved.ts";

/** The handle of a new model of the module. */
export function createModel(operation: string, { memory }: Context, settings: Settings): Address {
  const { weight, classes } = settings;
  const values = numbersOf(settings);
  try {
    memory.reserve(operation, padded(8 * values.length) + padded(weight === undefined ? 0 : 4 * classes));
    const numbers = memory.take(8 * values.length);
    memory.f64.set(values, numbers / 8);
    const weights = weight === undefined ? 0 : memory.take(4 * classes);
    if (weight !== undefined) memory.f32.set(weight, weights / 4);
    const code = memory.raw._classifierCreate(numbers, weights);
    if (code === 0) return memory.value;
    if (code !== status.weightInvalid) throw statusError(operation, code, memory, {});
    const got = shown(memory.got);
    throw new RangeError(`${operation}: weight[${memory.index}] is ${got}, but weights are at least 0 and finite`);
  } finally {
    memory.release();
  }
}

/** What training has made of a model. */
export function readTraining(operation: string, { memory }: Context, handle: Address): SavedTraining {
  const { raw } = memory;
  const arraysBytes = 4 * raw._classifierArraysLength(handle, raw._classifierStandardized(handle));
  try {
    memory.reserve(operation, padded(numbersBytes) + padded(arraysBytes));
    const numbers = memory.take(numbersBytes);
    const arrays = memory.take(arraysBytes);
    raw._classifierCopyTraining(handle, arrays, numbers);
    const bytesAt = (address: Address, length: number) => memory.u8.slice(address, address + length);
    return { numbers: bytesAt(numbers, numbersBytes), arrays: bytesAt(arrays, arraysBytes) };
  } finally {
    memory.release();
  }
}

/** A new model of the module that goes on where a saved one was; it has to be of `wanted` sizes, if they are given. */
export function restoreModel(
  operation: string,
  context: Context,
  bytes: unknown,
  wanted?: { readonly features: number; readonly classes: number },
): { readonly settings: Settings; readonly handle: Address } {
  const { memory } = context;
  memory.checkUsable(operation);
  const { config, numbers, arrays } = decode(operation, bytes);
  const settings = readConfig(operation, memory, config);
  const { features, classes } = settings;
  if (wanted !== undefined && (features !== wanted.features || classes !== wanted.classes)) {
    const sizes = `${features} features and ${classes} classes, not ${wanted.features} and ${wanted.classes}`;
    throw new RangeError(`${operation}: the bytes are of a model with ${sizes}`);
  }
  const handle = createModel(operation, context, settings);
  try {
    const standardized = new Float64Array(numbers.slice().buffer)[standardizedIndex] ?? 0;
    const length = memory.raw._classifierArraysLength(handle, standardized);
    memory.reserve(operation, padded(numbersBytes) + padded(arrays.length));
    const [numbersAt, arraysAt] = [memory.take(numbersBytes), memory.take(arrays.length)];
    memory.u8.set(numbers, numbersAt);
    memory.u8.set(arrays, arraysAt);
    const isWhole = arrays.length === 4 * length;
    const code = isWhole ? memory.raw._classifierSetTraining(handle, arraysAt, numbersAt) : status.configInvalid;
    // The checksum is right, so somebody has written it.
    if (code === status.configInvalid) throw new RangeError(`${operation}: the bytes are not what save() writes`);
    if (code !== 0) throw statusError(operation, code, memory, {});
    return { settings, handle };
  } catch (error) {
    memory.raw._classifierDestroy(handle);
    throw error;
  } finally {
    memory.release();
  }
}
