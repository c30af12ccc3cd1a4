// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Which part of the curves is seen, on which kind of axes. Nothing here needs a page.

import type { Columns } from "../curve.ts";
import type { Span } from "./ticks.ts";
import { type Zoom, isZoomed } from "./zoom.ts";

/** The first steps fill the chart's width from the start. */
const MIN_STEPS = 100;
/** A window is never narrower than this: there is nothing between two steps. */
const NARROWEST = 2;

/** Finite values of the smoothed and the validation curve at steps in `span`. */
function* valuesIn(curves: readonly Columns[], span: Span): Generator<number> {
  for (const { steps, training, validation } of curves) {
    for (let i = 0; i < steps.length; ++i) {
      const step = steps[i] ?? 0;
      if (step < span.min || step > span.max) continue;
      const smooth = training[i];
      const judged = validation[i];
      if (typeof smooth === "number") yield smooth;
      if (typeof judged === "number") yield judged;
    }
  }
}

export class Viewport {
  logSteps = false;
  logLoss = false;
  #steps: Span | null = null;
  #loss: Span | null = null;

  get zoom(): Zoom {
    return { steps: this.#steps, loss: this.#loss };
  }

  get zoomed(): boolean {
    return isZoomed(this.zoom);
  }

  /** Shows just that; of null everything, from here on also what is still to come. */
  show({ steps, loss }: Zoom): void {
    this.#steps = steps && this.#settleSteps(steps);
    this.#loss = loss;
  }

  /** `factor` below 1 shows less, with `step` staying where it is. */
  zoomBy(factor: number, step: number, curves: readonly Columns[]): void {
    const { min, max } = this.steps(curves);
    const [to, from] = this.#transforms();
    const anchor = to(Math.min(Math.max(step, min), max));
    const next = {
      min: from(anchor - (anchor - to(min)) * factor),
      max: from(anchor + (to(max) - anchor) * factor),
    };
    const all = this.#allSteps(curves);
    if (next.min <= all.min && next.max >= all.max) this.#steps = null;
    else this.#steps = this.#settleSteps({ min: Math.max(next.min, all.min), max: Math.min(next.max, all.max) });
    // What the losses in the new window are decides their axis.
    this.#loss = null;
  }

  /** Moves the window by a share of its width; does nothing while everything is shown. */
  panBy(share: number, curves: readonly Columns[]): void {
    if (!this.#steps) return;
    const [to, from] = this.#transforms();
    const all = this.#allSteps(curves);
    const width = to(this.#steps.max) - to(this.#steps.min);
    const lowest = Math.min(Math.max(to(this.#steps.min) + share * width, to(all.min)), to(all.max) - width);
    this.#steps = { min: from(lowest), max: from(lowest + width) };
  }

  steps(curves: readonly Columns[]): Span {
    if (!this.#steps) return this.#allSteps(curves);
    // A window that began at step 0 begins at step 1 on a logarithmic axis.
    return this.logSteps ? this.#settleSteps(this.#steps) : this.#steps;
  }

  /** `uniform`: the loss of a uniform guess, which is in sight unless the visitor zoomed in. */
  loss(curves: readonly Columns[], uniform: number): Span {
    if (this.#loss && (!this.logLoss || this.#loss.min > 0)) return this.#loss;
    let low = this.zoomed ? Infinity : uniform;
    let high = this.zoomed ? -Infinity : uniform;
    for (const value of valuesIn(curves, this.steps(curves))) {
      if (value > high) high = value;
      if (value < low && (value > 0 || !this.logLoss)) low = value;
    }
    if (!Number.isFinite(low) || high <= 0)
      return this.logLoss ? { min: 0.1, max: 10 } : { min: 0, max: uniform * 1.1 };
    if (this.logLoss) return { min: low / 1.15, max: high * 1.15 };
    if (!this.zoomed) return { min: 0, max: high * 1.1 };
    const margin = Math.max((high - low) * 0.08, high * 1e-3);
    return { min: Math.max(0, low - margin), max: high + margin };
  }

  #allSteps(curves: readonly Columns[]): Span {
    const last = curves.reduce((most, { steps }) => Math.max(most, steps.at(-1) ?? 0), MIN_STEPS);
    return { min: this.logSteps ? 1 : 0, max: last };
  }

  #settleSteps({ min, max }: Span): Span {
    const from = Math.max(min, this.logSteps ? 1 : 0);
    return { min: from, max: Math.max(max, from + NARROWEST) };
  }

  /** To and from the space in which a zoom is even. */
  #transforms(): [(step: number) => number, (place: number) => number] {
    return this.logSteps ? [Math.log, Math.exp] : [(step) => step, (place) => place];
  }
}
