// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Arguments of a wrong kind: TypeErrors that say operation, rule, and what was got.

import { labels, logits, testAttempts, wrong, type Attempt } from "./support/attempts.ts";

const floats =
  "floating-point numbers (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })";

const probabilities = floats.replace("floating-point numbers", "probabilities");

const kinds: readonly Attempt[] = [
  [`crossEntropy: logits is a string, not ${floats}`, TypeError, (s) => s.crossEntropy(wrong("2, 1"), labels)],
  [`crossEntropy: logits is undefined, not ${floats}`, TypeError, (s) => s.crossEntropy(wrong(undefined), labels)],
  [
    `crossEntropy: logits is an object, not ${floats}`,
    TypeError,
    (s) => s.crossEntropy(wrong({ data: logits }), labels),
  ],
  [
    "crossEntropy: logits.data is a function, not a typed array",
    TypeError,
    (s) => s.crossEntropy(wrong({ data: () => logits, shape: [2, 3] }), labels),
  ],
  [
    "crossEntropy: logits.data is an Array, not a typed array",
    TypeError,
    (s) => s.crossEntropy({ data: ["2", "1", "0"], dims: [1, 3] }, labels),
  ],
  [
    "crossEntropy: target.data is a DataView, not a typed array",
    TypeError,
    (s) => s.crossEntropy(logits, wrong({ data: new DataView(new ArrayBuffer(8)), dims: [2] })),
  ],
  [
    `crossEntropy: logits is a DataView, not ${floats}`,
    TypeError,
    (s) => s.crossEntropy(wrong(new DataView(new ArrayBuffer(8))), labels),
  ],
  [
    `crossEntropy: logits is an Int32Array, not ${floats}`,
    TypeError,
    (s) => s.crossEntropy(wrong(Int32Array.of(1, 2)), [0]),
  ],
  [
    "crossEntropy: logits[1][2] is a string, not a number",
    TypeError,
    (s) =>
      s.crossEntropy(
        wrong([
          [1, 2, 3],
          [1, 2, "3"],
        ]),
        labels,
      ),
  ],
  [
    "crossEntropy: logits[0][1] is undefined, not a number",
    TypeError,
    (s) => s.crossEntropy(wrong([[1, undefined]]), [0]),
  ],
  [
    "crossEntropy: logits[1] is a number, not an array of 2 values like its neighbours",
    TypeError,
    (s) => s.crossEntropy(wrong([[1, 2], 3]), labels),
  ],
  ["crossEntropy: logits[0][1] is null, not a number", TypeError, (s) => s.crossEntropy(wrong([[1, null]]), [0])],
  [
    "crossEntropy: target is null, not labels (integers) or probabilities (floats) in an array, a HeapArray, or { data, shape }",
    TypeError,
    (s) => s.crossEntropy(logits, wrong(null)),
  ],
  [
    "crossEntropy: target is a Float32Array of 2 values; class probabilities are as many as the logits (6), and class labels are integers (Int32Array, …)",
    TypeError,
    (s) => s.crossEntropy(logits, Float32Array.of(0, 1)),
  ],
  [
    "crossEntropy: the number of classes can't be told from 6 logits and as many probabilities; say { shape: [n, c] }",
    TypeError,
    (s) => s.crossEntropy(logits, new Float32Array(6)),
  ],
  ["crossEntropy: labels[1] is a bigint, not a number", TypeError, (s) => s.crossEntropy(logits, wrong([0, 1n]))],
  [
    "crossEntropy: the options are a string, not an object",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong("mean")),
  ],
  ["crossEntropy: the options are null, not an object", TypeError, (s) => s.crossEntropy(logits, labels, wrong(null))],
  [
    'crossEntropy: there is no option "labelSmothing"; there are weight, ignoreIndex, labelSmoothing, shape, reduction, out',
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ labelSmothing: 0.1 })),
  ],
  [
    "crossEntropy: labelSmoothing is a string, not a number",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ labelSmoothing: "0.1" })),
  ],
  [
    "crossEntropy: ignoreIndex is a bigint, not a number",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ ignoreIndex: -100n })),
  ],
  [
    "crossEntropy: reduction is a number, not a string",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ reduction: 1 })),
  ],
  [
    "crossEntropy: shape is a number, not an array of sizes",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ shape: 6 })),
  ],
  [
    "crossEntropy: shape holds a string, not only numbers",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ shape: ["2", 3] })),
  ],
  [
    `crossEntropy: weight is a boolean, not ${floats}`,
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ weight: true })),
  ],
  [`crossEntropy: logits is a number, not ${floats}`, TypeError, (s) => s.crossEntropy(wrong(3), 0)],
  [
    `crossEntropy: weight is an Int32Array, not ${floats}`,
    TypeError,
    (s) => s.crossEntropy(logits, labels, { weight: wrong(s.heap.int32(3, [1, 1, 1])) }),
  ],
  [`crossEntropy: weight is a number, not ${floats}`, TypeError, (s) => s.crossEntropy([1], 0, { weight: wrong(1) })],
  [
    `crossEntropy.valueAndGrad: gradOutput is a BigInt64Array, not ${floats}`,
    TypeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, { gradOutput: wrong(new BigInt64Array(1)) }),
  ],
  [
    `softmax.valueAndGrad: gradOutput is a Uint8Array, not ${floats}`,
    TypeError,
    (s) => s.softmax.valueAndGrad(logits, { gradOutput: wrong(s.heap.uint8(6)) }),
  ],
  [
    "information.entropy: p is a number, not probabilities (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })",
    TypeError,
    (s) => s.information.entropy(wrong(1)),
  ],
  [
    "information.klDivergence: q is an Int32Array, not probabilities (a Float32Array, a Float64Array, nested arrays, a HeapArray, or { data, shape })",
    TypeError,
    (s) => s.information.klDivergence([1, 0], wrong(labels)),
  ],
  [
    'crossEntropy: out is for reduction "none"; this result is a number',
    TypeError,
    (s) => s.crossEntropy(logits, labels, { out: new Float32Array(2) }),
  ],
  [
    "crossEntropy: out is a Float64Array, not a Float32Array or a HeapArray of float32",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ reduction: "none", out: new Float64Array(2) })),
  ],
  [
    "crossEntropy: out is a HeapArray of int32, not a Float32Array or a HeapArray of float32",
    TypeError,
    (s) => s.crossEntropy(logits, labels, wrong({ reduction: "none", out: s.heap.int32(2) })),
  ],
  [
    "crossEntropy: out is a view of a HeapArray; pass the HeapArray itself",
    TypeError,
    (s) => s.crossEntropy(logits, labels, { reduction: "none", out: s.heap.float32(2).view }),
  ],
  [
    "crossEntropy.valueAndGrad: there is no gradient with respect to target, because it holds labels",
    TypeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, { wrt: ["target"] }),
  ],
  [
    "crossEntropy.valueAndGrad: wrt is a string, not an array of names",
    TypeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, wrong({ wrt: "input" })),
  ],
  [
    "crossEntropy.valueAndGrad: gradOut is a Float32Array, but with wrt it is an object: { input, target, weight }",
    TypeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, { wrt: ["input"], gradOut: new Float32Array(6) }),
  ],
  [
    "crossEntropy.valueAndGrad: gradOut is null, but with wrt it is an object: { input, target, weight }",
    TypeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, wrong({ wrt: ["input"], gradOut: null })),
  ],
  [
    'crossEntropy.valueAndGrad: gradOut has "inputs", which wrt does not name',
    TypeError,
    (s) => s.crossEntropy.valueAndGrad(logits, labels, wrong({ wrt: ["input"], gradOut: { inputs: logits } })),
  ],
  [
    "information.entropy: base is a string, not a number",
    TypeError,
    (s) => s.information.entropy([1], wrong({ base: "2" })),
  ],
  ["softmax: temperature is a string, not a number", TypeError, (s) => s.softmax(logits, wrong({ temperature: "1" }))],
  [`softmax: logits is a Uint8Array, not ${floats}`, TypeError, (s) => s.softmax(wrong(Uint8Array.of(1, 2)))],
  [
    "information.entropy: normalize is a number, not true or false",
    TypeError,
    (s) => s.information.entropy([1], wrong({ normalize: 1 })),
  ],
  [
    'information.entropy: there is no option "gradOutput"; there are base, normalize, shape',
    TypeError,
    (s) => s.information.entropy([1], wrong({ gradOutput: 1 })),
  ],
  [
    `information.entropy.valueAndGrad: p is a string, not ${probabilities}`,
    TypeError,
    (s) => s.information.entropy.valueAndGrad(wrong("1")),
  ],
  [
    `information.klDivergence.valueAndGrad: q is undefined, not ${probabilities}`,
    TypeError,
    (s) => s.information.klDivergence.valueAndGrad([1], wrong(undefined)),
  ],
  [
    `information.entropy.valueAndGrad: gradOutput is a string, not ${floats}`,
    TypeError,
    (s) => s.information.entropy.valueAndGrad([1], wrong({ gradOutput: "1" })),
  ],
  [
    "information.entropy.valueAndGrad: gradOut is an Int32Array, not a Float32Array or a HeapArray of float32",
    TypeError,
    (s) => s.information.entropy.valueAndGrad([1], wrong({ gradOut: Int32Array.of(1) })),
  ],
  [
    "information.klDivergence.valueAndGrad: gradOut is a Float32Array, but with several gradients it is an object: { p, q }",
    TypeError,
    (s) => s.information.klDivergence.valueAndGrad([1], [1], wrong({ gradOut: new Float32Array(1) })),
  ],
  [
    'information.klDivergence.valueAndGrad: gradOut has "p", which is not asked for',
    TypeError,
    (s) => s.information.klDivergence.valueAndGrad([1], [1], { wrt: ["q"], gradOut: { p: new Float32Array(1) } }),
  ],
  [
    "information.klDivergence.valueAndGrad: wrt is a string, not an array of names",
    TypeError,
    (s) => s.information.klDivergence.valueAndGrad([1], [1], wrong({ wrt: "p" })),
  ],
  [
    "information.klDivergence.valueAndGrad: gradOut.q is the same array as gradOut.p",
    TypeError,
    (s) => {
      const own = new Float32Array(1);
      s.information.klDivergence.valueAndGrad([1], [1], { gradOut: { p: own, q: own } });
    },
  ],
  [
    "information.klDivergence.valueAndGrad: gradOut.p is the same HeapArray as q",
    TypeError,
    (s) => {
      const q = s.heap.float32(1, [1]);
      s.information.klDivergence.valueAndGrad([1], q, { gradOut: { p: q } });
    },
  ],
  [
    "information.entropy.valueAndGrad: gradOut is the same HeapArray as gradOutput",
    TypeError,
    (s) => {
      const own = s.heap.float32(1, [1]);
      s.information.entropy.valueAndGrad([1], { gradOutput: own, gradOut: own });
    },
  ],
  [
    "information.surprisal.valueAndGrad: gradOut is the same HeapArray as p",
    TypeError,
    (s) => {
      const p = s.heap.float32(1, [1]);
      s.information.surprisal.valueAndGrad(p, { gradOut: p });
    },
  ],
  ["heap.int32: init is a Float32Array, not integers", TypeError, (s) => s.heap.int32(6, wrong(logits))],
  ["heap.float32: init is an Int32Array, not floats", TypeError, (s) => s.heap.float32(2, wrong(labels))],
  ["heap.float32: shape is a string, not an array of sizes", TypeError, (s) => s.heap.float32(wrong("3"))],
];

testAttempts("errors about kinds", kinds);
