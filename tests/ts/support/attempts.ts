// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What every test of messages needs: something to call, and what it should throw.

import type { Surprisal } from "surprisal";
import { expect, test } from "vitest";

import { describeVariants } from "./variants.ts";

export type Attempt = readonly [message: string, kind: ErrorConstructor, attempt: (s: Surprisal) => unknown];

export const logits = Float32Array.of(2, 1, 0.5, 0, 3, 1);
export const labels = Int32Array.of(0, 1);

/** Something that TypeScript would not let pass. */
export const wrong = (value: unknown): never => value as never;

/** Tests that each attempt throws exactly its message, on each variant. */
export function testAttempts(what: string, attempts: readonly Attempt[]): void {
  describeVariants(what, (s) => {
    test.each(attempts)("%s", (message, kind, attempt) => {
      let thrown: unknown;
      try {
        attempt(s);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(kind);
      expect((thrown as Error).message).toBe(message);
    });
  });
}
