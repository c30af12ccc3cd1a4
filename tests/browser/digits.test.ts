// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { describe, expect, test } from "vitest";

import { featuresOf, pick } from "../../web/src/data/dataset.ts";
import { PIXELS, decodeDigits } from "../../web/src/data/digits.ts";
import { paintDigit, paintWeights, weightLimit } from "../../web/src/train/paint.ts";

interface PackScript {
  readonly encodeDigits: (splits: { pixels: Uint8Array; labels: Uint8Array }[]) => Uint8Array;
}

// By its address: the script is JavaScript and has no types.
const script = new URL("../../scripts/pack-mnist.mjs", import.meta.url).href;
const { encodeDigits } = (await import(script)) as PackScript;

/** `count` images of bytes, each different from the next. */
function images(count: number, salt: number): { pixels: Uint8Array; labels: Uint8Array } {
  return {
    pixels: Uint8Array.from({ length: count * PIXELS }, (_, i) => (i * 37 + salt * 11) % 256),
    labels: Uint8Array.from({ length: count }, (_, i) => (i + salt) % 10),
  };
}

// Not as Node's Buffer: browsers have none.
const pack = (): Uint8Array<ArrayBuffer> => new Uint8Array(encodeDigits(originals));

const originals = [images(7, 1), images(3, 2), images(5, 3)];

describe("packed digits", () => {
  test("what is packed is read back, in four levels", () => {
    const { training, validation, test: testSplit } = decodeDigits(pack());
    [training, validation, testSplit].forEach((split, i) => {
      const original = originals[i];
      expect(split.labels).toEqual(original?.labels);
      const features = featuresOf(split, PIXELS, 0, split.labels.length);
      expect(features).toEqual(original?.pixels.map((value) => Math.round((value / 255) * 3)));
    });
  });

  test("a damaged file is refused", () => {
    const packed = pack();
    expect(() => decodeDigits(packed.slice(0, -1))).toThrow(RangeError);
    expect(() => decodeDigits(new Uint8Array(0))).toThrow(RangeError);
    expect(() => decodeDigits(new TextEncoder().encode("<!doctype html><title>not found</title>"))).toThrow(RangeError);
    const newer = packed.slice();
    newer[6] = 2;
    expect(() => decodeDigits(newer)).toThrow(/layout/);
  });

  test("parts and picks are the images they name, packed or not", () => {
    const { training } = decodeDigits(pack());
    const features = featuresOf(training, PIXELS, 0, 7);
    for (const split of [training, { features, labels: training.labels }]) {
      expect(featuresOf(split, PIXELS, 2, 4)).toEqual(features.slice(2 * PIXELS, 4 * PIXELS));
      const picked = pick(split, PIXELS, [5, 0]);
      expect([...picked.labels]).toEqual([training.labels[5], training.labels[0]]);
      expect(picked.features.slice(0, PIXELS)).toEqual(features.slice(5 * PIXELS, 6 * PIXELS));
    }
  });
});

describe("pictures", () => {
  const white = [255, 255, 255] as const;
  const black = [0, 0, 0] as const;

  test("ink is dark on paper", () => {
    expect([...paintDigit(Uint8Array.of(0, 3), 3, white, black)]).toEqual([255, 255, 255, 255, 0, 0, 0, 255]);
  });

  test("weights are coloured by sign and size, and clipped", () => {
    const weights = new Float32Array(PIXELS * 10);
    weights[3] = 100; // pixel 0, digit 3
    weights[10 + 3] = -1; // pixel 1
    const image = paintWeights(weights, 3, 10, 2, { against: [200, 0, 0], zero: [0, 0, 0], towards: [0, 0, 200] });
    expect([...image.slice(0, 12)]).toEqual([0, 0, 200, 255, 100, 0, 0, 255, 0, 0, 0, 255]);
  });

  test("weights that are all zero have a limit too", () => {
    expect(weightLimit(new Float32Array(4))).toBe(1);
    expect(weightLimit(Float32Array.of(2, -2))).toBeCloseTo(6);
  });
});
