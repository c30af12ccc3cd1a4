// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The buttons above the chart, for pointer, touch and keys: kinds of axes, zoom.

import { byId } from "../../ui/dom.ts";
import { AXES, type Axes } from "../settings.ts";
import type { Chart } from "./chart.ts";
import { ZOOM } from "./reader.ts";
import { UNZOOMED, type Zoom, isZoomed } from "./zoom.ts";

/** Whether steps, and whether losses are logarithmic. */
const KINDS: Readonly<Record<Axes, readonly [logSteps: boolean, logLoss: boolean]>> = {
  linear: [false, false],
  "log-steps": [true, false],
  "log-loss": [false, true],
  "log-both": [true, true],
};

/** Gives the chart these axes. */
export function showAxes(chart: Chart, axes: Axes): void {
  const [logSteps, logLoss] = KINDS[axes];
  byId("log-steps").setAttribute("aria-pressed", String(logSteps));
  byId("log-loss").setAttribute("aria-pressed", String(logLoss));
  chart.setLog(logSteps, logLoss);
}

/** Calls back with the kinds of axes when the visitor has changed one. */
export function bindToolbar(chart: Chart, onAxes: (axes: Axes) => void): void {
  const set = (logSteps: boolean, logLoss: boolean): void => {
    const axes = AXES.find((kind) => KINDS[kind][0] === logSteps && KINDS[kind][1] === logLoss) ?? "linear";
    showAxes(chart, axes);
    onAxes(axes);
  };
  const on = (id: string, action: () => void): void => {
    byId(id).addEventListener("click", () => {
      chart.wake();
      action();
    });
  };
  on("log-steps", () => {
    set(!chart.viewport.logSteps, chart.viewport.logLoss);
  });
  on("log-loss", () => {
    set(chart.viewport.logSteps, !chart.viewport.logLoss);
  });
  on("zoom-in", () => {
    chart.zoomBy(ZOOM);
  });
  on("zoom-out", () => {
    chart.zoomBy(1 / ZOOM);
  });
  on("show-all", () => {
    chart.zoomTo(UNZOOMED);
  });
}

/** "Show all" and "Zoom out" have something to do only in a zoomed chart. */
export function showZoomed(zoom: Zoom): void {
  for (const id of ["zoom-out", "show-all"]) {
    // Not `disabled`: the focus would be lost by pressing it.
    byId(id).setAttribute("aria-disabled", String(!isZoomed(zoom)));
  }
}
