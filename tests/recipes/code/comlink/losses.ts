// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { transfer } from "comlink";
import { load } from "surprisal";

/** What the worker offers. */
export const losses = {
  async crossEntropy(logits: Float32Array, labels: Int32Array) {
    const s = await load();
    const { value, grad } = s.crossEntropy.valueAndGrad(logits, labels);
    // Results are arrays of their own: they can be handed over without a copy.
    return transfer({ value, grad }, [grad.buffer]);
  },
};
