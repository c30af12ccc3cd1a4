// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// From nothing to the first loss: each library as its users begin with it. In Node and in a page.

import { makeData } from "../cases/data.mjs";
import { reference } from "../core/reference.mjs";
import { onnxModel } from "../peers/onnx_model.mjs";

const [rows, classes] = [32, 10];
const data = makeData("normal", rows, classes);
const { logits, labels } = data;

/** What all have to say. */
export const referenceLoss = reference(data, "loss").value;

// In Node the packages are CommonJS, in a bundle they are not.
const unwrap = (module) => module.default ?? module;

/**
 * Those who start, by name: `mark` notes that the code is there ("import"), whereupon it may have to wait, and that it could
 * compute ("load"); the loss is what they resolve to.
 * @type {Record<string, (host: { own: Record<string, () => Promise<object>>, assets: object }, mark: (phase: string) => Promise<void>) => Promise<number>>}
 */
export const starts = {
  surprisal: (host, mark) => startOwn(host.own.surprisal, mark),
  "surprisal-simd": (host, mark) => startOwn(host.own["surprisal-simd"], mark),

  async "tfjs-wasm"({ assets }, mark) {
    const [core, backend] = await Promise.all([
      import("@tensorflow/tfjs-core"),
      import("@tensorflow/tfjs-backend-wasm"),
    ]);
    const [tf, wasm] = [unwrap(core), unwrap(backend)];
    await mark("import");
    wasm.setThreadsCount(1);
    wasm.setWasmPaths(assets.tfjs);
    if (!(await tf.setBackend("wasm"))) throw new Error("its wasm backend does not start");
    await tf.ready();
    await mark("load");
    const oneHot = tf.oneHot(tf.tensor1d(labels, "int32"), classes);
    return tf.losses.softmaxCrossEntropy(oneHot, tf.tensor2d(logits, [rows, classes])).dataSync()[0];
  },

  async "onnxruntime-web"({ assets }, mark) {
    const ort = await import("onnxruntime-web/wasm");
    await mark("import");
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = assets.onnxruntime;
    ort.env.logLevel = "error";
    const session = await ort.InferenceSession.create(lossModel, { executionProviders: ["wasm"] });
    await mark("load");
    const { loss } = await session.run({
      logits: new ort.Tensor("float32", logits, [rows, classes]),
      labels: new ort.Tensor("int64", BigInt64Array.from(labels, BigInt), [rows]),
    });
    return loss.data[0];
  },
};

async function startOwn(open, mark) {
  const { load } = await open();
  await mark("import");
  const s = await load();
  await mark("load");
  return s.crossEntropy(logits, labels);
}

/** A model that is a loss and nothing else, as others would come with their weights. */
const lossModel = onnxModel(
  "SoftmaxCrossEntropyLoss",
  { reduction: "mean" },
  [
    { name: "logits", type: "float32", shape: [rows, classes] },
    { name: "labels", type: "int64", shape: [rows] },
  ],
  { name: "loss", type: "float32", shape: [] },
);
