// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Targets of 1 and -1 may be integers of any kind, and give what real numbers give.

import type { FloatInput, LabelInput } from "surprisal";
import { expect, test } from "vitest";

import { describeVariants } from "./support/variants.ts";

const n = 17;
const values = Float32Array.from({ length: n }, (_, i) => Math.sin(i));
const others = Float32Array.from({ length: n }, (_, i) => Math.cos(i));
const vectors = { data: Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i)), shape: [n, 2] };
const signs = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1));

describeVariants("targets of 1 and -1", (s) => {
  const losses = {
    hingeEmbeddingLoss: (target: FloatInput | LabelInput) => s.hingeEmbeddingLoss.valueAndGrad(values, target),
    softMarginLoss: (target: FloatInput | LabelInput) => s.softMarginLoss.valueAndGrad(values, target),
    marginRankingLoss: (target: FloatInput | LabelInput) => s.marginRankingLoss.valueAndGrad(values, others, target),
    cosineEmbeddingLoss: (target: FloatInput | LabelInput) =>
      s.cosineEmbeddingLoss.valueAndGrad(vectors, { ...vectors, data: vectors.data.toReversed() }, target),
  };

  test.each(Object.entries(losses))("%s", (_, call) => {
    const expected = call(Float32Array.from(signs));
    const kinds = {
      "an Int8Array": Int8Array.from(signs),
      "an Int16Array": Int16Array.from(signs),
      "an Int32Array": Int32Array.from(signs),
      "a BigInt64Array": BigInt64Array.from(signs, BigInt),
      "a Float64Array": Float64Array.from(signs),
      "{ data, shape }": { data: Int32Array.from(signs), shape: [n] },
      "a plain array": signs,
      "a HeapArray": s.heap.int32(n, signs),
      "a view of a HeapArray": s.heap.int32(n, signs).view,
    };
    for (const [kind, target] of Object.entries(kinds)) expect(call(target), kind).toEqual(expected);
    // Bytes are never negative.
    const ones = s.heap.uint8(n, new Uint8Array(n).fill(1));
    expect(call(ones)).toEqual(call(new Float32Array(n).fill(1)));
    expect(Array.from(ones.view)).toEqual(Array.from({ length: n }, () => 1));
  });
});
