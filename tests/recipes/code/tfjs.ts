// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type * as tf from "@tensorflow/tfjs";
import { load } from "surprisal";

/** The loss and the accuracy of logits [n, c] against class labels [n], which need not be one-hot. */
export async function evaluate(logits: tf.Tensor2D, labels: tf.Tensor1D) {
  const s = await load();
  // data() waits for the device; dataSync() holds up everything else in the meantime.
  const rows = { data: await logits.data(), shape: logits.shape };
  const classes = await labels.data();
  return { loss: s.crossEntropy(rows, classes), accuracy: s.accuracy(rows, { data: classes, shape: labels.shape }) };
}
