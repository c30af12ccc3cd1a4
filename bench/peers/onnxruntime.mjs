// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// onnxruntime-web: a session of one node, run on the wasm backend, one thread. It has no gradients.

import { timeAsync } from "../core/measure.mjs";
import { onnxModel } from "./onnx_model.mjs";

function modelOf(operation, rows, classes) {
  const logits = { name: "logits", type: "float32", shape: [rows, classes] };
  const labels = { name: "labels", type: "int64", shape: [rows] };
  if (operation === "loss") {
    const loss = { name: "out", type: "float32", shape: [] };
    return onnxModel("SoftmaxCrossEntropyLoss", { reduction: "mean" }, [logits, labels], loss);
  }
  const operator = { softmax: "Softmax", "log-softmax": "LogSoftmax" }[operation];
  return operator && onnxModel(operator, { axis: 1 }, [logits], { ...logits, name: "out" });
}

/** @type {import("./peer.mjs").OpenPeer} */
export async function open(host) {
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = host.assets.onnxruntime;
  ort.env.logLevel = "error";

  async function prepare(operation, { logits, labels, rows, classes }) {
    const model = modelOf(operation, rows, classes);
    if (!model) return undefined;
    const session = await ort.InferenceSession.create(model, { executionProviders: ["wasm"] });
    const feeds = { logits: new ort.Tensor("float32", logits, [rows, classes]) };
    if (operation === "loss") feeds.labels = new ort.Tensor("int64", BigInt64Array.from(labels, BigInt), [rows]);
    const call = () => session.run(feeds);
    return {
      time: (count) => timeAsync(call, count),
      async answer() {
        const { data } = (await call()).out;
        return operation === "loss" ? { value: data[0] } : { array: data };
      },
      dispose: () => session.release(),
    };
  }

  // Whether its wasm loads at all shows with the first session.
  const trial = await ort.InferenceSession.create(modelOf("softmax", 1, 1), { executionProviders: ["wasm"] });
  await trial.release();
  return { name: "onnxruntime-web", version: ort.env.versions.web, note: "wasm SIMD, one thread", prepare };
}
