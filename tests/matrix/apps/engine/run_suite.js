// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every golden case on one variant. The numbers go to the server; what they ought to be is known there.

const arrays = { f32: Float32Array, i32: Int32Array, u8: Uint8Array };
const nonFinite = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

/** Numbers that JSON has not, and typed arrays: the other side of encode in support/golden_calls.mjs. */
const revive = (_key, value) => {
  if (typeof value !== "object" || value === null) return nonFinite[value] ?? value;
  const [type] = Object.keys(value);
  return arrays[type] && Array.isArray(value[type]) ? arrays[type].from(value[type]) : value;
};

export const decode = (text) => JSON.parse(text, revive);

function train(s, { config, data, weights, bias, steps }) {
  const model = s.softmaxClassifier(config);
  model.setModel({ weights, bias });
  model.bind(data);
  const losses = Array.from({ length: steps }, () => model.step());
  const { loss, accuracy } = model.evaluate(data);
  const { features, scale } = data;
  const results = [losses, model.weights, model.bias, loss, accuracy, model.predictProba({ features, scale })];
  model.dispose();
  return results;
}

/** The results of a call: the value alone, the value with the gradient, and the gradients. */
export function resultsOf(s, call) {
  if (call.train) return train(s, call.train);
  const f = call.path.reduce((object, name) => object[name], s);
  const { value, grad } = f.valueAndGrad(...call.args, { ...call.options, ...call.gradOptions });
  const grads = call.grads === undefined ? [grad] : call.grads.map((name) => grad[name]);
  return [f(...call.args, call.options), value, ...grads];
}

/** All of them in a row, as numbers in which float32 is exact; NaN counts as one value, whatever its payload. */
export function numbersOf(s, calls) {
  const numbers = calls.flatMap((call) =>
    resultsOf(s, call).flatMap((result) => (typeof result === "number" ? result : Array.from(result))),
  );
  return Float64Array.from(numbers, (number) => (Number.isNaN(number) ? NaN : number));
}

export async function runSuite(load, variant) {
  const calls = decode(await (await fetch("./calls.json")).text());
  const s = await load({ variant });
  const numbers = numbersOf(s, calls);
  await fetch("./numbers", { method: "POST", body: numbers });
  return { variant: s.variant, count: numbers.length };
}
