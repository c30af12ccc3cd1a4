// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { FitOptions } from "../classifier/fit_types.ts";
import type { SoftmaxClassifier } from "../classifier/types.ts";
import { SurprisalError } from "../errors.ts";
import type { Surprisal } from "../instance.ts";
import type { LoadOptions } from "../loader.ts";
import type { MessageScope, NodeGlobals } from "../node_globals.ts";
import type { Opened, Opening, PlainError, Reply, Request } from "./protocol.ts";

type Load = (options?: LoadOptions) => Promise<Surprisal>;

/**
 * Makes the worker that calls it one that "surprisal/worker" can have classifiers in. It is to be called before anything is
 * awaited, lest messages be missed; those that are not for it are left alone.
 */
export function serve(load: Load): void {
  const threads = (globalThis as NodeGlobals).process?.getBuiltinModule?.("node:worker_threads");
  const scope: MessageScope = threads?.parentPort ?? globalThis;
  scope.addEventListener("message", ({ data }) => {
    if ((data as Partial<Opening> | null)?.surprisal === "softmaxClassifier") void open(load, data as Opening);
  });
}

async function open(load: Load, { origin, load: options, isCallers, port }: Opening): Promise<void> {
  try {
    const { softmaxClassifier } = await load(options);
    const model = "saved" in origin ? softmaxClassifier.restore(origin.saved) : softmaxClassifier(origin.config);
    const server = new Server(model, port);
    port.onmessage = ({ data }: MessageEvent<Request>) => {
      void server.answer(data);
    };
    const lock = isCallers ? await (lifelong ??= lifelongLock()) : undefined;
    reply(port, { id: 0, value: { ...membersOf(model), lock } satisfies Opened });
  } catch (error) {
    reply(port, { id: 0, error: plainError(error) });
  }
}

let lifelong: Promise<string | undefined> | undefined;

/** Takes a lock, and has it until this worker ends: a page that waits for it learns of that. Resolves to its name. */
async function lifelongLock(): Promise<string | undefined> {
  const { locks } = (globalThis as { readonly navigator?: { readonly locks?: LockManager } }).navigator ?? {};
  if (locks === undefined) return undefined;
  const name = `surprisal-${crypto.randomUUID()}`;
  return new Promise((resolve) => {
    const hold = () => {
      resolve(name);
      return new Promise(() => undefined);
    };
    // Sandboxed frames may have none.
    locks.request(name, hold).catch(() => {
      resolve(undefined);
    });
  });
}

function membersOf(model: SoftmaxClassifier): Omit<Opened, "lock"> {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(model) as object));
  const names = (are: "function" | "undefined") =>
    descriptors.flatMap(([name, { value }]) => (typeof value === are && name !== "constructor" ? [name] : []));
  return {
    methods: names("function"),
    properties: [...names("undefined"), ...Object.keys(model)],
  };
}

/** Results are made for the caller alone, so that their memory is handed over. */
function reply(port: MessagePort, message: Reply): void {
  const value = "value" in message ? message.value : undefined;
  port.postMessage(message, ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []);
}

function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, cause } = error;
  return {
    name,
    message,
    ...(error instanceof SurprisalError && { code: error.code }),
    ...(cause !== undefined && { cause: plainError(cause) }),
    ...(error instanceof AggregateError && { errors: error.errors.map(plainError) }),
  };
}

class Server {
  readonly #model: SoftmaxClassifier;
  readonly #port: MessagePort;
  readonly #running = new Map<number, AbortController>();

  constructor(model: SoftmaxClassifier, port: MessagePort) {
    this.#model = model;
    this.#port = port;
  }

  async answer(request: Request): Promise<void> {
    const { id } = request;
    if (request.kind === "abort") {
      this.#running.get(id)?.abort();
      return;
    }
    try {
      reply(this.#port, { id, value: await this.#perform(request) });
    } catch (error) {
      reply(this.#port, { id, error: plainError(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  #perform(request: Request): unknown {
    const { kind, name, args } = request;
    const model = this.#model as unknown as Record<string, unknown>;
    if (kind === "get") return model[name];
    if (kind === "set") {
      [model[name]] = args;
      return undefined;
    }
    const method = model[name] as (...args: unknown[]) => unknown;
    return method.apply(model, this.#argsOf(request));
  }

  /** The arguments, with a signal and a listener, which don't cross, in place of those of the page. */
  #argsOf({ id, args, aborted, listens }: Request): unknown[] {
    if (aborted === undefined && listens === undefined) return [...args];
    const controller = new AbortController();
    this.#running.set(id, controller);
    if (aborted === true) controller.abort();
    const functions: Partial<FitOptions> = {
      // Of listeners, too: one that throws over there aborts.
      signal: controller.signal,
      ...(listens === true && {
        onProgress: (progress) => {
          reply(this.#port, { id, progress });
        },
      }),
    };
    const [options, ...others] = args;
    return [{ ...(options as object), ...functions }, ...others];
  }
}
