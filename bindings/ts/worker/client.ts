// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { isAbortSignal, type AbortSignalLike } from "../classifier/abort_signal.ts";
import type { FitListener, FitOptions } from "../classifier/fit_types.ts";
import { SurprisalError } from "../errors.ts";
import type { Opened, PlainError, Reply, Request } from "./protocol.ts";
import { isMarked, portable, transfer } from "./transfer.ts";

/** The page's end of a classifier's channel. */
export class Client {
  /** What the worker says once it has the classifier. */
  readonly opened: Promise<Opened>;
  readonly #port: MessagePort;
  readonly #onEnd: () => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #disposal: Promise<void> | undefined;
  #failure: Error | undefined;

  /** `onEnd` is called once nothing more is asked. */
  constructor(port: MessagePort, onEnd: () => void) {
    this.#port = port;
    this.#onEnd = onEnd;
    port.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.#receive(data);
    };
    const opening = new Pending();
    this.#pending.set(this.#lastId, opening);
    this.opened = opening.answer as Promise<Opened>;
  }

  async ask(kind: "call" | "get" | "set", name: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#disposal === undefined) return this.#send(kind, name, args);
    if (name === "disposed") return true;
    throw new TypeError(`softmaxClassifier.${name}: the classifier is disposed`);
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  /** Disposes of a classifier that nobody can ask any more, once what was asked is answered. */
  readonly abandon = (): void => {
    void this.#allAnswered().then(() => this.dispose());
  };

  async #allAnswered(): Promise<void> {
    await Promise.allSettled([...this.#pending.values()].map(({ answer }) => answer));
  }

  async #dispose(): Promise<void> {
    if (this.#failure !== undefined) return;
    // By it what is running ends, and says so; a worker that dies meanwhile has given all back, too.
    this.#send("call", "dispose", []).catch(() => undefined);
    await this.#allAnswered();
    this.#end();
  }

  /** Rejects what is asked, now and later, because the worker can't answer. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    this.#end();
  }

  #end(): void {
    this.#port.close();
    this.#onEnd();
  }

  #send(kind: "call" | "get" | "set", name: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    const handedOver = new Set<ArrayBuffer>();
    // Listeners and signals don't cross; what else is given in their place does, and is refused over there.
    const { options, signal, listeners } = withoutFunctions(args[0]);
    const request: Request = {
      id,
      kind,
      name,
      args: (args.length === 0 ? [] : [options, ...args.slice(1)]).map((arg) => portable(arg, handedOver)),
      ...(signal !== undefined && { aborted: signal.aborted }),
      ...(listeners.length > 0 && { listens: true }),
    };
    const abort = () => {
      this.#port.postMessage({ id, kind: "abort", name, args: [] } satisfies Request);
    };
    try {
      this.#port.postMessage(request, [...handedOver]);
    } catch (cause) {
      return Promise.reject(notPortable(`softmaxClassifier.${name}`, cause));
    }
    const pending = new Pending(listeners, abort);
    this.#pending.set(id, pending);
    signal?.addEventListener("abort", abort);
    return pending.answer.finally(() => {
      signal?.removeEventListener("abort", abort);
    });
  }

  #receive(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    if ("progress" in reply) {
      pending.tell(reply.progress as Progress);
      return;
    }
    this.#pending.delete(reply.id);
    pending.settle(reply);
  }
}

type Progress = Parameters<FitListener>[0];

/** A request that has no answer yet. */
class Pending {
  readonly answer: Promise<unknown>;
  resolve!: (value: unknown) => void;
  reject!: (reason: unknown) => void;
  readonly #listeners: readonly FitListener[];
  readonly #abort: () => void;
  readonly #thrown: unknown[] = [];

  constructor(listeners: readonly FitListener[] = [], abort: () => void = () => undefined) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.#listeners = listeners;
    this.#abort = abort;
  }

  /** Tells every listener; if one throws, that was the last they are told. */
  tell(progress: Progress): void {
    if (this.#thrown.length > 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(progress);
      } catch (error) {
        this.#thrown.push(error);
      }
    }
    if (this.#thrown.length > 0) this.#abort();
  }

  settle(reply: { readonly value: unknown } | { readonly error: PlainError }): void {
    if (this.#thrown.length > 0) this.reject(this.#thrown[0]);
    else if ("error" in reply) this.reject(errorFrom(reply.error));
    else this.resolve(reply.value);
  }
}

interface WithoutFunctions {
  readonly options: unknown;
  readonly signal?: AbortSignalLike;
  readonly listeners: readonly FitListener[];
}

function withoutFunctions(given: unknown): WithoutFunctions {
  if (typeof given !== "object" || given === null) return { options: given, listeners: [] };
  const { signal, onProgress } = given as { readonly [Name in keyof FitOptions]: unknown };
  const all: readonly unknown[] = Array.isArray(onProgress) ? onProgress : [onProgress];
  const areListeners = all.every((listener) => typeof listener === "function");
  const isSignal = isAbortSignal(signal);
  if (!areListeners && !isSignal) return { options: given, listeners: [] };
  const options: Record<string, unknown> = { ...given };
  if (isSignal) delete options.signal;
  if (areListeners) delete options.onProgress;
  return {
    options: isMarked(given) ? transfer(options) : options,
    ...(isSignal && { signal }),
    listeners: areListeners ? (all as readonly FitListener[]) : [],
  };
}

/** Of what structured cloning refuses: functions, memory that was handed over before. */
export function notPortable(operation: string, cause: unknown): TypeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TypeError(`${operation}: the worker can't be given an argument: ${reason}`, { cause });
}

function errorFrom({ name, message, code, cause, errors }: PlainError): Error {
  const options = cause === undefined ? {} : { cause: errorFrom(cause) };
  if (code !== undefined) return new SurprisalError(code, message, options);
  if (errors !== undefined) return new AggregateError(errors.map(errorFrom), message, options);
  if (name === "TypeError") return new TypeError(message, options);
  if (name === "RangeError") return new RangeError(message, options);
  return Object.assign(new Error(message, options), { name });
}
