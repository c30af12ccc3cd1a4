// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What a page and its worker say to each other. Each classifier has a channel of its own, so that a worker can have several
// and messages of its own besides. Whoever adds a method to the classifier has nothing to do here.

import type { SoftmaxClassifierConfig } from "../classifier/types.ts";
import type { SurprisalErrorCode } from "../errors.ts";
import type { LoadOptions } from "../loader.ts";

/** What a classifier is made from: a configuration, or the bytes of one that was saved. */
export type Origin = { readonly config: SoftmaxClassifierConfig } | { readonly saved: Uint8Array | ArrayBuffer };

/** Asks a worker for a classifier, which is at the other end of the port from then on. */
export interface Opening {
  readonly surprisal: "softmaxClassifier";
  readonly origin: Origin;
  readonly load: LoadOptions | undefined;
  /** Whether the worker is the caller's, who may end it at any time. */
  readonly isCallers: boolean;
  readonly port: MessagePort;
}

/** What the page asks of a classifier: to call, to get or to set what has that name, or to abort the call of that id. */
export interface Request {
  readonly id: number;
  readonly kind: "call" | "get" | "set" | "abort";
  readonly name: string;
  readonly args: readonly unknown[];
  /** Of a call with a signal: whether it is aborted already. */
  readonly aborted?: boolean;
  /** Of a call: whether somebody listens to its progress. */
  readonly listens?: boolean;
}

/** What the worker says of a classifier that it has. */
export interface Opened {
  /** The names of what it has, by which the page's is made. */
  readonly methods: readonly string[];
  readonly properties: readonly string[];
  /** The lock that a worker of the caller's has until it ends, where there are locks. */
  readonly lock: string | undefined;
}

/** What the worker says of a request; that of id 0 is the opening. */
export type Reply = { readonly id: number } & (
  { readonly value: unknown } | { readonly error: PlainError } | { readonly progress: unknown }
);

/** An error as it crosses: a clone would lose the class and the code of a SurprisalError. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly code?: SurprisalErrorCode;
  readonly cause?: PlainError;
  /** Of an AggregateError. */
  readonly errors?: readonly PlainError[];
}
