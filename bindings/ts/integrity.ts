// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { SurprisalError } from "./errors.ts";

/** The hashes that a text such as "sha384-…" names: those of the strongest algorithm in it, as the standard has it. */
export function hashesOf(integrity: string): readonly string[] {
  const hashes = integrity.split(/\s+/).flatMap((word) => /^sha(?:256|384|512)-[\w+/]+=*/.exec(word) ?? []);
  const strongest = hashes
    .map((hash) => hash.slice(0, 6))
    .sort()
    .at(-1);
  return hashes.filter((hash) => hash.startsWith(strongest ?? ""));
}

/**
 * Holds bytes to the text: one of its hashes has to fit. Done here and not by `fetch`: some runtimes' `fetch` ignores the
 * option, and no browser's says that this was the reason.
 */
export async function verifyIntegrity(bytes: Uint8Array<ArrayBuffer>, integrity: string, what: string): Promise<void> {
  const hashes = hashesOf(integrity);
  const algorithm = hashes[0]?.slice(3, 6) ?? "";
  // Not everywhere: pages of plain http have none.
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto };
  if (subtle === undefined) {
    throw new SurprisalError(
      "integrity-failed",
      "load: integrity can't be checked without crypto.subtle, which pages have over https or on localhost",
    );
  }
  const digest = await subtle.digest(`SHA-${algorithm}`, bytes);
  const found = `sha${algorithm}-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  if (!hashes.includes(found)) {
    throw new SurprisalError(
      "integrity-failed",
      `load: ${what} has the hash ${found}, which integrity does not name; it is another file than was meant`,
    );
  }
}
