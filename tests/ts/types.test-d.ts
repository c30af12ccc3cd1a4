// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Not run but compiled: the types of results follow from the options.

import type {
  Calibration,
  CrossEntropyOptions,
  FloatInput,
  FloatOutput,
  HeapArray,
  Reduction,
  Scorer,
  Surprisal,
} from "surprisal";

type Same<A, B> = 0 extends 1 & A ? false : [A, B] extends [B, A] ? true : false;
declare function expectType<Wanted>(): <Got>(got: Got, ...same: Same<Got, Wanted> extends true ? [] : [never]) => void;

declare const s: Surprisal;
declare const logits: Float32Array;
declare const labels: BigInt64Array;
declare const probs: readonly (readonly number[])[];
declare const out: Float32Array<ArrayBuffer>;
declare const heap: HeapArray<"float32">;
declare const reduction: Reduction;
declare const options: CrossEntropyOptions;
declare const any: FloatInput;
/** As onnxruntime-web types what a session returns. */
declare const tensor: {
  readonly data: Float32Array | Float64Array | Int8Array | Uint8Array | Uint16Array | BigInt64Array | string[];
  readonly dims: readonly number[];
};

type Floats = Float32Array<ArrayBuffer>;
type Doubles = Float64Array<ArrayBuffer>;

expectType<number>()(s.crossEntropy(logits, labels));
expectType<number>()(s.crossEntropy(logits, labels, {}));
expectType<number>()(s.crossEntropy(logits, labels, { reduction: "sum", weight: [1, 2] }));
expectType<Floats>()(s.crossEntropy(logits, labels, { reduction: "none" }));
expectType<Floats>()(s.crossEntropy(logits, labels, { reduction: "none", out }));
expectType<HeapArray<"float32">>()(s.crossEntropy(logits, labels, { reduction: "none", out: heap }));
expectType<number>()(s.crossEntropy([1, 2, 3], 0, { reduction: "none" }));
expectType<number | Floats>()(s.crossEntropy(logits, labels, { reduction }));
expectType<number | FloatOutput | Floats>()(s.crossEntropy(logits, labels, options));
expectType<number>()(s.crossEntropy(heap, probs));
expectType<number>()(s.crossEntropy({ data: logits, dims: [2, 3] }, { data: labels, dims: [2] }));
expectType<number>()(s.crossEntropy(tensor, tensor));
expectType<Floats>()(s.nllLoss(tensor, tensor, { weight: tensor, reduction: "none" }));

const both = s.crossEntropy.valueAndGrad(logits, labels);
expectType<number>()(both.value);
expectType<Floats>()(both.grad);
const rows = s.crossEntropy.valueAndGrad(logits, labels, { reduction: "none", gradOut: heap, gradOutput: [1, 2] });
expectType<Floats>()(rows.value);
expectType<HeapArray<"float32">>()(rows.grad);
const ofLayer = s.linearCrossEntropy.valueAndGrad(probs, probs, null, labels);
expectType<Floats>()(ofLayer.grad.weight);
expectType<Floats | undefined>()(ofLayer.grad.bias);
const ofLayerInPlace = s.linearCrossEntropy.valueAndGrad(logits, heap, [1, 2], labels, { gradOut: { bias: heap } });
expectType<HeapArray<"float32"> | undefined>()(ofLayerInPlace.grad.bias);
expectType<{ bias: Floats }>()(s.linearCrossEntropy.valueAndGrad(logits, heap, [1, 2], labels, { wrt: ["bias"] }).grad);
expectType<{ target: Floats }>()(s.crossEntropy.valueAndGrad(logits, probs, { wrt: ["target"] }).grad);
expectType<Floats>()(s.crossEntropy.valueAndGrad(logits, probs, { wrt: ["input", "target"] }).grad.input);
const named = s.crossEntropy.valueAndGrad(logits, probs, { wrt: ["input", "target"], gradOut: { target: heap } });
expectType<Floats>()(named.grad.input);
expectType<HeapArray<"float32">>()(named.grad.target);

