// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Memory } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";
import { MemoryArray } from "../heap_array.ts";
import { writeFloats } from "../inputs/place_floats.ts";
import { outside, writeIntegers } from "../inputs/place_integers.ts";
import type { ExampleReader } from "./examples.ts";

/** Examples that stay in the module's memory from call to call. */
export interface HeldExamples {
  /** What the features are, if not a copy. */
  readonly array: MemoryArray | undefined;
  /** The copies: what must be freed. */
  readonly owned: readonly Address[];
  readonly rows: number;
  readonly type: number;
  readonly scale: number;
  readonly features: Address;
  readonly labels: Address;
  /** 0 if there are none. */
  readonly sampleWeights: Address;
}

/** Holds what `reader` has read; `given` is the features as the caller gave them. */
export function holdExamples(operation: string, memory: Memory, reader: ExampleReader, given: unknown): HeldExamples {
  const { rows, type, scale, sampleWeights } = reader;
  const owned: Address[] = [];
  const allocate = (bytes: number) => {
    const address = memory.allocate(operation, bytes);
    owned.push(address);
    return address;
  };
  try {
    // A HeapArray can be watched for its disposal; any other array in the module's memory can't, so it is copied.
    const array = given instanceof MemoryArray ? given : undefined;
    let features = reader.features.address;
    if (array === undefined) {
      features = allocate(reader.features.length * reader.elementBytes);
      reader.writeFeatures(operation, memory, features);
    }
    // Labels always are copied: the core checks them now and relies on them in every step.
    const labels = allocate(rows * 4);
    writeIntegers(operation, memory, reader.labels, memory.i32, labels / 4, reader.labelRange);
    let weights = 0;
    if (sampleWeights.present) {
      weights = allocate(rows * 4);
      writeFloats(operation, memory, sampleWeights, weights, rows);
    }
    return { array, owned, rows, type, scale, features, labels, sampleWeights: weights };
  } catch (error) {
    free(memory, owned);
    throw error;
  }
}

/** Refuses labels outside the range that the reader was made for; `address`: where they stand, as int32. */
export function checkLabels(operation: string, memory: Memory, reader: ExampleReader, address: Address): void {
  const { labels, labelRange, rows } = reader;
  const found = memory.i32.subarray(address / 4, address / 4 + rows);
  const at = found.findIndex((label) => label < labelRange.low || label > labelRange.high);
  if (at >= 0) throw outside(operation, labels.nameOf(at), found[at], labelRange);
}

export function letGo(memory: Memory, held: HeldExamples | undefined): void {
  if (held !== undefined) free(memory, held.owned);
}

function free(memory: Memory, addresses: readonly Address[]): void {
  for (const address of addresses) memory.raw._free(address);
}
