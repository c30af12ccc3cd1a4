// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The weights of a model of few features, as a table coloured by sign and size.

import type { DatasetInfo } from "../../data/dataset.ts";
import { decimal } from "../../figures/numbers.ts";
import { setText } from "../../ui/dom.ts";
import type { Insight } from "../protocol.ts";

export class Coefficients {
  readonly #cells: HTMLTableCellElement[] = [];

  constructor(table: HTMLTableElement, { classNames, featureNames }: DatasetInfo) {
    const header = (text: string, scope: "row" | "col"): HTMLTableCellElement => {
      const cell = document.createElement("th");
      cell.scope = scope;
      cell.textContent = text;
      return cell;
    };
    const head = document.createElement("tr");
    head.append(header("Feature", "col"), ...classNames.map((name) => header(name, "col")));
    const rows = [...featureNames, "bias"].map((name) => {
      const row = document.createElement("tr");
      row.append(header(name, "row"));
      this.#cells.push(...classNames.map(() => row.insertCell()));
      return row;
    });
    table.tHead?.replaceChildren(head);
    table.tBodies[0]?.replaceChildren(...rows);
  }

  show({ weights, bias }: Insight): void {
    const values = [...weights, ...bias];
    const limit = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    this.#cells.forEach((cell, i) => {
      const value = values[i] ?? 0;
      setText(cell, decimal(value));
      cell.className = value < 0 ? "against" : "towards";
      cell.style.setProperty("--share", (Math.abs(value) / limit).toFixed(3));
    });
  }
}
