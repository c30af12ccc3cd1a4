// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { token } from "../../ui/theme.ts";
import type { Columns } from "../curve.ts";
import { type Overlay, drawLetters, drawOverlays, drawUniform, drawUniformLabel } from "./overlay.ts";
import { BATCH, TRAINING, VALIDATION } from "./styles.ts";
import { type Span, tickLabels, ticksOf } from "./ticks.ts";
import type { Viewport } from "./viewport.ts";

/** Room between two marks on the validation curve, and between the labels of an axis, in CSS pixels. */
const MARK_DISTANCE = 22;
const STEPS_SPACE = 72;
const LOSS_SPACE = 40;
/** A drag shorter than this is a click. */
const LEAST_DRAG = 6;
// The enum exists in uPlot's types alone, not in its code.
/* eslint-disable @typescript-eslint/no-unsafe-enum-assignment */
const LINEAR = 1 as uPlot.Scale.Distr;
const LOGARITHMIC = 3 as uPlot.Scale.Distr;
/* eslint-enable @typescript-eslint/no-unsafe-enum-assignment */

/** What is drawn, as it is at the time. */
export interface Scene {
  readonly viewport: Viewport;
  readonly curve: Columns;
  /** Null without data. */
  readonly classes: number | null;
  readonly overlays: readonly Overlay[];
  /** Steps and losses in sight. */
  readonly spans: { readonly steps: Span; readonly loss: Span };
}

export interface PlotListener {
  /** The point under the pointer, or under the keyboard's cursor. */
  onCursor(index: number | null): void;
  /** A part was marked to be shown alone; null for all of an axis. */
  onSelect(steps: Span | null, loss: Span | null): void;
  /** All is to be shown. */
  onAll(): void;
}

/** Draws the chart: the columns of the curve are handed in anew at each frame. */
export class Plot {
  readonly #host: HTMLElement;
  readonly #scene: Scene;
  readonly #listener: PlotListener;
  #plot: uPlot;

  constructor(host: HTMLElement, scene: Scene, listener: PlotListener) {
    this.#host = host;
    this.#scene = scene;
    this.#listener = listener;
    this.#plot = new uPlot(this.#options(), this.#columns(), host);
    new ResizeObserver(() => {
      this.#plot.setSize(this.#size());
    }).observe(host);
  }

