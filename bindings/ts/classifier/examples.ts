// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { padded, type Memory } from "../core/memory.ts";
import { shownShape } from "../errors.ts";
import { isFloat, Operand, type FlatSource } from "../inputs/operand.ts";
import { checkAttached, floatBytes, placeFloats, writeFloats } from "../inputs/place_floats.ts";
import { labelBytes, placeLabels, type IntegerRange } from "../inputs/place_integers.ts";
import { maxFloat32, readNumber } from "../options.ts";

/** The numbers of FeatureType in src/softmax_classifier.h. */
const featureTypes = { float32: 0, uint8: 1 } as const;

const featuresWanted =
  "an array of numbers (Float32Array, Float64Array, Uint8Array, nested arrays, a HeapArray, or { data, shape })";
const labelsWanted = "an array of integers (Int32Array, Uint8Array, …, a plain array, a HeapArray, or { data, shape })";

const scaleOption = { fallback: 1, low: -maxFloat32, high: maxFloat32, float32: true } as const;

/** Examples as a call's arguments: checked, and put where the module can read them. */
export class ExampleReader {
  readonly features = new Operand();
  readonly labels = new Operand();
  readonly sampleWeights = new Operand();
  readonly #labelRange: IntegerRange;
  readonly #featureCount: number;
  rows = 0;
  type: number = featureTypes.float32;
  scale = 1;

  constructor(featureCount: number, classes: number) {
    this.#featureCount = featureCount;
    this.#labelRange = { low: 0, high: classes - 1 };
  }

  readFeatures(operation: string, memory: Memory, input: unknown, scale: unknown): void {
    const operand = this.features;
    operand.read(operation, memory, "features", input, featuresWanted);
    const { element, dims, length } = operand;
    const isBytes = element === "Uint8Array" || element === "Uint8ClampedArray";
    if (!isBytes && element !== "plain" && !isFloat(element)) {
      throw new TypeError(`${operation}: features is ${operand.kind}, not ${featuresWanted}`);
    }
    this.type = isBytes ? featureTypes.uint8 : featureTypes.float32;
    const wanted = this.#featureCount;
    const rows = operand.stated ? (dims[0] ?? 0) : length / wanted;
    if (!Number.isInteger(rows) || rows * wanted !== length) {
      const got = operand.stated ? `shape ${shownShape(dims)}` : `${length} values`;
      throw new RangeError(`${operation}: features has ${got}, but an example has ${wanted}`);
    }
    this.rows = rows;
    this.scale = readNumber(operation, "scale", scale, scaleOption);
  }

  readLabels(operation: string, memory: Memory, input: unknown): void {
    const operand = this.labels;
    operand.read(operation, memory, "labels", input, labelsWanted);
    if (isFloat(operand.element) || operand.element === "scalar") {
      throw new TypeError(`${operation}: labels is ${operand.kind}, not ${labelsWanted}`);
    }
    if (operand.length !== this.rows || operand.dims.length > 1) {
      const got = operand.dims.length > 1 ? `shape ${shownShape(operand.dims)}` : `${operand.length} values`;
      throw new RangeError(`${operation}: labels has ${got}, but there are ${this.rows} examples`);
    }
  }

  readSampleWeights(operation: string, memory: Memory, input: unknown): void {
    const operand = this.sampleWeights;
    operand.readFloats(operation, memory, "sampleWeights", input);
    if (operand.length !== this.rows) {
      throw new RangeError(
        `${operation}: sampleWeights has ${operand.length} values, but there are ${this.rows} examples`,
      );
    }
  }

  get featureBytes(): number {
    if (this.type === featureTypes.float32) return floatBytes(this.features, this.features.length);
    return this.features.resident ? 0 : padded(this.features.length);
  }

  get labelBytes(): number {
    return labelBytes(this.labels);
  }

  placeFeatures(operation: string, memory: Memory): void {
    const operand = this.features;
    if (this.type === featureTypes.float32) {
      placeFloats(operation, memory, operand, operand.length);
    } else if (!operand.resident) {
      const address = memory.take(operand.length);
      this.writeFeatures(operation, memory, address);
      operand.address = address;
    }
  }

  placeLabels(operation: string, memory: Memory): void {
    placeLabels(operation, memory, this.labels, this.#labelRange);
  }

  /** Copies the features to an address, which has room for elementBytes each. */
  writeFeatures(operation: string, memory: Memory, address: number): void {
    const operand = this.features;
    if (this.type === featureTypes.float32) {
      writeFloats(operation, memory, operand, address, operand.length);
    } else if (operand.resident) {
      memory.u8.copyWithin(address, operand.address, operand.address + operand.length);
    } else {
      const bytes = operand.source as FlatSource & ArrayLike<number>;
      checkAttached(operation, operand, bytes.length);
      memory.u8.set(bytes, address);
    }
  }

  get elementBytes(): number {
    return this.type === featureTypes.float32 ? 4 : 1;
  }

  get labelRange(): IntegerRange {
    return this.#labelRange;
  }

  clear(): void {
    this.features.clear();
    this.labels.clear();
    this.sampleWeights.clear();
  }
}

/** An argument that is `length` floats. */
export function readFloatArray(
  operation: string,
  memory: Memory,
  name: string,
  input: unknown,
  length: number,
): Operand {
  const operand = new Operand();
  operand.readFloats(operation, memory, name, input);
  if (operand.length !== length) {
    throw new RangeError(`${operation}: ${name} has ${operand.length} values, but the model has ${length}`);
  }
  return operand;
}
