// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Every loss with its gradient, a line for each: against PyTorch, and against what is known to be fast: multiplying two
// arrays of that size, and the cross-entropy of as many logits.

import { timeSync } from "../core/measure.mjs";
import { integers, normals, spread } from "../core/random.mjs";
import { disposeAll } from "./losses.mjs";
import { lossTable } from "./loss_table.mjs";

const product = (sizes) => sizes.reduce((a, b) => a * b, 1);
const floatKinds = {
  normal: (seed, count) => normals(seed, count, 1),
  small: (seed, count) => normals(seed, count, 1 / 16),
  probability: (seed, count) => spread(seed, count, 0.5).map((value) => Math.min(0.999, value + 0.501)),
  negative: (seed, count) => spread(seed, count, 2).map((value) => value - 2.5),
  sign: (seed, count) => spread(seed, count, 1).map((value) => (value < 0 ? -1 : 1)),
};

/** Rows of log-probabilities. */
function logProbs(seed, sizes) {
  const values = normals(seed, product(sizes), 1);
  const classes = sizes.at(-1);
  for (let begin = 0; begin < values.length; begin += classes) {
    const row = values.subarray(begin, begin + classes);
    const shift = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
    row.forEach((value, i) => (row[i] = value - shift));
  }
  return values;
}

/** Rows that list three classes, as multilabelMarginLoss wants them. */
function lists(seed, rows, classes) {
  const labels = new Int32Array(rows * classes).fill(-1);
  const drawn = integers(seed, 3 * rows, classes);
  for (let row = 0; row < rows; row++) labels.set(drawn.subarray(3 * row, 3 * row + 3), row * classes);
  return labels;
}

const integerKinds = {
  labels: (seed, rows, classes) => ({ shape: [rows], data: integers(seed, rows, classes) }),
  // Not the first class, which is CTC's blank.
  classes: (seed, rows, length, classes) => ({
    shape: [rows, length],
    data: integers(seed, rows * length, classes - 1).map((label) => label + 1),
  }),
  lists: (seed, rows, classes) => ({ shape: [rows, classes], data: lists(seed, rows, classes) }),
  constant: (_seed, count, value) => ({ shape: [count], data: new Int32Array(count).fill(value) }),
};

function makeArgument([kind, ...sizes], seed) {
  if (kind in integerKinds) return { type: "int32", ...integerKinds[kind](seed, ...sizes) };
  const data = kind === "logProbs" ? logProbs(seed, sizes) : floatKinds[kind](seed, product(sizes));
  return { type: "float32", shape: sizes, data };
}

const makeArguments = ({ args }) =>
  Object.fromEntries(Object.entries(args).map(([name, kind], i) => [name, makeArgument(kind, i + 1)]));

/** One loss in wasm memory, gradients included. */
function prepare(s, { name, options }, data) {
  const arrays = Object.values(data).map(({ type, shape, data: values }) => s.heap[type](shape, values));
  const { grad } = s[name].valueAndGrad(...arrays, options);
  const single = grad instanceof Float32Array;
  const outputs = (single ? [["", grad]] : Object.entries(grad)).map(([key, { length }]) => [
    key,
    s.heap.float32(length),
  ]);
  const gradOut = single ? outputs[0][1] : Object.fromEntries(outputs);
  const given = { ...options, gradOut };
  const call = () => s[name].valueAndGrad(...arrays, given);
  return {
    time: (calls) => timeSync(call, calls),
    answer: () => call().value,
    dispose: async () => [...arrays, ...outputs.map(([, array]) => array)].forEach((array) => array.dispose()),
  };
}

/** Of its own, with all it needs as arguments: a closure would be compiled for the arrays of the first group alone. */
function multiply(a, b, product, length) {
  for (let i = 0; i < length; i++) product[i] = a[i] * b[i];
}

/** The least that an elementwise loss with a gradient does: it reads two arrays and writes one. */
function copyAndMultiply({ length }) {
  const [a, b] = [normals(1, length, 1), normals(2, length, 1)];
  const product = new Float32Array(length);
  const call = () => multiply(a, b, product, length);
  return { name: "copy and multiply", time: (calls) => timeSync(call, calls) };
}

/** How far PyTorch's value may be from ours. */
const agreement = 1e-4;

/** Whether we and PyTorch mean the same by each loss. */
export async function checkEachLoss(instances, pytorch, isWanted) {
  const problems = [];
  for (const entry of lossTable.filter(({ name }) => isWanted(`each ${name}`))) {
    const data = makeArguments(entry);
    const theirs = await pytorch?.prepareLoss(entry, data);
    const want = await theirs?.answer();
    for (const [variant, s] of instances) {
      const task = prepare(s, entry, data);
      const got = task.answer();
      await task.dispose();
      if (want === undefined || Math.abs(got - want) <= agreement * Math.max(1, Math.abs(want))) continue;
      problems.push(`surprisal ${variant}, ${entry.name}: ${got}, and PyTorch says ${want}`);
    }
    await theirs?.dispose();
  }
  return problems;
}

/** @returns {AsyncGenerator<import("./losses.mjs").Group>} */
export async function* eachLossGroups(instances, pytorch, isWanted) {
  for (const entry of lossTable) {
    const id = `each ${entry.name}`;
    if (!isWanted(id)) continue;
    const data = makeArguments(entry);
    const [first] = Object.values(data);
    const logits = (entry.reads ?? 1) * first.data.length;
    const contenders = [...instances].map(([variant, s]) => ({
      ...prepare(s, entry, data),
      name: `surprisal ${variant}`,
      logits,
    }));
    const theirs = await pytorch?.prepareLoss(entry, data);
    if (theirs) contenders.push({ ...theirs, name: "PyTorch", logits });
    if (entry.family === "elementwise") contenders.push(copyAndMultiply(first.data));
    if (entry.family === "rows") {
      const plain = lossTable.find(({ name }) => name === "crossEntropy");
      for (const [variant, s] of instances) {
        contenders.push({ ...prepare(s, plain, makeArguments(plain)), name: `cross-entropy ${variant}` });
      }
    }
    const dispose = () => disposeAll(contenders);
    yield {
      id,
      kind: "each",
      family: entry.family,
      operation: entry.name,
      logits: first.data.length,
      contenders,
      dispose,
    };
  }
}
