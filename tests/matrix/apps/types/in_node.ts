// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What Node has by itself is taken.

import type { Buffer } from "node:buffer";
import { Worker } from "node:worker_threads";

import { load, type FitOptions } from "surprisal";
import { softmaxClassifier } from "surprisal/worker";

export async function check(bytes: Buffer): Promise<void> {
  await load({ bytes });
  await load({ url: new URL("file:///a.wasm") });
  const options: FitOptions = { epochs: 1, signal: new AbortController().signal };
  const model = await softmaxClassifier({ features: 2, classes: 2 }, { worker: new Worker("./worker.js") });
  await model.fit(options);
  await model.fit({ epochs: 1, signal: AbortSignal.timeout(1000) });
}