  /** The point under the pointer. */
  get hovered(): number | null {
    return this.#plot.cursor.idx ?? null;
  }

  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas;
  }

  /** The step under the pointer, or in the middle. */
  get stepAtCursor(): number {
    const { left } = this.#plot.cursor;
    const at = left !== undefined && left >= 0 ? left : this.#plot.over.clientWidth / 2;
    return this.#plot.posToVal(at, "x");
  }

  /** Draws what there is now. */
  update(): void {
    this.#plot.setData(this.#columns());
  }

  /** Draws the same again in the colours in force. */
  recolour(): void {
    this.#plot.redraw(false, true);
  }

  /** Draws anew, on axes of another kind: it cannot be changed later. */
  changeAxes(): void {
    this.#plot.destroy();
    this.#plot = new uPlot(this.#options(), this.#columns(), this.#host);
  }

  /** Puts the cursor on a step in sight; null takes it away. */
  pointAt(step: number | null): void {
    if (step === null) {
      this.#plot.setCursor({ left: -10, top: -10 });
      return;
    }
    const { logSteps } = this.#scene.viewport;
    const left = Math.max(this.#plot.valToPos(Math.max(step, logSteps ? 1 : 0), "x"), 0);
    this.#plot.setCursor({ left: Math.min(left, this.#plot.over.clientWidth - 1), top: 10 });
  }

  #columns(): uPlot.AlignedData {
    const { steps, batch, training, validation } = this.#scene.curve;
    return [steps, batch, training, validation];
  }

  #size(): { width: number; height: number } {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #options(): uPlot.Options {
    const { logSteps, logLoss } = this.#scene.viewport;
    const font = `12px ${token("--font-text")}`;
    const axis = (log: boolean, space: number, integers: boolean): uPlot.Axis => ({
      font,
      stroke: () => token("--ink-soft"),
      grid: { stroke: () => token("--line"), width: 1 },
      ticks: { show: false },
      space,
      splits: (plot, index, min, max) => {
        // Of the whole, axes included: what is left for the plot is not known when it is laid out first.
        const pixels = index === 0 ? plot.width : plot.height;
        return ticksOf({ min, max }, log, Math.max(2, Math.floor(pixels / space)), integers);
      },
      filter: (_, splits) => splits,
      values: (_, splits) => tickLabels(splits, log),
    });
    return {
      ...this.#size(),
      padding: [12, 14, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: true, y: true, uni: 24, dist: LEAST_DRAG, setScale: false },
        points: { size: 8 },
        bind: {
          dblclick: () => () => {
            this.#listener.onAll();
            return null;
          },
        },
      },
      scales: {
        x: {
          time: false,
          distr: logSteps ? LOGARITHMIC : LINEAR,
          range: () => {
            const { min, max } = this.#scene.spans.steps;
            return [min, max];
          },
        },
        y: {
          distr: logLoss ? LOGARITHMIC : LINEAR,
          range: () => {
            const { min, max } = this.#scene.spans.loss;
            return [min, max];
          },
        },
      },
      axes: [
        {
          ...axis(logSteps, STEPS_SPACE, true),
          size: 26,
          gap: 6,
          label: "training step",
          labelFont: font,
          labelSize: 18,
          labelGap: 4,
        },
        { ...axis(logLoss, LOSS_SPACE, false), size: 48 },
      ],
      series: [
        {},
        { label: "batch", stroke: () => token(BATCH.token), width: BATCH.width, points: { show: false } },
        { label: "training", stroke: () => token(TRAINING.token), width: TRAINING.width, points: { show: false } },
        {
          label: "validation",
          stroke: () => token(VALIDATION.token),
          width: VALIDATION.width,
          dash: [...VALIDATION.dash],
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
        drawAxes: [
          (plot) => {
            if (this.#scene.classes !== null) drawUniform(plot, this.#scene.classes);
            drawOverlays(plot, this.#scene.overlays);
          },
        ],
        draw: [
          (plot) => {
            if (this.#scene.classes !== null) drawUniformLabel(plot, this.#scene.classes);
            drawLetters(plot, this.#scene.overlays);
          },
        ],
        setCursor: [
          (plot) => {
            this.#listener.onCursor(plot.cursor.idx ?? null);
          },
        ],
        setSelect: [
          (plot) => {
            this.#takeSelection(plot);
          },
        ],
      },
    };
  }

  #takeSelection(plot: uPlot): void {
    const { left, top, width, height } = plot.select;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    const { clientWidth, clientHeight } = plot.over;
    // A drag along one axis selects the whole of the other.
    const steps =
      width >= LEAST_DRAG && width < clientWidth
        ? { min: plot.posToVal(left, "x"), max: plot.posToVal(left + width, "x") }
        : null;
    const loss =
      height >= LEAST_DRAG && height < clientHeight
        ? { min: plot.posToVal(top + height, "y"), max: plot.posToVal(top, "y") }
        : null;
    if (steps || loss) this.#listener.onSelect(steps, loss);
  }

  /** The validation points that carry a mark: all of them would run into one thick band. */
  #markedIndices(plot: uPlot): number[] {
    const indices: number[] = [];
    let lastAt = -Infinity;
    const { steps, validation } = this.#scene.curve;
    validation.forEach((value, i) => {
      if (value === null) return;
      const at = plot.valToPos(steps[i] ?? 0, "x");
      if (at - lastAt < MARK_DISTANCE) return;
      indices.push(i);
      lastAt = at;
    });
    return indices;
  }
}
