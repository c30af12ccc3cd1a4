// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Calls `make` when its result is first wanted: a program calls few of the functions, and all of them were dear to make. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
