// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** What a loaded package makes of the golden case. */
export function answerOf(s, item) {
  const { shape, weight, ignoreIndex, labelSmoothing, gradOutput } = item;
  const logits = Float32Array.from(item.logits);
  const labels = Int32Array.from(item.labels);
  const options = { shape, weight, ignoreIndex, labelSmoothing, gradOutput: gradOutput ?? 1 };
  const { value, grad } = s.crossEntropy.valueAndGrad(logits, labels, options);
  const passedOver = s.passedOver.map(({ variant, code }) => [variant, code]);
  return { variant: s.variant, passedOver, value, grad: Array.from(grad) };
}

/** The same of a `load`, or why there is none. */
export async function attempt(load, item) {
  try {
    return answerOf(await load(), item);
  } catch (error) {
    return { error: String(error), code: error.code };
  }
}
