// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// How long is measured, in the page's address: unless it is as usual.

import { PACES, type PaceName } from "./measure.ts";

const USUAL: PaceName = "usual";

/** The pace of this name; the usual one for what is none. */
export function paceOf(name: string | null): PaceName {
  return name !== null && Object.hasOwn(PACES, name) ? (name as PaceName) : USUAL;
}

/** The pace that an address's query asks for. */
export const readPace = (query: string): PaceName => paceOf(new URLSearchParams(query).get("pace"));

/** The address to go to for it: the page's own without a query, if that is all. */
export const writePace = (pace: PaceName): string => (pace === USUAL ? location.pathname : `?pace=${pace}`);
