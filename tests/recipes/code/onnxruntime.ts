// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as ort from "onnxruntime-web";
import { load } from "surprisal";

/** What a classifier makes of a batch whose classes are known. */
export async function evaluate(
  session: ort.InferenceSession,
  feeds: ort.InferenceSession.FeedsType,
  classes: number[],
) {
  const s = await load();
  const { logits } = await session.run(feeds);
  const labels = new ort.Tensor("int64", BigInt64Array.from(classes, BigInt), [classes.length]);

  // float32 [n, c] and int64 [n]: both tensors as they are.
  return {
    loss: s.crossEntropy(logits, labels),
    losses: s.crossEntropy(logits, labels, { reduction: "none" }),
    accuracy: s.accuracy(logits, labels),
    calibration: s.expectedCalibrationError(logits, labels, { from: "logits" }),
  };
}

/** The loss of the examples from `begin` to `end`: views of the tensors' data are as good as arrays of their own. */
export async function lossOfPart(logits: ort.Tensor, labels: ort.Tensor, begin: number, end: number) {
  const s = await load();
  const [, classes] = logits.dims;
  const data = logits.data as Float32Array;
  return s.crossEntropy(
    { data: data.subarray(begin * classes, end * classes), shape: [end - begin, classes] },
    (labels.data as BigInt64Array).subarray(begin, end),
  );
}

/** Trains a classifier on the features that a frozen model gives: onnxruntime-web computes forwards, this the rest. */
export async function trainHead(
  session: ort.InferenceSession,
  feeds: ort.InferenceSession.FeedsType,
  labels: Uint8Array,
  { classes, epochs }: { classes: number; epochs: number },
) {
  const s = await load();
  const { features } = await session.run(feeds);
  const head = s.softmaxClassifier({ features: features.dims[1], classes, batchSize: 32 });
  head.bind({ features, labels });
  while (head.epoch < epochs) head.step();
  return head;
}
