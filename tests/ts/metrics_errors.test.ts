// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the metrics say to bad input: at least one refusal for each argument.

import type { ScorerJson, Surprisal } from "surprisal";

import { labels, logits, testAttempts, wrong, type Attempt } from "./support/attempts.ts";

const floats =
  "floating-point numbers (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";
const integers = "class labels (integers) in a typed array, a plain array, a HeapArray, { data, shape }, or one number";
const probs = Float32Array.of(0.5, 0.25, 0.25, 0, 0.5, 0.5);

const scored = [
  "accuracy",
  "topKAccuracy",
  "logLoss",
  "brierScore",
  "expectedCalibrationError",
  "temperatureScaling",
] as const;
const nameOfScores = {
  accuracy: "scores",
  topKAccuracy: "scores",
  logLoss: "probs",
  brierScore: "probs",
  expectedCalibrationError: "probs",
  temperatureScaling: "logits",
} as const;

const ofAll = scored.flatMap((name): readonly Attempt[] => {
  const scores = nameOfScores[name];
  return [
    [`${name}: ${scores} is a string, not ${floats}`, TypeError, (s) => s[name](wrong("2"), labels)],
    [
      `${name}: labels is a Float32Array, not ${integers}`,
      TypeError,
      (s) => s[name](probs, wrong(Float32Array.of(0, 1))),
    ],
    [`${name}: labels[1] is 3, outside 0..2`, RangeError, (s) => s[name](probs, [0, 3])],
    [`${name}: labels[1] is 0.5, not an integer`, RangeError, (s) => s[name](probs, [0, 0.5])],
    [
      `${name}: labels have shape [3], but ${scores} of shape [2, 3] want [2]`,
      RangeError,
      (s) => s[name](probs, [0, 1, 2], { shape: [2, 3] }),
    ],
    [
      `${name}: 6 ${scores} can't be shared out among 4 labels; ${scores} are [n, c], labels [n]`,
      RangeError,
      (s) => s[name](probs, [0, 1, 2, 0]),
    ],
    [
      `${name}: ignoreIndex is 0.5, not an integer in -2147483648..2147483647`,
      RangeError,
      (s) => s[name](probs, labels, { ignoreIndex: 0.5 }),
    ],
    [
      `${name}: shape [7] holds 7 values, but ${scores} has 6`,
      RangeError,
      (s) => s[name](probs, labels, { shape: [7] }),
    ],
    [`${name}: the options are a string, not an object`, TypeError, (s) => s[name](probs, labels, wrong("mean"))],
  ];
});

