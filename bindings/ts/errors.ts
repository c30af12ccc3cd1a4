// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Messages say operation, rule and what was got: `crossEntropy: labels[17] is 12, outside 0..9`. A TypeError is about a
// kind, a RangeError about a value or a shape, a SurprisalError about the instance: its loading, its end.

/** What went wrong: see {@link SurprisalError.code}. */
export type SurprisalErrorCode =
  /** The variant needs WebAssembly, which this environment does not have or has switched off. */
  | "wasm-unavailable"
  /** The engine lacks the instructions that the variant is built with. */
  | "variant-unsupported"
  /** The variant could not be fetched or started; `cause` has the reason. */
  | "variant-failed"
  /** `url` could not be fetched, or answers with an error. */
  | "fetch-failed"
  /** What `bytes` or `url` gave is not WebAssembly, or not all of it. */
  | "not-wasm"
  /** What `bytes` or `url` gave is not what `integrity` names. */
  | "integrity-failed"
  /** The compiled module is another variant than was asked for, or of another version than the code around it. */
  | "version-mismatch"
  /** The variant started, but computes wrongly. */
  | "self-test-failed"
  /** No variant could be loaded; `cause` is an AggregateError with the reasons. */
  | "no-variant"
  /** The instance was used after its `dispose()`. */
  | "disposed"
  /** The worker of a classifier could not be started, or has died. */
  | "worker-failed";

/** A failure to load, or the use of an instance that is disposed. Calling `load` again tries again, or gives another. */
export class SurprisalError extends Error {
  override readonly name = "SurprisalError";
  readonly code: SurprisalErrorCode;

  constructor(code: SurprisalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * "a string", "null", "an Int32Array": the kind of a value, for messages.
 * @internal
 */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return typeof value === "function" ? "a function" : `a ${typeof value}`;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const article = /^[AEIO]/.test(tag) ? "an" : "a";
  return `${article} ${tag === "Object" ? "object" : tag}`;
}

/**
 * A value as a message shows it: strings in quotes, numbers as they are, everything else by its kind.
 * @internal
 */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  return kindOf(value);
}

/**
 * "[2, 3]".
 * @internal
 */
export function shownShape(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

/** @internal */
export function outOfMemory(operation: string, bytes: number): RangeError {
  return new RangeError(`${operation}: out of memory, ${bytes.toLocaleString("en")} bytes more were wanted`);
}

/** @internal */
export function instanceDisposed(operation: string): SurprisalError {
  return new SurprisalError("disposed", `${operation}: the instance is disposed; load() gives another`);
}
