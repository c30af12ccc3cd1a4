// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { transfer, wrap } from "comlink";
import type { losses } from "./losses.js";

const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const remote = wrap<typeof losses>(worker);

/** The loss and its gradient, computed beside the page. The logits go to the worker and are not here any more. */
export function crossEntropy(logits: Float32Array<ArrayBuffer>, labels: Int32Array) {
  return remote.crossEntropy(transfer(logits, [logits.buffer]), labels);
}
