// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the chart is zoomed to, and its form in an address. Nothing here needs a page.

import type { Span } from "./ticks.ts";

/** Null for all there is. */
export interface Zoom {
  readonly steps: Span | null;
  readonly loss: Span | null;
}

export const UNZOOMED: Zoom = { steps: null, loss: null };

export function isZoomed({ steps, loss }: Zoom): boolean {
  return steps !== null || loss !== null;
}

/** Enough to tell neighbouring steps of a long run. */
const DIGITS = 8;

function writeSpan(span: Span | null): string {
  return span === null ? "" : [span.min, span.max].map((end) => String(Number(end.toPrecision(DIGITS)))).join(":");
}

/** The ends of a span from 0 on, or null. */
function readSpan(text: string): Span | null {
  const ends = text.split(":").map((end) => (end.trim() === "" ? NaN : Number(end)));
  const [min = NaN, max = NaN] = ends;
  return ends.length === 2 && min >= 0 && max > min && Number.isFinite(max) ? { min, max } : null;
}

/** "120:450,0.2:0.5": these steps, these losses; either may be missing. */
export function writeZoom({ steps, loss }: Zoom): string {
  return loss === null ? writeSpan(steps) : `${writeSpan(steps)},${writeSpan(loss)}`;
}

/** Whatever the text, a zoom. */
export function readZoom(text: string | null): Zoom {
  const [steps = "", loss = ""] = (text ?? "").split(",");
  return { steps: readSpan(steps), loss: readSpan(loss) };
}
