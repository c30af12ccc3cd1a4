// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Shapes and values that declared losses refuse: RangeErrors that say operation, rule, and what was got.

import { testAttempts, type Attempt } from "./support/attempts.ts";
import { lossOf } from "./support/losses.ts";

const zeros = (...shape: number[]) => ({ data: new Float32Array(shape.reduce((a, b) => a * b, 1)), shape });
const halves = (...shape: number[]) => ({ data: zeros(...shape).data.fill(0.5), shape });
const [two, three, six, table] = [zeros(2), zeros(3), zeros(6), zeros(2, 3)];

const attempt = (message: string, call: Attempt[2]): Attempt => [message, RangeError, call];

const broadcasting = ["mseLoss", "l1Loss", "smoothL1Loss", "huberLoss", "logCoshLoss", "quantileLoss"].map((name) =>
  attempt(`${name}: target has shape [2], which does not broadcast with [2, 3]`, (s) => lossOf(s, name)(table, two)),
);

const alike = ["binaryCrossEntropyWithLogits", "softMarginLoss", "sigmoidFocalLoss", "diceLoss", "tverskyLoss"].map(
  (name) =>
    attempt(`${name}: target has shape [3, 2], but input has [2, 3]`, (s) => lossOf(s, name)(table, zeros(3, 2))),
);

const elements: readonly Attempt[] = [
  ...broadcasting,
  ...alike,
  attempt("klDiv: target has shape [2], which does not broadcast with [2, 3]", (s) => s.klDiv(table, two)),
  attempt("poissonNllLoss: target has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.poissonNllLoss(table, two),
  ),
  attempt("hingeEmbeddingLoss: target has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.hingeEmbeddingLoss(table, two),
  ),
  attempt("binaryCrossEntropy: target has shape [1, 2], but input has [2]", (s) =>
    s.binaryCrossEntropy(halves(2), halves(1, 2)),
  ),
  attempt("binaryCrossEntropy: weight has shape [2, 2], which does not broadcast to that of input, [2]", (s) =>
    s.binaryCrossEntropy(halves(2), halves(2), { weight: halves(2, 2) }),
  ),
  attempt("binaryCrossEntropy: input[1] is -0.5, which is not a probability", (s) =>
    s.binaryCrossEntropy([0.5, -0.5], [1, 1]),
  ),
  attempt("binaryCrossEntropy: input[0] is NaN, which is not a probability", (s) => s.binaryCrossEntropy([NaN], [1])),
  attempt(
    "binaryCrossEntropyWithLogits: weight has shape [2], which does not broadcast to that of input, [2, 3]",
    (s) => s.binaryCrossEntropyWithLogits(table, table, { weight: two }),
  ),
  attempt(
    "binaryCrossEntropyWithLogits: posWeight has shape [2, 2], which does not broadcast to that of input, [2]",
    (s) => s.binaryCrossEntropyWithLogits(two, two, { posWeight: zeros(2, 2) }),
  ),
  attempt("multilabelSoftMarginLoss: target has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.multilabelSoftMarginLoss(table, two),
  ),
  attempt("multilabelSoftMarginLoss: weight has shape [2], which does not broadcast to that of input, [2, 3]", (s) =>
    s.multilabelSoftMarginLoss(table, table, { weight: two }),
  ),
  attempt("gaussianNllLoss: target has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.gaussianNllLoss(table, two, table),
  ),
  attempt("gaussianNllLoss: var has shape [3], but input of shape [2, 3] wants that, or [2, 1]", (s) =>
    s.gaussianNllLoss(table, table, three),
  ),
  attempt("gaussianNllLoss: var[1] is -1, but variances are at least 0", (s) =>
    s.gaussianNllLoss([0, 0], [0, 0], [1, -1]),
  ),
  attempt("marginRankingLoss: input2 has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.marginRankingLoss(table, two, table),
  ),
  attempt("marginRankingLoss: target has shape [3], but input1 has [2, 3]: as many axes are wanted", (s) =>
    s.marginRankingLoss(table, table, three),
  ),
  attempt("mseLoss: input has 9 axes, more than 8", (s) => s.mseLoss(zeros(1, 1, 1, 1, 1, 1, 1, 1, 1), [1])),
  attempt("diceLoss: input has shape [3], not [n, c, …]", (s) => s.diceLoss(three, three)),
  attempt("tverskyLoss: input has shape [3], not [n, c, …]", (s) => s.tverskyLoss(three, three)),
];

