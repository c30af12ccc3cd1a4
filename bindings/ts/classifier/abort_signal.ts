// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/**
 * What is used of an AbortSignal. Named by its own members, because not all who compile against this package have the
 * type: it comes with a page's types, and with Node's. Properties, not methods: nobody but this package calls them.
 */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly addEventListener: (type: "abort", listener: () => void) => void;
  readonly removeEventListener: (type: "abort", listener: () => void) => void;
}

/**
 * By what it has: a frame or a test runner may have made it with a class of its own.
 * @internal
 */
export function isAbortSignal(value: unknown): value is AbortSignalLike {
  const { aborted, addEventListener } = (value ?? {}) as { readonly [Name in keyof AbortSignalLike]?: unknown };
  return typeof aborted === "boolean" && typeof addEventListener === "function";
}
