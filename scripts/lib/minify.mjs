// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Minifies code that nobody reads, as it is published. */
export async function minify(name, code) {
  // Imported here, since node_modules may have been missing when this file was.
  const { minifySync } = await import("rolldown/utils");
  return minifySync(name, code, { module: true, compress: true, mangle: true, codegen: { removeWhitespace: true } })
    .code;
}
