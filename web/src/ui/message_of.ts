// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** What to say of something that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
