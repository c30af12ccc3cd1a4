// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as ort from "onnxruntime-web";
import { beforeAll, expect, test } from "vitest";

import { makeData } from "../../bench/cases/data.mjs";
import { reference } from "../../bench/core/reference.mjs";
import { onnxModel } from "../../bench/peers/onnx_model.mjs";
import { expectClose } from "./close.mjs";
import { evaluate, lossOfPart, trainHead } from "./code/onnxruntime.ts";

const [rows, features, classes] = [50, 6, 4];
const tensor = (name, shape) => ({ name, type: "float32", shape });

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
});

/** A model of one matrix, which is an input of it. */
async function linearModel() {
  const model = onnxModel(
    "MatMul",
    {},
    [tensor("images", [rows, features]), tensor("weights", [features, classes])],
    tensor("logits", [rows, classes]),
  );
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const images = makeData("normal", rows, features).logits;
  const weights = makeData("normal", features, classes).logits;
  const feeds = {
    images: new ort.Tensor("float32", images, [rows, features]),
    weights: new ort.Tensor("float32", weights, [features, classes]),
  };
  return { session, feeds };
}

test("scores what a session gives", async () => {
  const { session, feeds } = await linearModel();
  const { labels } = makeData("normal", rows, classes);
  const { logits } = await session.run(feeds);
  const got = await evaluate(session, feeds, [...labels]);

  const wanted = reference({ logits: logits.data, labels, rows, classes }, "loss");
  expectClose(got.loss, wanted.value);
  expectClose(got.losses.reduce((sum, loss) => sum + loss, 0) / rows, wanted.value);
  const isRight = (row) => {
    const scores = logits.data.subarray(row * classes, (row + 1) * classes);
    return scores.indexOf(Math.max(...scores)) === labels[row];
  };
  expect(got.accuracy).toBe([...labels.keys()].filter(isRight).length / rows);
  expect(got.calibration.ece).toBeGreaterThan(0);
});

test("agrees with onnxruntime-web's own loss", async () => {
  const { session, feeds } = await linearModel();
  const { labels } = makeData("normal", rows, classes);
  const { logits } = await session.run(feeds);
  const target = { name: "labels", type: "int64", shape: [rows] };
  const model = onnxModel(
    "SoftmaxCrossEntropyLoss",
    { reduction: "mean" },
    [tensor("logits", [rows, classes]), target],
    tensor("loss", []),
  );
  const theirs = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const int64 = new ort.Tensor("int64", BigInt64Array.from(labels, BigInt), [rows]);
  const { loss } = await theirs.run({ logits, labels: int64 });
  expectClose((await evaluate(session, feeds, [...labels])).loss, loss.data[0], 1e-5);
});

test("scores a part of a batch through views", async () => {
  const { logits, labels } = makeData("normal", rows, classes);
  const part = await lossOfPart(
    new ort.Tensor("float32", logits, [rows, classes]),
    new ort.Tensor("int64", BigInt64Array.from(labels, BigInt), [rows]),
    7,
    19,
  );
  const some = { logits: logits.slice(7 * classes, 19 * classes), labels: labels.slice(7, 19), rows: 12, classes };
  expectClose(part, reference(some, "loss").value);
});

test("trains a head on a model's features", async () => {
  const model = onnxModel("Tanh", {}, [tensor("images", [rows, features])], tensor("features", [rows, features]));
  const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
  const images = makeData("normal", rows, features).logits;
  const feeds = { images: new ort.Tensor("float32", images, [rows, features]) };
  // A class that can be told from the features: the largest of the first few.
  const labels = Uint8Array.from({ length: rows }, (_, row) => {
    const first = images.subarray(row * features, row * features + classes);
    return first.indexOf(Math.max(...first));
  });
  const head = await trainHead(session, feeds, labels, { classes, epochs: 200 });
  const { features: learnt } = await session.run(feeds);
  const { loss, accuracy } = head.evaluate({ features: learnt, labels });
  expect(loss).toBeLessThan(Math.log(classes) / 2);
  expect(accuracy).toBeGreaterThan(0.8);
  head.dispose();
});
