// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the page and its worker say to each other.

import type { Pace, RateChange, Settings } from "./settings.ts";

/**
 * A request that starts or stops training carries a ticket, counting up. A report that training stopped names the last
 * ticket it knew of, so that the page can tell an answer from one that a later request has overtaken.
 */
export type Request =
  /** Start over. The reports that follow carry the ticket as `run`; others are of an earlier run. */
  | { readonly kind: "reset"; readonly ticket: number; readonly settings: Settings }
  | { readonly kind: "play"; readonly ticket: number }
  | { readonly kind: "pause"; readonly ticket: number }
  /** Exactly one update. */
  | { readonly kind: "step"; readonly ticket: number }
  /** From the next update on. */
  | { readonly kind: "rate"; readonly rate: number }
  | { readonly kind: "pace"; readonly pace: Pace }
  | { readonly kind: "epochs"; readonly epochs: number };

/** The loss of one batch, before the update that it led to. Steps count from 1. */
export interface StepPoint {
  readonly step: number;
  /** Nats. */
  readonly loss: number;
}

/** The model after `step` updates, on data that it does not train on. */
export interface EvaluationPoint {
  readonly step: number;
  readonly epoch: number;
  /** Mean cross-entropy on the validation split, nats. */
  readonly validation: number;
  /** The share of the test images whose most probable class is theirs; null if not evaluated at this step. */
  readonly accuracy: number | null;
}

/** What the model makes of the images in the gallery, and its weights. */
export interface Insight {
  /** `[images]`: the most probable class. */
  readonly predicted: Int32Array;
  /** `[images]`: −ln of the probability of the true class, nats. */
  readonly surprisal: Float32Array;
  /** `[784, 10]`. */
  readonly weights: Float32Array;
}

export interface Loaded {
  readonly kind: "loaded";
  readonly variant: string;
  readonly version: string;
  /** Bytes of digits that came over the wire. */
  readonly bytes: number;
  readonly training: number;
  readonly validation: number;
  readonly test: number;
  /** `[images, 784]` and `[images]`: the images of the gallery. */
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

export interface Progress {
  readonly kind: "progress";
  /** The ticket of the reset that began it. */
  readonly run: number;
  readonly step: number;
  readonly epoch: number;
  readonly stepInEpoch: number;
  readonly stepsPerEpoch: number;
  readonly points: readonly StepPoint[];
  readonly evaluations: readonly EvaluationPoint[];
  readonly rates: readonly RateChange[];
  /** Time of one update, smoothed; null before the first. */
  readonly msPerStep: number | null;
  readonly insight: Insight | null;
  /**
   * The last ticket, once training stands still and every number is of the model as it stands: where the engine is slow,
   * the evaluations take a while after the last step. Else null.
   */
  readonly settled: number | null;
}

/** Why training stands still. */
export type StopReason = "asked" | "epochs" | "diverged";

export type Report =
  | { readonly kind: "loading"; readonly received: number; readonly total: number | null }
  | Loaded
  | Progress
  | { readonly kind: "stopped"; readonly ticket: number; readonly reason: StopReason }
  | { readonly kind: "failed"; readonly message: string };
