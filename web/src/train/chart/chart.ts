// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The streaming chart: what is in it, and which part of it is in sight. What draws it is fetched when there is something
// to see.

import { byId, setText } from "../../ui/dom.ts";
import { messageOf } from "../../ui/message_of.ts";
import { OnDemand } from "../../ui/on_demand.ts";
import type { Columns } from "../curve.ts";
import type { Overlay } from "./overlay.ts";
import type { Plot, Scene } from "./plot.ts";
import { Viewport } from "./viewport.ts";
import { UNZOOMED, type Zoom } from "./zoom.ts";

/** Room for a uniform guess among so many, while there are no data. */
const USUAL_CLASSES = 10;

export interface ChartListener {
  /** The point under the pointer, or under the keyboard's cursor. */
  onCursor(index: number | null): void;
  /** The chart was zoomed, or shows all again. */
  onZoom(zoom: Zoom): void;
}

export class Chart implements Scene {
  readonly viewport = new Viewport();
  readonly #listener: ChartListener;
  readonly #note = byId("chart-note");
  readonly #plot: OnDemand<Plot>;
  /** Whether what draws was asked for; if it could not be fetched, only the visitor asks again. */
  #woken = false;
  #curve: Columns;
  #classes: number | null = null;
  #overlays: readonly Overlay[] = [];

  constructor(host: HTMLElement, curve: Columns, listener: ChartListener) {
    this.#curve = curve;
    this.#listener = listener;
    this.#plot = new OnDemand("The chart", async () => {
      const { Plot } = await import("./plot.ts");
      this.#note.hidden = true;
      return new Plot(host, this, {
        onCursor: (index) => {
          listener.onCursor(index);
        },
        onSelect: (steps, loss) => {
          const { zoom } = this.viewport;
          this.zoomTo({ steps: steps ?? zoom.steps, loss: loss ?? zoom.loss });
        },
        onAll: () => {
          this.zoomTo(UNZOOMED);
        },
      });
    });
  }

  get curve(): Columns {
    return this.#curve;
  }

  get classes(): number | null {
    return this.#classes;
  }

  get overlays(): readonly Overlay[] {
    return this.#overlays;
  }

  get spans(): Scene["spans"] {
    const curves = this.#allCurves();
    const uniform = Math.log(this.#classes ?? USUAL_CLASSES);
    return { steps: this.viewport.steps(curves), loss: this.viewport.loss(curves, uniform) };
  }

  /** The point under the pointer. */
  get hovered(): number | null {
    return this.#plot.part?.hovered ?? null;
  }

  /** The chart as a picture. Rejects with an error in words if what draws it can't be fetched. */
  async canvas(): Promise<HTMLCanvasElement> {
    return (await this.#plot.get()).canvas;
  }

  /** The visitor turns to the chart: it is drawn from now on, whatever is in it. */
  wake(): void {
    this.#woken = true;
    this.#plot.get().catch((error: unknown) => {
      setText(this.#note, messageOf(error));
    });
  }

  /** Shows another run's curve; of null classes, without the line of a uniform guess. */
  show(curve: Columns, classes: number | null): void {
    this.#curve = curve;
    this.#classes = classes;
    this.update();
  }

  /** Shows these runs beside the current one. */
  overlay(overlays: readonly Overlay[]): void {
    this.#overlays = overlays;
    this.update();
  }

  /** Draws what the curve holds now: nothing, before the first step. */
  update(): void {
    this.#plot.part?.update();
    if (!this.#woken && (this.#curve.steps.at(-1) ?? 0) > 0) this.wake();
  }

  /** Draws the same again in the colours in force. */
  recolour(): void {
    this.#plot.part?.recolour();
  }

  setLog(logSteps: boolean, logLoss: boolean): void {
    if (logSteps === this.viewport.logSteps && logLoss === this.viewport.logLoss) return;
    this.viewport.logSteps = logSteps;
    this.viewport.logLoss = logLoss;
    this.#plot.part?.changeAxes();
  }

  /** Of null, all there is. */
  zoomTo(zoom: Zoom): void {
    this.viewport.show(zoom);
    this.#afterZoom();
  }

  /** Around the cursor, or the middle. `factor` below 1 shows less. */
  zoomBy(factor: number): void {
    const { min, max } = this.spans.steps;
    this.viewport.zoomBy(factor, this.#plot.part?.stepAtCursor ?? (min + max) / 2, this.#allCurves());
    this.#afterZoom();
  }

  panBy(share: number): void {
    this.viewport.panBy(share, this.#allCurves());
    this.#afterZoom();
  }

  /** Puts the cursor on a step, moving the window there if it is out of sight; null takes it away. */
  pointAt(step: number | null): void {
    const { min, max } = this.spans.steps;
    if (step !== null && (step < min || step > max)) this.panBy((step - (min + max) / 2) / (max - min));
    this.#plot.part?.pointAt(step);
  }

  #afterZoom(): void {
    this.update();
    this.#listener.onZoom(this.viewport.zoom);
  }

  #allCurves(): Columns[] {
    return [this.#curve, ...this.#overlays.map(({ curve }) => curve)];
  }
}
