// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { Worker } from "node:worker_threads";
import { transfer, wrap } from "comlink";
import nodeEndpoint from "comlink/dist/umd/node-adapter.js";
import type { losses } from "./losses.js";

export const worker = new Worker(new URL("./node_worker.js", import.meta.url));
const remote = wrap<typeof losses>(nodeEndpoint(worker));

export function crossEntropy(logits: Float32Array<ArrayBuffer>, labels: Int32Array) {
  return remote.crossEntropy(transfer(logits, [logits.buffer]), labels);
}
