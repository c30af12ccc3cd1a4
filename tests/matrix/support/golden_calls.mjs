// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The golden cases of values and gradients, as calls that any engine can make from JSON; and what they have to give.

import * as close from "../../ts/support/close.ts";
import { goldenCases } from "../../ts/support/golden.ts";
import { boundsOf } from "../../ts/support/loss_bounds.ts";
import { callOf, casesOfLoss, goldenLosses } from "../../ts/support/losses.ts";

const f32 = (values) => Float32Array.from(values);
const i32 = (values) => Int32Array.from(values);

/** The value comes twice, alone and with its gradient. */
const wants = (value, valueBound, ...grads) => [[value, valueBound], [value, valueBound], ...grads];

const overLabels = () =>
  goldenCases("cross_entropy_labels").map(
    ({ name, shape, logits, labels, weight, ignoreIndex, labelSmoothing, reduction, gradOutput, value, grad }) => ({
      name,
      path: ["crossEntropy"],
      args: [f32(logits), i32(labels)],
      options: { shape, ignoreIndex, labelSmoothing, reduction, weight: weight ?? undefined },
      gradOptions: { gradOutput: gradOutput ?? undefined },
      wants: wants(value, close.crossEntropyBound, [grad, close.crossEntropyGradBound]),
    }),
  );

const overProbs = () =>
  goldenCases("cross_entropy_probs").map(
    ({
      name,
      shape,
      logits,
      targets,
      weight,
      labelSmoothing,
      reduction,
      gradOutput,
      value,
      grad,
      gradTargets,
      gradWeight,
    }) => ({
      name,
      path: ["crossEntropy"],
      args: [f32(logits), f32(targets)],
      options: { shape, labelSmoothing, reduction, weight: weight ?? undefined },
      gradOptions: {
        gradOutput: gradOutput ?? undefined,
        wrt: ["input", "target", ...(gradWeight === undefined ? [] : ["weight"])],
      },
      grads: ["input", "target", ...(gradWeight === undefined ? [] : ["weight"])],
      wants: wants(
        value,
        close.crossEntropyBound,
        [grad, close.crossEntropyGradBound],
        [gradTargets, close.crossEntropyGradBound],
        ...(gradWeight === undefined ? [] : [[gradWeight, close.crossEntropyGradBound]]),
      ),
    }),
  );

const ofRows = () =>
  goldenCases("softmax").map(({ name, op, shape, dim, logits, temperature, value, gradOutput, grad }) => ({
    name,
    path: [op],
    args: [f32(logits)],
    options: { shape, dim, temperature },
    gradOptions: { gradOutput },
    // The gradient is a difference of numbers of the upstream gradient's size.
    wants: wants(value, close.softmaxBound, [
      grad,
      close.softmaxGradBound,
      Math.max(...gradOutput.map(Math.abs)) / temperature,
    ]),
  }));

const ofDistributions = () =>
  goldenCases("information").map(
    ({ name, op, shape, p, q, base, normalize, gradOutput, value, gradP, gradQ, gradScales }) => {
      const { informationBound, informationGradBound } = close;
      const isSurprisal = op === "surprisal";
      const bound = isSurprisal ? { relative: informationGradBound.ofScale } : informationGradBound;
      const grads = [
        [gradP, bound, ...(isSurprisal ? [] : [gradScales[0]])],
        ...(q ? [[gradQ, bound, gradScales[1]]] : []),
      ];
      return {
        name,
        path: ["information", op],
        args: q ? [f32(p), f32(q)] : [f32(p)],
        options: isSurprisal ? { base } : { base, normalize, shape },
        gradOptions: { gradOutput: gradOutput ?? undefined },
        ...(q && { grads: ["p", "q"] }),
        wants: wants(value, informationBound, ...grads),
      };
    },
  );

const ofLosses = () =>
  goldenLosses.flatMap((loss) => {
    const bounds = boundsOf(loss);
    return casesOfLoss(loss).map((item) => ({
      name: `${loss} ${item.name}`,
      path: [loss],
      ...callOf(loss, item),
      gradOptions: { wrt: Object.keys(item.grads), gradOutput: item.gradOutput ?? undefined },
      grads: Object.keys(item.grads),
      wants: wants(item.value, bounds.value, ...Object.values(item.grads).map((grad) => [grad, bounds.grad])),
    }));
  });

const ofTraining = () =>
  goldenCases("softmax_classifier").map((item) => {
    const { rows, features, classes, learningRate, momentum, l2, scale, type } = item;
    return {
      name: item.name,
      train: {
        config: { features, classes, batchSize: rows, learningRate, momentum, l2 },
        data: {
          features: (type === "uint8" ? Uint8Array : Float32Array).from(item.x),
          labels: i32(item.labels),
          scale,
        },
        weights: item.initialWeights,
        bias: item.initialBias,
        steps: item.steps,
      },
      wants: [item.losses, item.weights, item.bias, item.finalLoss, item.finalCorrect / rows, item.probs].map(
        (want) => [want, close.trainingBound],
      ),
    };
  });

export const goldenCalls = [overLabels, overProbs, ofRows, ofDistributions, ofLosses, ofTraining].flatMap((make) =>
  make(),
);

const names = new Map([
  [Float32Array, "f32"],
  [Int32Array, "i32"],
  [Uint8Array, "u8"],
]);

/** JSON in which the numbers that it has not are strings, and typed arrays are objects such as { f32: [...] }. */
export const encode = (value) =>
  JSON.stringify(value, (key, item) => {
    if (key === "wants") return undefined;
    if (typeof item === "number") return Number.isFinite(item) ? item : String(item);
    const name = names.get(item?.constructor);
    return name === undefined ? item : { [name]: Array.from(item) };
  });

const list = (value) => (typeof value === "number" ? [value] : value);

/** The calls whose numbers are further from the golden ones than their bounds allow. */
export function differences(numbers) {
  let at = 0;
  const found = goldenCalls.flatMap(({ name, wants }) =>
    wants.flatMap(([want, bound, scale], index) => {
      const got = numbers.subarray(at, (at += list(want).length));
      const text = close.difference(got, list(want), bound, scale);
      return text === undefined ? [] : [`${name}: result ${index} ${text}`];
    }),
  );
  return at === numbers.length ? found : [...found, `${numbers.length} numbers, not ${at}`];
}

/** The calls whose bits differ. */
export function differentBits(numbers, others) {
  let at = 0;
  return goldenCalls.flatMap(({ name, wants }) => {
    const count = wants.reduce((sum, [want]) => sum + list(want).length, 0);
    const [from, to] = [at, (at += count)];
    const same = numbers.subarray(from, to).every((number, index) => Object.is(number, others[from + index]));
    return same ? [] : [name];
  });
}