expectType<number>()(s.softmaxFocalLoss(logits, labels, { gamma: 1, ignoreIndex: 0 }));
expectType<HeapArray<"float32">>()(s.nllLoss(logits, labels, { reduction: "none", out: heap }));
expectType<number>()(s.multiMarginLoss([1, 2, 3], 0, { reduction: "none", p: 2 }));
expectType<Floats>()(s.multilabelMarginLoss(probs, [[0, -1]], { reduction: "none" }));
expectType<number>()(s.perplexity(logits, labels, { ignoreIndex: 0 }));
expectType<number>()(s.perplexity.valueAndGrad(logits, labels).value);
expectType<Floats>()(s.zLossCrossEntropy.valueAndGrad(logits, probs, { wrt: ["target"] }).grad.target);
expectType<{ weight: Floats }>()(s.crossEntropy.valueAndGrad(logits, probs, { weight: [1, 2], wrt: ["weight"] }).grad);
expectType<Floats>()(s.poly1CrossEntropy.valueAndGrad(logits, labels, { epsilon: 2 }).grad);

expectType<Floats>()(s.softmax(logits));
expectType<Floats>()(s.logSumExp(probs, { dim: 0 }));
expectType<HeapArray<"float32">>()(s.softmax(logits, { out: heap, temperature: 2 }));
expectType<Floats>()(s.softmax.valueAndGrad(logits, { gradOutput: probs }).grad);
expectType<Floats>()(s.softmin.valueAndGrad(logits, { temperature: 2 }).grad);

expectType<number>()(s.information.surprisal(0.5));
expectType<Floats>()(s.information.surprisal([0.5, 0.5]));
expectType<number | Floats>()(s.information.surprisal([0.5, 0.5] as number | number[]));
expectType<number>()(s.information.entropy([0.5, 0.5], { base: 2 }));
expectType<number>()(s.information.entropy(logits));
expectType<Doubles>()(s.information.entropy([[0.5, 0.5]]));
expectType<Doubles>()(s.information.klDivergence(logits, logits, { shape: [2, 3] }));
expectType<number>()(s.information.klDivergence(logits, logits, { shape: [6] }));
expectType<number | Doubles>()(s.information.entropy(any));

const entropy = s.information.entropy.valueAndGrad(logits, { gradOutput: 2 });
expectType<number>()(entropy.value);
expectType<Floats>()(entropy.grad);
expectType<HeapArray<"float32">>()(s.information.entropy.valueAndGrad(logits, { gradOut: heap }).grad);
expectType<{ p: Floats }>()(s.information.perplexity.valueAndGrad(logits, { wrt: ["p"] }).grad);
const divergence = s.information.klDivergence.valueAndGrad(probs, logits, { gradOut: { q: heap }, gradOutput: [1, 2] });
expectType<Doubles>()(divergence.value);
expectType<Floats>()(divergence.grad.p);
expectType<HeapArray<"float32">>()(divergence.grad.q);
expectType<{ q: Floats }>()(s.information.crossEntropy.valueAndGrad(logits, logits, { wrt: ["q"] }).grad);
expectType<number>()(s.information.surprisal.valueAndGrad(0.5).grad);
expectType<Floats>()(s.information.surprisal.valueAndGrad([0.5], { base: 2 }).grad);
expectType<{ p: number }>()(s.information.surprisal.valueAndGrad(0.5, { wrt: ["p"] }).grad);
expectType<Floats>()(s.information.surprisal.valueAndGrad(0.5, { gradOut: out }).grad);

expectType<Float32Array<ArrayBuffer>>()(s.heap.float32([2, 3]).view);
expectType<Int32Array<ArrayBuffer>>()(s.heap.int32(3, labels).view);
expectType<"uint8">()(s.heap.uint8(3).dtype);
expectType<Int32Array<ArrayBuffer>>()(s.softmaxClassifier({ features: 2, classes: 2 }).predict({ features: logits }));

