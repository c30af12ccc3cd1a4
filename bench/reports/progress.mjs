// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

const started = Date.now();

/** What is being done now; nothing, at the end. */
export function tell(text) {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  // On a terminal one line that changes; in a log nothing but the report.
  if (process.stderr.isTTY) process.stderr.write(text === "" ? "\r\u001b[K" : `\r\u001b[K[${seconds} s] ${text}`);
}
