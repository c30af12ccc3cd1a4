// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { formatCount, formatMegabytes } from "../train/format.ts";
import { type Dataset, pick } from "./dataset.ts";
import { CLASSES, PIXELS, SIDE, decodeDigits } from "./digits.ts";
import { gunzip } from "./download.ts";
import { MAX_LEVEL } from "./packed.ts";

/**
 * The test images that the page shows, by their place in MNIST's test file: for each class an ordinary one, then for each
 * class one that a linear model with 91% accuracy gets wrong, chosen because a person reads it at once.
 */
const GALLERY = [...[3, 2, 1, 30, 4, 15, 11, 0, 84, 7], ...[717, 2182, 321, 507, 247, 8, 259, 898, 591, 320]] as const;

/** Reads the digits from their file. Rejects with an error whose message can be shown to a person. */
export async function mnistDataset(file: Uint8Array<ArrayBuffer>): Promise<Dataset> {
  const { training, validation, test } = decodeDigits(await gunzip(file, "digits"));
  const count = (labels: Uint8Array): string => formatCount(labels.length);
  return {
    info: {
      id: "mnist",
      name: "MNIST",
      kind: "images",
      classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
      features: PIXELS,
      featureNames: [],
      scale: 1 / MAX_LEVEL,
      image: { width: SIDE, height: SIDE },
      standardisation: null,
      points: null,
      note:
        `MNIST: handwritten digits, 28 × 28 pixels, packed to four levels of grey: ${formatMegabytes(file.length)} ` +
        `(${formatCount(file.length)} bytes) fetched for ${count(training.labels)} training, ${count(validation.labels)} ` +
        `validation and ${count(test.labels)} test images, all distinct; the test set is the whole of MNIST’s own.`,
    },
    training,
    validation,
    test,
    gallery: pick(test, PIXELS, GALLERY),
    grid: null,
  };
}
