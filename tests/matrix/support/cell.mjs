// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { test } from "vitest";

import { isFull } from "./peers.mjs";

/** A cell of the matrix; those that are not `fast` are there for `npm run test:matrix` alone. */
export function cell(name, run, { fast = false, timeout = 180_000 } = {}) {
  if (fast || isFull) test(name, run, timeout);
}
