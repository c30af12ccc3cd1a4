// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What pages have by themselves is taken.

import { load, type FitOptions } from "surprisal";
import { softmaxClassifier } from "surprisal/worker";

export async function check(module: WebAssembly.Module): Promise<void> {
  await load({ module });
  await load({ url: new URL("a.wasm", location.href) });
  const options: FitOptions = { epochs: 1, signal: new AbortController().signal };
  const worker = new Worker("./worker.js", { type: "module" });
  const model = await softmaxClassifier({ features: 2, classes: 2 }, { worker });
  await model.fit(options);
  await model.fit({ epochs: 1, signal: AbortSignal.timeout(1000) });
}
