// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { SoftmaxClassifierConfig } from "../classifier/types.ts";
import { SafetyNet } from "../core/safety_net.ts";
import { kindOf, SurprisalError } from "../errors.ts";
import type { NodeGlobals, NodeWorker } from "../node_globals.ts";
import { Client, notPortable } from "./client.ts";
import type { Opened, Opening, Origin } from "./protocol.ts";
import { portable } from "./transfer.ts";
import type { InWorkerOptions, MakeSoftmaxClassifierInWorker, SoftmaxClassifierInWorker } from "./types.ts";

type GivenWorker = NonNullable<InWorkerOptions["worker"]>;

const make = (config: SoftmaxClassifierConfig, options?: InWorkerOptions) =>
  open("softmaxClassifier", { config }, options);

const restore = (saved: Uint8Array | ArrayBuffer, options?: InWorkerOptions) =>
  open("softmaxClassifier.restore", { saved }, options);

export const softmaxClassifier: MakeSoftmaxClassifierInWorker = /* @__PURE__ */ Object.assign(make, { restore });

async function open(
  operation: string,
  origin: Origin,
  options: InWorkerOptions = {},
): Promise<SoftmaxClassifierInWorker> {
  if (typeof options !== "object" || (options as unknown) === null) {
    throw new TypeError(`${operation}: the options are ${kindOf(options)}, not an object`);
  }
  const { worker: given, load } = options;
  if (given !== undefined && typeof (given as Partial<GivenWorker> | null)?.postMessage !== "function") {
    throw new TypeError(`${operation}: worker is ${kindOf(given)}, not a Worker`);
  }
  const own = given === undefined ? startWorker(operation) : undefined;
  const worker = given ?? own!;
  const { port1, port2 } = new MessageChannel();
  const ending = new AbortController();
  const client = new Client(port1, () => {
    ending.abort();
    own?.terminate();
  });
  let isOpen = false;
  listen(worker, "error", ({ message = "" }) => {
    // Once it runs, what else the caller's worker does is not about the classifier.
    if (own === undefined && isOpen) return;
    client.fail(workerFailed(operation, message || "its script can't be loaded"));
  });
  const ended = () => {
    client.fail(workerFailed(operation, "it was ended"));
  };
  // Of Node's ports; those of Chromium don't say that their other end is gone.
  listen(port1, "close", ended);
  const handedOver = new Set<ArrayBuffer>();
  const opening: Opening = {
    surprisal: "softmaxClassifier",
    origin: portable(origin, handedOver) as Origin,
    load,
    isCallers: own === undefined,
    port: port2,
  };
  try {
    worker.postMessage(opening, [port2, ...handedOver] as never[]);
  } catch (cause) {
    client.fail(notPortable(operation, cause));
  }
  try {
    const opened = await client.opened;
    isOpen = true;
    if (opened.lock !== undefined) {
      navigator.locks.request(opened.lock, { signal: ending.signal }, ended).catch(() => undefined);
    }
    return modelOf(client, opened);
  } catch (error) {
    client.fail(error as Error);
    throw error;
  }
}

function startWorker(operation: string): NodeWorker | Worker {
  try {
    if (typeof Worker === "function") {
      // Bundlers look for just this.
      return new Worker(new URL("./worker-script.js", import.meta.url), { type: "module" });
    }
    // Bundlers do not look for this: it is for Node.
    const here = import.meta.url;
    const threads = (globalThis as NodeGlobals).process?.getBuiltinModule?.("node:worker_threads");
    if (threads !== undefined) return new threads.Worker(new URL("./worker-script.js", here));
  } catch (error) {
    throw workerFailed(operation, String(error), error);
  }
  throw workerFailed(operation, "there are no workers here");
}

function workerFailed(operation: string, reason: string, cause?: unknown): SurprisalError {
  const advice =
    'check that its script is served, and what worker-src of the policy says; or make one that imports "surprisal/worker-script", and hand it in as { worker }';
  const message = `${operation}: the worker did not start or has died: ${reason}; ${advice}`;
  return new SurprisalError("worker-failed", message, cause === undefined ? {} : { cause });
}

/** Workers and ports of pages have `addEventListener`, workers of Node `on`. Both tell an error's `message`, if there is one. */
function listen(target: object, type: string, listener: (event: { readonly message?: string }) => void): void {
  type Listen = (type: string, heard: typeof listener) => void;
  const { addEventListener, on } = target as { readonly addEventListener?: Listen; readonly on?: Listen };
  (addEventListener ?? on)?.call(target, type, listener);
}

const net = /* @__PURE__ */ new SafetyNet();

/** An object with what the worker's has. */
function modelOf(client: Client, { methods, properties }: Opened): SoftmaxClassifierInWorker {
  // What all members have in common: who has one of them, though not the object, can still ask.
  const ask: Client["ask"] = (kind, name, args) => client.ask(kind, name, args);
  // Not by a closure of this function, which would keep all that the others know.
  net.watch(ask, client.abandon);
  const model = {
    setLearningRate: (learningRate: number) => ask("set", "learningRate", [learningRate]),
  };
  for (const name of methods) {
    const value =
      name === "dispose" ? () => client.dispose() : (...args: readonly unknown[]) => ask("call", name, args);
    Object.defineProperty(model, name, { value, enumerable: true });
  }
  for (const name of properties) {
    Object.defineProperty(model, name, { get: () => ask("get", name, []), enumerable: true });
  }
  // Engines without the symbol have no `await using` either.
  const { asyncDispose } = Symbol as { readonly asyncDispose?: symbol };
  if (asyncDispose !== undefined) Object.defineProperty(model, asyncDispose, { value: () => client.dispose() });
  return model as unknown as SoftmaxClassifierInWorker;
}
