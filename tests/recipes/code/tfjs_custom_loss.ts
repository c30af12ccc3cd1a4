// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as tf from "@tensorflow/tfjs";
import type { Surprisal } from "surprisal";

/** The focal loss, which tfjs has not, as an operation that it can differentiate. Logits are [n, c], labels [n]. */
export function focalLoss(s: Surprisal, logits: tf.Tensor, labels: Int32Array, gamma: number): tf.Scalar {
  const operation = tf.customGrad((input) => {
    const x = input as tf.Tensor;
    const { value, grad } = s.softmaxFocalLoss.valueAndGrad({ data: x.dataSync(), shape: x.shape }, labels, { gamma });
    return { value: tf.scalar(value), gradFunc: (upstream) => tf.tensor(grad, x.shape).mul(upstream) };
  });
  return operation(logits) as tf.Scalar;
}

/** One step of training on a batch; gives the loss before it. */
export function trainStep(
  s: Surprisal,
  model: tf.Sequential,
  optimizer: tf.Optimizer,
  inputs: tf.Tensor,
  labels: Int32Array,
): number {
  return tf.tidy(() => {
    const loss = () => focalLoss(s, model.apply(inputs, { training: true }) as tf.Tensor, labels, 2);
    return optimizer.minimize(loss, true)!.dataSync()[0];
  });
}