const values: readonly Attempt[] = [
  [
    "accuracy: there is one value in scores for each label, but one for each class is wanted: scores are [n, c]",
    RangeError,
    (s) => s.accuracy([0.5, 0.25], [0, 1]),
  ],
  [
    "topKAccuracy: k is 0, not an integer in 1..2147483647",
    RangeError,
    (s) => s.topKAccuracy(logits, labels, { k: 0 }),
  ],
  [
    'accuracy: there is no option "from"; there are ignoreIndex, shape',
    TypeError,
    (s) => s.accuracy(logits, labels, wrong({ from: "probs" })),
  ],
  ["logLoss: probs[1] is 1.5, which is not a probability", RangeError, (s) => s.logLoss([0.5, 1.5], [0, 1])],
  ["brierScore: probs[0][1] is NaN, which is not a probability", RangeError, (s) => s.brierScore([[0.5, NaN]], [0])],
  [
    "expectedCalibrationError: probs[0] is -0.5, which is not a probability",
    RangeError,
    (s) => s.expectedCalibrationError([-0.5, 0.5], [0, 1]),
  ],
  ["logLoss: labels[1] is 2, outside 0..1", RangeError, (s) => s.logLoss([0.5, 0.5], [0, 2])],
  [
    'logLoss: from is "logit", not "logits" or "probs"',
    RangeError,
    (s) => s.logLoss(logits, labels, wrong({ from: "logit" })),
  ],
  ["brierScore: from is a number, not a string", TypeError, (s) => s.brierScore(logits, labels, wrong({ from: 1 }))],
  ["logLoss: eps is 0.5, not at least 0 and below 0.5", RangeError, (s) => s.logLoss(probs, labels, { eps: 0.5 })],
  [
    "logLoss: normalize is a number, not true or false",
    TypeError,
    (s) => s.logLoss(probs, labels, wrong({ normalize: 0 })),
  ],
  [
    "logLoss: sampleWeight has 3 values, but there are 2 labels",
    RangeError,
    (s) => s.logLoss(probs, labels, { sampleWeight: [1, 1, 1] }),
  ],
  [
    "brierScore: sampleWeight[1] is -1, but weights are at least 0 and finite",
    RangeError,
    (s) => s.brierScore(probs, labels, { sampleWeight: [1, -1] }),
  ],
  [
    "expectedCalibrationError: bins is 0, not an integer in 1..65536",
    RangeError,
    (s) => s.expectedCalibrationError(probs, labels, { bins: 0 }),
  ],

  [`rocAuc: scores is a number, not ${floats}`, TypeError, (s) => s.rocAuc(wrong(1), labels)],
  [`rocAuc: labels is a boolean, not ${integers}`, TypeError, (s) => s.rocAuc([1, 2], wrong(true))],
  ["rocAuc: labels have 2 values, but there are 3 scores", RangeError, (s) => s.rocAuc([1, 2, 3], labels)],
  ["rocAuc: labels[1] is 2, outside 0..1", RangeError, (s) => s.rocAuc([1, 2], [0, 2])],
  ["rocAuc: scores[1] is NaN, which has no place in an order", RangeError, (s) => s.rocAuc([1, NaN], [0, 1])],
  ["rocAuc: no label is 1, but both classes are needed", RangeError, (s) => s.rocAuc([1, 2], [0, 0])],
  [
    "rocAuc: examples with label 0 have no weight, but both classes are needed",
    RangeError,
    (s) => s.rocAuc([1, 2], [0, 1], { sampleWeight: [0, 1] }),
  ],
  [
    "rocAuc: sampleWeight[0] is NaN, but weights are at least 0 and finite",
    RangeError,
    (s) => s.rocAuc([1, 2], [0, 1], { sampleWeight: [NaN, 1] }),
  ],
  [
    "rocAuc: sampleWeight has 1 values, but there are 2 labels",
    RangeError,
    (s) => s.rocAuc([1, 2], [0, 1], { sampleWeight: [1] }),
  ],
  [
    "rocAuc: ignoreIndex is a string, not a number",
    TypeError,
    (s) => s.rocAuc([1, 2], [0, 1], wrong({ ignoreIndex: "1" })),
  ],
  [
    'rocAuc: there is no option "weight"; there are sampleWeight, ignoreIndex',
    TypeError,
    (s) => s.rocAuc([1, 2], [0, 1], wrong({ weight: [1, 1] })),
  ],

  [
    "confusionMatrix: predictions is a string, not predicted classes (integers) or scores (floats) in a typed array, nested arrays, a HeapArray, or { data, shape }",
    TypeError,
    (s) => s.confusionMatrix(wrong("0"), labels),
  ],
  [
    "confusionMatrix: predicted classes don't tell how many there are; say { classes }",
    TypeError,
    (s) => s.confusionMatrix([0, 1], labels),
  ],
  [
    "confusionMatrix: predictions[1] is 7, outside 0..2",
    RangeError,
    (s) => s.confusionMatrix([0, 7], labels, { classes: 3 }),
  ],
  [
    "confusionMatrix: labels[1] is 3, outside 0..2",
    RangeError,
    (s) => s.confusionMatrix([0, 1], [0, 3], { classes: 3 }),
  ],
  ["confusionMatrix: labels[1] is 3, outside 0..2", RangeError, (s) => s.confusionMatrix(logits, [0, 3])],
  [
    "confusionMatrix: classes is 4, but the scores have 3",
    RangeError,
    (s) => s.confusionMatrix(logits, labels, { classes: 4 }),
  ],
  [
    "confusionMatrix: classes is 0, not an integer in 1..2147483647",
    RangeError,
    (s) => s.confusionMatrix([], [], { classes: 0 }),
  ],
  [
    "confusionMatrix: labels have 1 values, but there are 2 predictions",
    RangeError,
    (s) => s.confusionMatrix([0, 1], [0], { classes: 3 }),
  ],

  [`argmax: scores is an Int32Array, not ${floats}`, TypeError, (s) => s.argmax(wrong(labels))],
  ["argmax: dim is 2, not an integer in -2..1", RangeError, (s) => s.argmax([[1, 2]], { dim: 2 })],
  ["argmax: scores of shape [2, 0] hold nothing along dim 1", RangeError, (s) => s.argmax([], { shape: [2, 0] })],
  ["argmax: shape [4] holds 4 values, but scores has 6", RangeError, (s) => s.argmax(logits, { shape: [4] })],
  ['argmax: there is no option "axis"; there are dim, shape', TypeError, (s) => s.argmax(logits, wrong({ axis: 0 }))],
  [`topK: scores is null, not ${floats}`, TypeError, (s) => s.topK(wrong(null), 1)],
  ["topK: k is undefined, not a number", TypeError, (s) => s.topK(logits, wrong(undefined))],
  ["topK: k is 7, not an integer in 0..6, the size of dim 0", RangeError, (s) => s.topK(logits, 7)],
  ["topK: k is 1.5, not an integer in 0..6, the size of dim 0", RangeError, (s) => s.topK(logits, 1.5)],
];

