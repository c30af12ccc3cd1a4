// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// PyTorch, native, one thread: a Python process that waits while others are measured (host/pytorch.py). It times itself.

import { toBase64, toFloats } from "../core/base64.mjs";

/** @type {import("./peer.mjs").OpenPeer} */
export async function open(host) {
  const call = (command) => host.call("pytorch", command);
  const { version, note } = await call({ do: "hello", clock: host.clock });
  const known = new Set();

  async function give(data) {
    if (known.has(data.id)) return;
    known.add(data.id);
    const { id, rows, classes } = data;
    await call({ do: "data", id, rows, classes, logits: toBase64(data.logits), labels: toBase64(data.labels) });
  }

  const giveDigits = ({ images, labels, count, features, classes, batchSize, learningRate }) =>
    call({
      do: "digits",
      ...{ count, features, classes, batchSize, learningRate },
      images: toBase64(images),
      labels: toBase64(labels),
    });

  return {
    name: "PyTorch",
    version,
    note,
    async prepare(operation, data) {
      await give(data);
      const task = { operation, data: data.id };
      return {
        time: async (calls) => (await call({ do: "time", ...task, calls })).seconds,
        async answer() {
          const { value, array } = await call({ do: "answer", ...task });
          return { value, array: array && toFloats(array) };
        },
        async dispose() {
          known.delete(data.id);
          await call({ do: "forget", data: data.id });
        },
      };
    },
    async prepareLoss({ name, torch, wrt }, data) {
      const id = `loss ${name}`;
      const args = Object.entries(data).map(([key, { type, shape, data: values }]) => [
        key,
        type,
        shape,
        toBase64(values),
      ]);
      await call({ do: "loss", id, torch, args, wrt });
      const task = { operation: "grad", data: id };
      return {
        time: async (calls) => (await call({ do: "time", ...task, calls })).seconds,
        answer: async () => (await call({ do: "answer", ...task })).value,
        dispose: async () => void (await call({ do: "forget", data: id })),
      };
    },
    async prepareLinear(operation, { hidden, weight, bias, labels, rows, features, classes }) {
      const id = `linear ${rows}x${features}x${classes}`;
      const args = [
        ["hidden", "float32", [rows, features], toBase64(hidden)],
        ["weight", "float32", [classes, features], toBase64(weight)],
        ["bias", "float32", [classes], toBase64(bias)],
        ["labels", "int32", [rows], toBase64(labels)],
      ];
      const torch = "F.cross_entropy(F.linear(hidden, weight, bias), labels)";
      await call({ do: "loss", id, torch, args, wrt: operation === "grad" ? ["hidden", "weight", "bias"] : [] });
      const task = { operation, data: id };
      return {
        time: async (calls) => (await call({ do: "time", ...task, calls })).seconds,
        answer: async () => ({ value: (await call({ do: "answer", ...task })).value }),
        dispose: async () => void (await call({ do: "forget", data: id })),
      };
    },
    async prepareRace({ digits, test, goal, maxEpochs, steps }) {
      await giveDigits(digits);
      await call({ do: "test digits", images: toBase64(test.images), labels: toBase64(test.labels) });
      const rules = { goal, maxEpochs, steps };
      return ["uint8", "float32"].map((kind) => ({
        detail: kind,
        run: () => call({ do: "race", kind, ...rules }),
      }));
    },
    async prepareTraining(digits) {
      await giveDigits(digits);
      return ["uint8", "float32"].map((kind) => ({
        detail: kind,
        time: async (steps) => (await call({ do: "train", kind, steps })).seconds,
        async answer(steps) {
          const { value, array } = await call({ do: "trained", kind, steps });
          return { value, array: toFloats(array) };
        },
      }));
    },
  };
}