const vectors: readonly Attempt[] = [
  attempt("cosineSimilarity: x2 has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.cosineSimilarity(table, two),
  ),
  attempt("cosineSimilarity: dim is 1, but the shape is [3]", (s) => s.cosineSimilarity(three, three)),
  attempt("pairwiseDistance: x2 has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.pairwiseDistance(table, two),
  ),
  attempt("pairwiseDistance: x1 is a single number, not a vector", (s) => s.pairwiseDistance(zeros(), zeros())),
  attempt("tripletMarginLoss: negative has shape [2], which does not broadcast with [2, 3]", (s) =>
    s.tripletMarginLoss(table, table, two),
  ),
  attempt("tripletMarginLoss: positive has shape [3], but anchor has [2, 3]: as many axes are wanted", (s) =>
    s.tripletMarginLoss(table, three, table),
  ),
  attempt("cosineEmbeddingLoss: input2 has shape [3], but input1 has [2, 3]: as many axes are wanted", (s) =>
    s.cosineEmbeddingLoss(table, three, two),
  ),
  attempt("cosineEmbeddingLoss: target has shape [3], which does not broadcast to that of the pairs, [2]", (s) =>
    s.cosineEmbeddingLoss(table, table, three),
  ),
  attempt("cosineEmbeddingLoss: target has shape [], but the pairs have [2]: as many axes are wanted", (s) =>
    s.cosineEmbeddingLoss(table, table, zeros()),
  ),
];

const similarities: readonly Attempt[] = [
  attempt("infoNceLoss: key has shape [3, 2], but query has [2, 3]", (s) => s.infoNceLoss(table, zeros(3, 2))),
  attempt("infoNceLoss: query has shape [3], not [n, d]", (s) => s.infoNceLoss(three, three)),
  attempt("infoNceLoss: negatives has shape [3], not [n, d]", (s) => s.infoNceLoss(table, table, { negatives: three })),
  attempt("infoNceLoss: negatives has shape [1, 2], but query has [2, 3]", (s) =>
    s.infoNceLoss(table, table, { negatives: zeros(1, 2) }),
  ),
  attempt("ntXentLoss: z2 has shape [3, 2], but z1 has [2, 3]", (s) => s.ntXentLoss(table, zeros(3, 2))),
  attempt("clipLoss: text has shape [3, 2], but image has [2, 3]", (s) => s.clipLoss(table, zeros(3, 2))),
  attempt("ntXentLabelsLoss: embeddings has shape [3], not [n, d]", (s) => s.ntXentLabelsLoss(three, [0, 0, 0])),
  attempt("ntXentLabelsLoss: labels has shape [3], but there are 2 embeddings", (s) =>
    s.ntXentLabelsLoss(table, [0, 0, 0]),
  ),
  attempt("ntXentLabelsLoss: labels[1] is 0.5, not an integer", (s) => s.ntXentLabelsLoss(table, [0, 0.5])),
];

// Three steps, two samples, four classes.
const steps = zeros(3, 2, 4);
const [both, ones] = [
  [3, 3],
  [1, 1],
];
const each = [[1], [2]];

const sequences: readonly Attempt[] = [
  attempt("ctcLoss: logProbs has shape [6], not [T, N, C] or [T, C]", (s) => s.ctcLoss(six, [1], 3, 1)),
  attempt("ctcLoss: logProbs has no time steps", (s) => s.ctcLoss(zeros(0, 2, 4), each, both, ones)),
  attempt("ctcLoss: blank is 4, outside 0..3", (s) => s.ctcLoss(steps, each, both, ones, { blank: 4 })),
  attempt("ctcLoss: targets has shape [3, 1], not [2, S] or one behind the other", (s) =>
    s.ctcLoss(steps, [[1], [2], [3]], both, ones),
  ),
  attempt("ctcLoss: targets has shape [3], one target behind the other, but targetLengths sum up to less", (s) =>
    s.ctcLoss(steps, [1, 2, 3], both, ones),
  ),
  attempt("ctcLoss: targets[1][0] is 4, outside 0..3", (s) => s.ctcLoss(steps, [[1], [4]], both, ones)),
  attempt("ctcLoss: targets[1][0] is -1, outside 0..3", (s) => s.ctcLoss(steps, [[1], [-1]], both, ones)),
  attempt("ctcLoss: targets[0][0] is 0.5, not an integer", (s) => s.ctcLoss(steps, [[0.5], [1]], both, ones)),
  attempt("ctcLoss: inputLengths has shape [1], but there are 2 samples", (s) => s.ctcLoss(steps, each, [3], ones)),
  attempt("ctcLoss: inputLengths[1] is 4, which is negative or more than there is", (s) =>
    s.ctcLoss(steps, each, [3, 4], ones),
  ),
  attempt("ctcLoss: targetLengths has shape [1], but there are 2 samples", (s) => s.ctcLoss(steps, each, both, [1])),
  attempt("ctcLoss: targetLengths[0] is 2, which is negative or more than there is", (s) =>
    s.ctcLoss(steps, each, both, [2, 1]),
  ),
  attempt("ctcLoss: targetLengths[1] is -1, which is negative or more than there is", (s) =>
    s.ctcLoss(steps, each, both, [1, -1]),
  ),
];

testAttempts("errors of elements and regions", elements);
testAttempts("errors of vectors", vectors);
testAttempts("errors of similarities", similarities);
testAttempts("errors of sequences", sequences);
