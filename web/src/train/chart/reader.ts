// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The chart by keyboard: arrow keys read its points, one evaluation after the other, into a live region.

import { Speaker } from "../../ui/speaker.ts";
import type { TableRow } from "../curve.ts";
import { formatCount, formatLoss, formatPercent } from "../format.ts";
import type { Chart } from "./chart.ts";
import { UNZOOMED } from "./zoom.ts";

/** A key that repeats must not flood the live region. */
const SPEAK_MS = 500;
const PAGE = 10;
const PAN = 0.25;
export const ZOOM = 0.5;

function describePoint({ step, training, validation, accuracy }: TableRow): string {
  const parts = [`Step ${formatCount(step)}:`];
  if (training !== null) parts.push(`training ${formatLoss(training)},`);
  parts.push(`validation ${formatLoss(validation)} nats`);
  if (accuracy !== null) parts.push(`, test accuracy ${formatPercent(accuracy)}`);
  return parts.join(" ").replace(" ,", ",");
}

export class ChartReader {
  readonly #chart: Chart;
  readonly #speaker: Speaker;
  readonly #rows: () => readonly TableRow[];
  /** The step that was read last; its row may be gone, where a long run's rows were thinned. */
  #step: number | null = null;

  constructor(host: HTMLElement, region: Element, chart: Chart, rows: () => readonly TableRow[]) {
    this.#chart = chart;
    this.#speaker = new Speaker(region, SPEAK_MS);
    this.#rows = rows;
    host.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.#act(event)) return;
      chart.wake();
      event.preventDefault();
    });
    host.addEventListener("blur", () => {
      this.#step = null;
      chart.pointAt(null);
    });
  }

  /** Whether the key meant something. */
  #act({ key, shiftKey }: KeyboardEvent): boolean {
    switch (key) {
      case "ArrowLeft":
        if (shiftKey) this.#pan(-PAN);
        else this.#move(-1);
        return true;
      case "ArrowRight":
        if (shiftKey) this.#pan(PAN);
        else this.#move(1);
        return true;
      case "PageUp":
        this.#move(-PAGE);
        return true;
      case "PageDown":
        this.#move(PAGE);
        return true;
      case "Home":
        this.#move(-Infinity);
        return true;
      case "End":
        this.#move(Infinity);
        return true;
      case "+":
      case "=":
        this.#zoom(ZOOM);
        return true;
      case "-":
        this.#zoom(1 / ZOOM);
        return true;
      case "0":
      case "Escape":
        this.#chart.zoomTo(UNZOOMED);
        this.#sayWindow();
        return true;
      default:
        return false;
    }
  }

  #move(by: number): void {
    const rows = this.#rows();
    const last = rows.length - 1;
    // Whoever begins to read begins at the end, where training is.
    const at = this.#step === null ? last + 1 : rows.findIndex(({ step }) => step >= (this.#step ?? 0));
    const row = rows[Math.min(Math.max((at < 0 ? last : at) + by, 0), last)];
    if (!row) {
      this.#speaker.say("No step has been made yet.");
      return;
    }
    this.#step = row.step;
    this.#chart.pointAt(row.step);
    this.#speaker.say(describePoint(row));
  }

  #zoom(factor: number): void {
    this.#chart.zoomBy(factor);
    this.#sayWindow();
  }

  #pan(share: number): void {
    this.#chart.panBy(share);
    this.#sayWindow();
  }

  #sayWindow(): void {
    const { steps } = this.#chart.spans;
    const part = this.#chart.viewport.zoomed ? "" : "The whole run: ";
    this.#speaker.say(`${part}steps ${formatCount(Math.round(steps.min))} to ${formatCount(Math.round(steps.max))}.`);
  }
}
