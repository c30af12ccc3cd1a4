// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { token } from "../ui/theme.ts";
import type { Curve } from "./curve.ts";

/** The cross-entropy of a guess that gives each of the ten classes the same probability. */
const UNIFORM = Math.log(10);
const UNIFORM_LABEL = "uniform guess: ln 10 ≈ 2.303";
/** The first steps fill the chart's width from the start. */
const MIN_STEPS = 100;
/** Room between two marks on the validation curve, in CSS pixels. */
const MARK_DISTANCE = 22;

type CursorListener = (index: number | null) => void;

/** The streaming chart: one uPlot for the life of the page, its columns handed in anew at each frame. */
export class Chart {
  readonly #host: HTMLElement;
  readonly #plot: uPlot;
  #curve: Curve;

  constructor(host: HTMLElement, curve: Curve, onCursor: CursorListener) {
    this.#host = host;
    this.#curve = curve;
    this.#plot = new uPlot(this.#options(onCursor), this.#columns(), host);
    new ResizeObserver(() => {
      this.#plot.setSize(this.#size());
    }).observe(host);
  }

  /** The point under the pointer. */
  get hovered(): number | null {
    return this.#plot.cursor.idx ?? null;
  }

  /** Shows another curve. */
  show(curve: Curve): void {
    this.#curve = curve;
    this.update();
  }

  /** Draws what the curve holds now. */
  update(): void {
    this.#plot.setData(this.#columns());
  }

  /** Draws the same again in the colours in force. */
  recolour(): void {
    this.#plot.redraw(false, true);
  }

  #columns(): uPlot.AlignedData {
    const { steps, batch, training, validation } = this.#curve;
    return [steps, batch, training, validation];
  }

  #size(): { width: number; height: number } {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #options(onCursor: CursorListener): uPlot.Options {
    const font = `12px ${token("--font-text")}`;
    const axis = {
      font,
      stroke: () => token("--ink-soft"),
      grid: { stroke: () => token("--line"), width: 1 },
      ticks: { show: false },
    };
    return {
      ...this.#size(),
      padding: [12, 8, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { time: false, range: (_, __, max) => [0, Math.max(MIN_STEPS, max)] },
        y: { range: () => [0, Math.max(UNIFORM, this.#curve.peak) * 1.1] },
      },
      axes: [
        {
          ...axis,
          size: 26,
          gap: 6,
          label: "training step",
          labelFont: font,
          labelSize: 18,
          labelGap: 4,
          space: 64,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6],
        },
        { ...axis, size: 44, space: 44 },
      ],
      series: [
        {},
        { label: "batch", stroke: () => token("--training-faint"), width: 1, points: { show: false } },
        { label: "training", stroke: () => token("--training"), width: 2.5, points: { show: false } },
        {
          label: "validation",
          stroke: () => token("--validation"),
          width: 2,
          dash: [7, 4],
          spanGaps: true,
          points: {
            size: 8,
            width: 2,
            fill: () => token("--surface"),
            filter: (plot) => this.#markedIndices(plot),
          },
        },
      ],
      hooks: {
        drawAxes: [drawUniform],
        setCursor: [
          (plot) => {
            onCursor(plot.cursor.idx ?? null);
          },
        ],
      },
    };
  }

  /** The validation points that carry a mark: all of them would run into one thick band. */
  #markedIndices(plot: uPlot): number[] {
    const indices: number[] = [];
    let lastAt = -Infinity;
    this.#curve.validation.forEach((value, i) => {
      const at = plot.valToPos(this.#curve.steps[i] ?? 0, "x");
      if (value === null || at - lastAt < MARK_DISTANCE) return;
      indices.push(i);
      lastAt = at;
    });
    return indices;
  }
}

/** The dashed line of the uniform guess, under the curves, its label above its right end. */
function drawUniform(plot: uPlot): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(UNIFORM, "y", true));
  ctx.save();
  ctx.strokeStyle = token("--ink-soft");
  ctx.fillStyle = token("--ink-soft");
  ctx.lineWidth = uPlot.pxRatio;
  ctx.setLineDash([2 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${String(12 * uPlot.pxRatio)}px ${token("--font-text")}`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.fillText(UNIFORM_LABEL, bbox.left + bbox.width, y - 4 * uPlot.pxRatio);
  ctx.restore();
}