expectType<number>()(s.accuracy(logits, labels));
expectType<number>()(s.logLoss(probs, 0, { from: "logits", eps: 1e-7, sampleWeight: [1] }));
expectType<Doubles>()(s.confusionMatrix(labels, labels, { classes: 3 }));
expectType<Calibration>()(s.expectedCalibrationError(probs, labels, { bins: 10 }));
expectType<Int32Array<ArrayBuffer>>()(s.argmax(logits, { dim: 0 }));
expectType<Floats>()(s.topK(logits, 5).values);
const scorer = s.scorer({ classes: 10, from: "probs" });
expectType<Doubles | undefined>()(scorer.result().confusionMatrix);
expectType<Scorer>()(s.scorer.fromJSON(scorer.toJSON()));

// @ts-expect-error a misspelt option
s.crossEntropy(logits, labels, { labelSmothing: 0.1 });
// @ts-expect-error no such reduction
s.crossEntropy(logits, labels, { reduction: "average" });
// @ts-expect-error gradOut is for valueAndGrad
s.crossEntropy(logits, labels, { gradOut: out });
// @ts-expect-error integers are no logits
s.crossEntropy(new Int32Array(3), labels);
// @ts-expect-error strings are no labels
s.crossEntropy(logits, ["cat"]);
// @ts-expect-error no gradient by that name
s.crossEntropy.valueAndGrad(logits, probs, { wrt: ["labelSmoothing"] });
// @ts-expect-error of weights, only beside probabilities
s.nllLoss.valueAndGrad(logits, labels, { weight: [1, 2], wrt: ["weight"] });
// @ts-expect-error a temperature has no gradient
s.infoNceLoss.valueAndGrad(logits, logits, { wrt: ["temperature"] });
// @ts-expect-error an entropy has no q
s.information.entropy.valueAndGrad(logits, { wrt: ["q"] });
// @ts-expect-error gradOut is for valueAndGrad
s.information.entropy(logits, { gradOut: out });
// @ts-expect-error int32 memory is no place for floats
s.softmax(logits, { out: s.heap.int32(3) });
// @ts-expect-error classes are missing
s.softmaxClassifier({ features: 3 });
// @ts-expect-error a misspelt option
s.logLoss(probs, labels, { epsilon: 1e-7 });
// @ts-expect-error there is nothing between logits and probabilities
s.scorer({ classes: 3, from: "scores" });
// @ts-expect-error classes are missing
s.scorer({});
// @ts-expect-error instances are read-only
s.variant = "js";
// @ts-expect-error a misspelt option
s.softmaxFocalLoss(logits, labels, { gama: 1 });
// @ts-expect-error no label is ignored here
s.multiMarginLoss(logits, labels, { ignoreIndex: 0 });
// @ts-expect-error probabilities are no labels
s.softmaxFocalLoss(logits, logits);
// @ts-expect-error lists are more than one label
s.multilabelMarginLoss(logits, 0);
// @ts-expect-error labels have no gradient
s.nllLoss.valueAndGrad(logits, labels, { wrt: ["target"] });
// @ts-expect-error a perplexity is a number
s.perplexity(logits, labels, { reduction: "none" });

// A variable of the options' type may hold any reduction.
declare const lossOptions: Parameters<typeof s.mseLoss>[2];
expectType<number | FloatOutput | Floats>()(s.mseLoss(logits, logits, lossOptions));
expectType<number>()(s.mseLoss(logits, logits));
expectType<Floats>()(s.mseLoss(logits, logits, { reduction: "none" }));
expectType<Floats>()(s.sigmoid(logits));
expectType<number>()(s.klDiv(logits, logits, { reduction: "batchmean" }));
expectType<Floats>()(s.sigmoidFocalLoss(logits, logits));
expectType<number>()(s.clipLoss(logits, logits));
expectType<{ anchor: Floats; positive: Floats; negative: Floats }>()(
  s.tripletMarginLoss.valueAndGrad(logits, logits, logits).grad,
);
expectType<Floats>()(
  s.infoNceLoss.valueAndGrad(logits, logits, { negatives: logits, wrt: ["negatives"] }).grad.negatives,
);
// @ts-expect-error a misspelt option
s.huberLoss(logits, logits, { detla: 1 });
// @ts-expect-error only klDiv has that reduction
s.mseLoss(logits, logits, { reduction: "batchmean" });
// @ts-expect-error a target of scores has no gradient
s.softMarginLoss.valueAndGrad(logits, logits, { wrt: ["target"] });
