// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The buttons above the chart, for pointer, touch and keys: kinds of axes, zoom.

import { byId } from "../../ui/dom.ts";
import type { Chart } from "./chart.ts";
import { ZOOM } from "./reader.ts";

function bindToggle(id: string, set: (on: boolean) => void): void {
  const button = byId(id, HTMLButtonElement);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    set(on);
  });
}

export function bindToolbar(chart: Chart): void {
  bindToggle("log-steps", (log) => {
    chart.setLog("logSteps", log);
  });
  bindToggle("log-loss", (log) => {
    chart.setLog("logLoss", log);
  });
  byId("zoom-in").addEventListener("click", () => {
    chart.zoomBy(ZOOM);
  });
  byId("zoom-out").addEventListener("click", () => {
    chart.zoomBy(1 / ZOOM);
  });
  byId("show-all").addEventListener("click", () => {
    chart.showAll();
  });
}

/** "Show all" and "Zoom out" have something to do only in a zoomed chart. */
export function showZoomed(zoomed: boolean): void {
  for (const id of ["zoom-out", "show-all"]) {
    // Not `disabled`: the focus would be lost by pressing it.
    byId(id).setAttribute("aria-disabled", String(!zoomed));
  }
}
