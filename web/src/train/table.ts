// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { type Curve, thin } from "./curve.ts";
import { NONE, formatCount, formatLoss, formatPercent } from "./format.ts";

const MAX_ROWS = 40;
const INTERVAL_MS = 1000;

/** The curve as a table: filled only while it is open, and not more often than a person can read. */
export class CurveTable {
  readonly #details: HTMLDetailsElement;
  readonly #body: HTMLTableSectionElement;
  #filledAt = -Infinity;
  #curve: Curve | null = null;

  constructor(details: HTMLDetailsElement, body: HTMLTableSectionElement) {
    this.#details = details;
    this.#body = body;
    details.addEventListener("toggle", () => {
      this.#fill();
    });
  }

  /** `now`: whatever was filled in last, fill it in again. */
  update(curve: Curve, now = false): void {
    this.#curve = curve;
    if (now || performance.now() - this.#filledAt >= INTERVAL_MS) this.#fill();
  }

  #fill(): void {
    if (!this.#details.open || this.#curve === null) return;
    this.#filledAt = performance.now();
    const rows = thin(this.#curve.rows, MAX_ROWS).map((row) => {
      const tr = document.createElement("tr");
      const step = document.createElement("th");
      step.scope = "row";
      step.textContent = formatCount(row.step);
      tr.append(step);
      const cells = [
        formatCount(row.epoch),
        formatLoss(row.training),
        formatLoss(row.validation),
        row.accuracy === null ? NONE : formatPercent(row.accuracy),
      ];
      for (const text of cells) tr.insertCell().textContent = text;
      return tr;
    });
    this.#body.replaceChildren(...rows);
  }
}