const update = (s: Surprisal, ...args: readonly unknown[]): void => {
  const scorer = s.scorer({ classes: 3 });
  (scorer.update as (...all: readonly unknown[]) => void).apply(scorer, [...args]);
};

const json = (s: Surprisal, changes: object): ScorerJson => {
  const scorer = s.scorer({ classes: 2, bins: 1 });
  scorer.update([[1, 2]], [0]);
  return { ...scorer.toJSON(), ...changes };
};

const scorers: readonly Attempt[] = [
  [
    "scorer: the configuration is undefined, not an object { classes, … }",
    TypeError,
    (s) => s.scorer(wrong(undefined)),
  ],
  ["scorer: the options are a number, not an object", TypeError, (s) => s.scorer(wrong(3))],
  ["scorer: classes is undefined, not a number", TypeError, (s) => s.scorer(wrong({}))],
  ["scorer: classes is 1, not an integer in 2..2147483647", RangeError, (s) => s.scorer({ classes: 1 })],
  ["scorer: topK is 0, not an integer in 1..2147483647", RangeError, (s) => s.scorer({ classes: 2, topK: 0 })],
  ["scorer: bins is 0.5, not an integer in 1..65536", RangeError, (s) => s.scorer({ classes: 2, bins: 0.5 })],
  ['scorer: from is "p", not "logits" or "probs"', RangeError, (s) => s.scorer({ classes: 2, from: wrong("p") })],
  [
    "scorer: ignoreIndex is NaN, not an integer in -2147483648..2147483647",
    RangeError,
    (s) => s.scorer({ classes: 2, ignoreIndex: NaN }),
  ],
  [
    "scorer: confusionMatrix is a string, not true or false",
    TypeError,
    (s) => s.scorer({ classes: 2, confusionMatrix: wrong("no") }),
  ],
  [
    'scorer: there is no option "k"; there are classes, topK, bins, ignoreIndex, from, confusionMatrix',
    TypeError,
    (s) => s.scorer(wrong({ classes: 2, k: 3 })),
  ],
  [
    "scorer: out of memory, 2,251,799,813,685,248 bytes more were wanted",
    RangeError,
    (s) => s.scorer({ classes: 2 ** 24, confusionMatrix: true }),
  ],

  [
    `scorer.update: logits is a string, not ${floats}`,
    TypeError,
    (s) => {
      update(s, "1", labels);
    },
  ],
  [
    `scorer.update: labels is null, not ${integers}`,
    TypeError,
    (s) => {
      update(s, logits, null);
    },
  ],
  [
    "scorer.update: labels[0] is 5, outside 0..2",
    RangeError,
    (s) => {
      update(s, logits, [5, 0]);
    },
  ],
  [
    "scorer.update: logits have 2 classes, but the scorer has 3",
    RangeError,
    (s) => {
      update(s, [[1, 2]], [0]);
    },
  ],
  [
    "scorer.update: shape [5] holds 5 values, but logits has 6",
    RangeError,
    (s) => {
      update(s, logits, labels, { shape: [5] });
    },
  ],
  [
    'scorer.update: there is no option "from"; there are shape',
    TypeError,
    (s) => {
      update(s, logits, labels, { from: "probs" });
    },
  ],
  [
    "scorer.merge: other is an object, not a scorer; s.scorer.fromJSON makes one of JSON",
    TypeError,
    (s) => {
      s.scorer({ classes: 2 }).merge(wrong(s.scorer({ classes: 2 }).toJSON()));
    },
  ],
  [
    "scorer.merge: other is undefined, not a scorer; s.scorer.fromJSON makes one of JSON",
    TypeError,
    (s) => {
      s.scorer({ classes: 2 }).merge(wrong(undefined));
    },
  ],
  [
    "scorer.merge: other has topK 3, but this scorer has 5",
    RangeError,
    (s) => {
      s.scorer({ classes: 2 }).merge(s.scorer({ classes: 2, topK: 3 }));
    },
  ],
  [
    "scorer.merge: other has bins 3, but this scorer has 15",
    RangeError,
    (s) => {
      s.scorer({ classes: 2 }).merge(s.scorer({ classes: 2, bins: 3 }));
    },
  ],
  [
    "scorer.merge: this scorer has a confusion matrix, but other has none",
    RangeError,
    (s) => {
      s.scorer({ classes: 2 }).merge(s.scorer({ classes: 2, confusionMatrix: false }));
    },
  ],

  [
    "scorer.fromJSON: the JSON is a string, not what a scorer's toJSON() gives",
    TypeError,
    (s) => s.scorer.fromJSON(wrong("{}")),
  ],
  [
    "scorer.fromJSON: the JSON is an object of another type, not what a scorer's toJSON() gives",
    TypeError,
    (s) => s.scorer.fromJSON(wrong({})),
  ],
  ["scorer.fromJSON: version is 2, but only 1 is known", RangeError, (s) => s.scorer.fromJSON(json(s, { version: 2 }))],
  [
    "scorer.fromJSON: classes is 0, not an integer in 2..2147483647",
    RangeError,
    (s) => s.scorer.fromJSON(json(s, { classes: 0 })),
  ],
  [
    "scorer.fromJSON: state has 11 values, but this scorer has 15",
    RangeError,
    (s) => s.scorer.fromJSON(json(s, { bins: 2 })),
  ],
  [
    "scorer.fromJSON: counts has 4 values, but this scorer has 9",
    RangeError,
    (s) => s.scorer.fromJSON(json(s, { classes: 3 })),
  ],
  [
    "scorer.fromJSON: state is undefined, not an array",
    TypeError,
    (s) => s.scorer.fromJSON(json(s, { state: undefined })),
  ],
  [
    "scorer.fromJSON: counts[1] is -1, not a count",
    RangeError,
    (s) => s.scorer.fromJSON(json(s, { counts: [0, -1, 0, 0] })),
  ],
  [
    "scorer.fromJSON: counts[0] is null, not a number",
    TypeError,
    (s) => s.scorer.fromJSON(json(s, { counts: [null, 0, 0, 0] })),
  ],
  [
    "scorer.fromJSON: state counts 1 rows, but counts have 2",
    RangeError,
    (s) => s.scorer.fromJSON(json(s, { counts: [1, 1, 0, 0] })),
  ],
  [
    'scorer.fromJSON: there is no option "more"; there are classes, topK, bins, ignoreIndex, from, confusionMatrix, type, version, state, counts',
    TypeError,
    (s) => s.scorer.fromJSON(json(s, { more: 1 })),
  ],
];

testAttempts("arguments of all metrics", ofAll);
testAttempts("arguments of one metric", values);
testAttempts("arguments of scorers", scorers);
