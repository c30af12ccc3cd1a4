// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { token } from "../../ui/theme.ts";
import type { Columns } from "../curve.ts";
import { type Overlay, drawOverlays, drawUniform } from "./overlay.ts";
import { BATCH, TRAINING, VALIDATION } from "./styles.ts";
import { type Span, tickLabels, ticksOf } from "./ticks.ts";
import { Viewport } from "./viewport.ts";

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

export interface ChartListener {
  /** The point under the pointer, or under the keyboard's cursor. */
  onCursor(index: number | null): void;
  /** The chart was zoomed, or shows all again. */
  onZoom(zoomed: boolean): void;
}

/** The streaming chart: the columns of the curve are handed in anew at each frame. */
export class Chart {
  readonly viewport = new Viewport();
  readonly #host: HTMLElement;
  readonly #listener: ChartListener;
  #plot: uPlot;
  #curve: Columns;
  #classes: number;
  #overlays: readonly Overlay[] = [];

  constructor(host: HTMLElement, curve: Columns, classes: number, listener: ChartListener) {
    this.#host = host;
    this.#curve = curve;
    this.#classes = classes;
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

  get classes(): number {
    return this.#classes;
  }

  get curve(): Columns {
    return this.#curve;
  }

  get overlays(): readonly Overlay[] {
    return this.#overlays;
  }

  /** Steps and losses in sight. */
  get spans(): { readonly steps: Span; readonly loss: Span } {
    const curves = this.#allCurves();
    return { steps: this.viewport.steps(curves), loss: this.viewport.loss(curves, Math.log(this.#classes)) };
  }

  /** Shows another run's curve, whole. */
  show(curve: Columns, classes: number): void {
    this.#curve = curve;
    this.#classes = classes;
    this.showAll();
  }

  /** Shows these runs beside the current one. */
  overlay(overlays: readonly Overlay[]): void {
    this.#overlays = overlays;
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

  setLog(logSteps: boolean, logLoss: boolean): void {
    if (logSteps === this.viewport.logSteps && logLoss === this.viewport.logLoss) return;
    this.viewport.logSteps = logSteps;
    this.viewport.logLoss = logLoss;
    // The kind of a scale cannot be changed later.
    this.#plot.destroy();
    this.#plot = new uPlot(this.#options(), this.#columns(), this.#host);
  }

  showAll(): void {
    this.viewport.showAll();
    this.#afterZoom();
  }

  /** Around the cursor, or the middle. `factor` below 1 shows less. */
  zoomBy(factor: number): void {
    const { left } = this.#plot.cursor;
    const width = this.#plot.over.clientWidth;
    const at = left !== undefined && left >= 0 ? left : width / 2;
    this.viewport.zoomBy(factor, this.#plot.posToVal(at, "x"), this.#allCurves());
    this.#afterZoom();
  }

  panBy(share: number): void {
    this.viewport.panBy(share, this.#allCurves());
    this.#afterZoom();
  }

  /** Puts the cursor on a step, moving the window there if it is out of sight; null takes it away. */
  pointAt(step: number | null): void {
    if (step === null) {
      this.#plot.setCursor({ left: -10, top: -10 });
      return;
    }
    const { min, max } = this.spans.steps;
    if (step < min || step > max) this.panBy((step - (min + max) / 2) / (max - min));
    const left = Math.max(this.#plot.valToPos(Math.max(step, this.viewport.logSteps ? 1 : 0), "x"), 0);
    this.#plot.setCursor({ left: Math.min(left, this.#plot.over.clientWidth - 1), top: 10 });
  }

  #afterZoom(): void {
    this.update();
    this.#listener.onZoom(this.viewport.zoomed);
  }

  #allCurves(): Columns[] {
    return [this.#curve, ...this.#overlays.map(({ curve }) => curve)];
  }

  #columns(): uPlot.AlignedData {
    const { steps, batch, training, validation } = this.#curve;
    return [steps, batch, training, validation];
  }

  #size(): { width: number; height: number } {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #options(): uPlot.Options {
    const { logSteps, logLoss } = this.viewport;
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
            this.showAll();
            return null;
          },
        },
      },
      scales: {
        x: {
          time: false,
          distr: logSteps ? LOGARITHMIC : LINEAR,
          range: () => {
            const { min, max } = this.spans.steps;
            return [min, max];
          },
        },
        y: {
          distr: logLoss ? LOGARITHMIC : LINEAR,
          range: () => {
            const { min, max } = this.spans.loss;
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
            drawUniform(plot, this.#classes);
            drawOverlays(plot, this.#overlays);
          },
        ],
        setCursor: [
          (plot) => {
            this.#listener.onCursor(plot.cursor.idx ?? null);
          },
        ],
        setSelect: [
          (plot) => {
            this.#zoomToSelection(plot);
          },
        ],
      },
    };
  }

  #zoomToSelection(plot: uPlot): void {
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
    if (!steps && !loss) return;
    this.viewport.zoomTo(steps, loss);
    this.#afterZoom();
  }

  /** The validation points that carry a mark: all of them would run into one thick band. */
  #markedIndices(plot: uPlot): number[] {
    const indices: number[] = [];
    let lastAt = -Infinity;
    this.#curve.validation.forEach((value, i) => {
      if (value === null) return;
      const at = plot.valToPos(this.#curve.steps[i] ?? 0, "x");
      if (at - lastAt < MARK_DISTANCE) return;
      indices.push(i);
      lastAt = at;
    });
    return indices;
  }
}
