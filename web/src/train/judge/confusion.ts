// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Which class is taken for which: rows are what an example is, columns what the model says.

import { setText } from "../../ui/dom.ts";
import { formatCount } from "../format.ts";

/** A row's sum, and the share of it that is on the diagonal; NaN for a class without examples. */
export function classAccuracies(counts: Float64Array, classes: number): number[] {
  return Array.from({ length: classes }, (_, truth) => {
    const row = counts.subarray(truth * classes, (truth + 1) * classes);
    const total = row.reduce((sum, count) => sum + count, 0);
    return (row[truth] ?? 0) / total;
  });
}

function header(text: string, scope: "row" | "col"): HTMLTableCellElement {
  const cell = document.createElement("th");
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}

export class ConfusionTable {
  readonly #cells: HTMLTableCellElement[] = [];
  readonly #classes: number;

  constructor(table: HTMLTableElement, classNames: readonly string[]) {
    this.#classes = classNames.length;
    table.style.setProperty("--classes", String(this.#classes));
    const head = document.createElement("tr");
    const corner = document.createElement("td");
    corner.className = "confusion-corner";
    corner.textContent = "is \\ said";
    head.append(corner, ...classNames.map((name) => header(name, "col")));
    const rows = classNames.map((name) => {
      const row = document.createElement("tr");
      row.append(header(name, "row"));
      for (let said = 0; said < this.#classes; ++said) this.#cells.push(row.insertCell());
      return row;
    });
    table.tHead?.replaceChildren(head);
    table.tBodies[0]?.replaceChildren(...rows);
  }

  /** `[classes, classes]`. */
  show(counts: Float64Array): void {
    this.#cells.forEach((cell, i) => {
      const truth = Math.floor(i / this.#classes);
      const row = counts.subarray(truth * this.#classes, (truth + 1) * this.#classes);
      const total = row.reduce((sum, count) => sum + count, 0);
      const count = counts[i] ?? 0;
      setText(cell, formatCount(count));
      cell.className = i % this.#classes === truth ? "right" : count > 0 ? "wrong" : "none";
      // By square root: a few errors among hundreds are what one looks for.
      cell.style.setProperty("--share", total > 0 ? Math.sqrt(count / total).toFixed(3) : "0");
    });
  }
}
