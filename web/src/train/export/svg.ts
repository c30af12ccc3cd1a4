// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The chart as an SVG file: the same lines, axes and part of the curves as on the page, drawn anew.

import {
  PIN_TRAINING,
  PIN_VALIDATION,
  type PinStyle,
  TRAINING,
  UNIFORM,
  VALIDATION,
  uniformLabel,
} from "../chart/styles.ts";
import { type Span, tickLabels, ticksOf } from "../chart/ticks.ts";
import type { Columns } from "../curve.ts";

export interface ChartPicture {
  readonly curve: Columns;
  readonly pins: readonly { readonly style: PinStyle; readonly curve: Columns; readonly label: string }[];
  readonly steps: Span;
  readonly loss: Span;
  readonly logSteps: boolean;
  readonly logLoss: boolean;
  /** Null without data. */
  readonly classes: number | null;
  /** The settings of the run, in words. */
  readonly label: string;
  /** The value of a design token. */
  readonly colour: (token: string) => string;
}

const WIDTH = 960;
const HEIGHT = 540;
const PLOT = { left: 64, top: 56, right: WIDTH - 24, bottom: HEIGHT - 56 };
const LEGEND_LINE = 18;

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** From a value to a place, along an axis. */
function scaler({ min, max }: Span, log: boolean, from: number, to: number): (value: number) => number {
  const place = log ? Math.log : (value: number): number => value;
  const [low, high] = [place(min), place(max)];
  return (value) => {
    // What a logarithmic axis has no place for is far outside.
    const share = log && value <= 0 ? -10 : (place(value) - low) / (high - low);
    return Number((from + share * (to - from)).toFixed(2));
  };
}

interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly dash: readonly number[];
}

export function drawSvg(picture: ChartPicture): string {
  const { curve, pins, steps, loss, logSteps, logLoss, classes, colour } = picture;
  const x = scaler(steps, logSteps, PLOT.left, PLOT.right);
  const y = scaler(loss, logLoss, PLOT.bottom, PLOT.top);
  const line = (
    column: Columns["training"],
    at: readonly number[],
    { colour: stroke, width, dash }: Stroke,
  ): string => {
    const points = column.flatMap((value, i) =>
      value === null ? [] : [`${String(x(at[i] ?? 0))},${String(y(value))}`],
    );
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    return `<polyline points="${points.join(" ")}" stroke="${stroke}" stroke-width="${String(width)}"${dashes}/>`;
  };
  const stroke = (style: { token: string; width: number; dash: readonly number[] }): Stroke => ({
    ...style,
    colour: colour(style.token),
  });
  const text = (at: readonly [number, number], words: string, more = ""): string =>
    `<text x="${String(at[0])}" y="${String(at[1])}"${more}>${escapeText(words)}</text>`;

  const columns = ticksOf(steps, logSteps, 10, true);
  const rows = ticksOf(loss, logLoss, 8);
  const grid = [
    ...columns.map((tick) => `M${String(x(tick))} ${String(PLOT.top)}V${String(PLOT.bottom)}`),
    ...rows.map((tick) => `M${String(PLOT.left)} ${String(y(tick))}H${String(PLOT.right)}`),
  ].join("");
  const uniform = classes === null ? -Infinity : y(Math.log(classes));
  const inSight = classes !== null && uniform >= PLOT.top && uniform <= PLOT.bottom;
  const soft = ` fill="${colour("--ink-soft")}"`;
  const legend = [
    { name: `This run: training solid, validation dashed (${picture.label})`, token: TRAINING.token },
    ...pins.map(({ style, label }) => ({ name: `${style.letter}: ${label}`, token: style.token })),
  ];
  const height = HEIGHT + legend.length * LEGEND_LINE;

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" width="${String(WIDTH)}" height="${String(height)}" font-family="sans-serif" font-size="12" role="img" aria-label="Cross-entropy by training step">`,
    `<rect width="100%" height="100%" fill="${colour("--surface")}"/>`,
    `<clipPath id="plot"><rect x="${String(PLOT.left)}" y="${String(PLOT.top)}" width="${String(PLOT.right - PLOT.left)}" height="${String(PLOT.bottom - PLOT.top)}"/></clipPath>`,
    text([PLOT.left, 30], "Cross-entropy, nats", ` font-size="16" font-weight="600" fill="${colour("--ink")}"`),
    `<path d="${grid}" stroke="${colour("--line")}" fill="none"/>`,
    ...tickLabels(columns, logSteps).map((label, i) =>
      text([x(columns[i] ?? 0), PLOT.bottom + 18], label, `${soft} text-anchor="middle"`),
    ),
    ...tickLabels(rows, logLoss).map((label, i) =>
      text([PLOT.left - 8, y(rows[i] ?? 0) + 4], label, `${soft} text-anchor="end"`),
    ),
    text([(PLOT.left + PLOT.right) / 2, PLOT.bottom + 38], "training step", `${soft} text-anchor="middle"`),
    `<g fill="none" stroke-linejoin="round" clip-path="url(#plot)">`,
    `<path d="M${String(PLOT.left)} ${String(uniform)}H${String(PLOT.right)}" stroke="${colour(UNIFORM.token)}" stroke-dasharray="${UNIFORM.dash.join(" ")}"/>`,
    ...pins.flatMap(({ style, curve: pinned }) => [
      line(pinned.training, pinned.steps, stroke({ ...PIN_TRAINING, token: style.token })),
      line(pinned.validation, pinned.steps, stroke({ ...PIN_VALIDATION, token: style.token })),
    ]),
    line(curve.training, curve.steps, stroke(TRAINING)),
    line(curve.validation, curve.steps, stroke(VALIDATION)),
    `</g>`,
    inSight ? text([PLOT.right, uniform - 5], uniformLabel(classes), `${soft} text-anchor="end"`) : "",
    ...legend.map(({ name, token }, i) =>
      text([PLOT.left, HEIGHT + i * LEGEND_LINE], name, ` fill="${colour(token)}"`),
    ),
    `</svg>`,
    "",
  ].join("\n");
}
