// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the chart draws beside the current run: pinned runs, and the line of the uniform guess.

import uPlot from "uplot";
import { token } from "../../ui/theme.ts";
import type { Columns } from "../curve.ts";
import { PIN_TRAINING, PIN_VALIDATION, type PinStyle, UNIFORM, uniformLabel } from "./styles.ts";

/** A pinned run, as far as the chart is concerned. */
export interface Overlay {
  readonly style: PinStyle;
  readonly curve: Columns;
}

/** Draws inside the plot's frame, in its pixels. */
function clipped({ ctx, bbox }: uPlot, draw: (ctx: CanvasRenderingContext2D) => void): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

/** The column as one line over its gaps. */
function trace(plot: uPlot, steps: readonly number[], column: readonly (number | null)[]): void {
  const { ctx } = plot;
  ctx.beginPath();
  // After beginPath, the first lineTo is a moveTo.
  column.forEach((value, i) => {
    if (value !== null) ctx.lineTo(plot.valToPos(steps[i] ?? 0, "x", true), plot.valToPos(value, "y", true));
  });
  ctx.stroke();
}

/** The pinned runs, under the current one: training solid, validation dashed. */
export function drawOverlays(plot: uPlot, overlays: readonly Overlay[]): void {
  const ratio = uPlot.pxRatio;
  clipped(plot, (ctx) => {
    ctx.lineJoin = "round";
    for (const { style, curve } of overlays) {
      const colour = token(style.token);
      ctx.strokeStyle = colour;
      ctx.lineWidth = PIN_TRAINING.width * ratio;
      ctx.setLineDash([...PIN_TRAINING.dash]);
      trace(plot, curve.steps, curve.training);
      ctx.lineWidth = PIN_VALIDATION.width * ratio;
      ctx.setLineDash(PIN_VALIDATION.dash.map((length) => length * ratio));
      trace(plot, curve.steps, curve.validation);
    }
  });
}

/** Each pinned run's letter at the end of its validation, over all curves. */
export function drawLetters(plot: uPlot, overlays: readonly Overlay[]): void {
  clipped(plot, () => {
    for (const { style, curve } of overlays) {
      const last = curve.validation.findLastIndex((value) => value !== null);
      if (last < 0) continue;
      const x = plot.valToPos(curve.steps[last] ?? 0, "x", true);
      const y = plot.valToPos(curve.validation[last] ?? 0, "y", true);
      drawLetter(plot, style.letter, token(style.token), [x, y]);
    }
  });
}

function drawLetter({ ctx, bbox }: uPlot, letter: string, colour: string, [x, y]: [number, number]): void {
  const ratio = uPlot.pxRatio;
  const radius = 8 * ratio;
  const at = Math.min(x, bbox.left + bbox.width - radius - ratio);
  ctx.setLineDash([]);
  ctx.strokeStyle = colour;
  ctx.lineWidth = PIN_TRAINING.width * ratio;
  ctx.fillStyle = token("--surface");
  ctx.beginPath();
  ctx.arc(at, y, radius, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  ctx.fillStyle = colour;
  ctx.font = `600 ${String(11 * ratio)}px ${token("--font-text")}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(letter, at, y + ratio);
}

/** The dotted line of the uniform guess, under the curves. */
export function drawUniform(plot: uPlot, classes: number): void {
  const { bbox } = plot;
  const ratio = uPlot.pxRatio;
  const y = Math.round(plot.valToPos(Math.log(classes), "y", true));
  clipped(plot, (ctx) => {
    ctx.strokeStyle = token(UNIFORM.token);
    ctx.lineWidth = ratio;
    ctx.setLineDash(UNIFORM.dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  });
}

/**
 * What the line is, at its right end: above it, or below where there is no room. Over the curves, which stay about there
 * where there is nothing to learn.
 */
export function drawUniformLabel(plot: uPlot, classes: number): void {
  const { bbox } = plot;
  const ratio = uPlot.pxRatio;
  const y = Math.round(plot.valToPos(Math.log(classes), "y", true));
  clipped(plot, (ctx) => {
    ctx.font = `${String(12 * ratio)}px ${token("--font-text")}`;
    ctx.textAlign = "right";
    const isHigh = y - bbox.top < 18 * ratio;
    ctx.textBaseline = isHigh ? "top" : "bottom";
    const place = [bbox.left + bbox.width, y + (isHigh ? 5 : -4) * ratio] as const;
    ctx.lineJoin = "round";
    ctx.lineWidth = 5 * ratio;
    ctx.strokeStyle = token("--surface");
    ctx.strokeText(uniformLabel(classes), ...place);
    ctx.fillStyle = token(UNIFORM.token);
    ctx.fillText(uniformLabel(classes), ...place);
  });
}
