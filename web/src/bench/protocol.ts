// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the page and its worker say to each other. To cancel, the page ends the worker.

import type { Case } from "./cases.ts";
import type { PaceName, Timing } from "./measure.ts";

export interface Request {
  readonly pace: PaceName;
}

/** A variant that does not run here, or answers wrongly. */
export interface Absent {
  readonly name: string;
  readonly why: string;
}

export interface CaseResult {
  readonly of: Case;
  readonly timings: readonly Timing[];
  /** What answered wrongly, and was not timed. */
  readonly wrong: readonly Absent[];
}

export type Report =
  | {
      readonly kind: "loaded";
      readonly version: string;
      readonly variants: readonly string[];
      readonly absent: readonly Absent[];
    }
  | { readonly kind: "progress"; readonly share: number; readonly text: string }
  | { readonly kind: "case"; readonly result: CaseResult }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly message: string };
