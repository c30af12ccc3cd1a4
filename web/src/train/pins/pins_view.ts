// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The table that compares the current run with the pinned ones.

import { byId, setText } from "../../ui/dom.ts";
import { formatCount, formatLoss, formatPercent } from "../format.ts";
import type { Pin, Standing } from "./pins.ts";

export interface PinsListener {
  onShow(letter: string, shown: boolean): void;
  onRemove(letter: string): void;
}

function cellsOf({ step, training, validation, accuracy }: Standing): string[] {
  return [formatCount(step), formatLoss(training), formatLoss(validation), formatPercent(accuracy)];
}

export class PinsView {
  readonly #section = byId("pins");
  readonly #body = byId("pin-rows", HTMLTableSectionElement);
  readonly #current: HTMLTableRowElement;
  readonly #listener: PinsListener;
  #pins: readonly Pin[] = [];

  constructor(listener: PinsListener) {
    this.#listener = listener;
    this.#current = document.createElement("tr");
    this.#current.insertCell();
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = "This run";
    this.#current.append(name);
    for (let i = 0; i < 4; ++i) this.#current.insertCell();
    this.#current.insertCell();
  }

  /** The runs in the table; hidden without any. */
  show(pins: readonly Pin[], current: Standing): void {
    this.#section.hidden = pins.length === 0;
    if (this.#pins !== pins) {
      this.#pins = pins;
      this.#body.replaceChildren(this.#current, ...pins.map((pin) => this.#row(pin)));
    }
    this.update(current);
  }

  /** How far the current run is. */
  update(current: Standing): void {
    if (this.#section.hidden) return;
    cellsOf(current).forEach((text, i) => {
      const cell = this.#current.cells[i + 2];
      if (cell) setText(cell, text);
    });
  }

  #row(pin: Pin): HTMLTableRowElement {
    const { letter, token } = pin.style;
    const row = document.createElement("tr");
    const toggle = document.createElement("input");
    toggle.type = "checkbox";
    toggle.checked = pin.shown;
    toggle.id = `pin-${letter}`;
    toggle.setAttribute("aria-label", `Show run ${letter} in the chart`);
    toggle.addEventListener("change", () => {
      this.#listener.onShow(letter, toggle.checked);
      byId(`pin-${letter}`).focus();
    });
    const target = document.createElement("label");
    target.className = "pin-toggle";
    target.append(toggle);
    row.insertCell().append(target);
    const name = document.createElement("th");
    name.scope = "row";
    const mark = document.createElement("span");
    mark.className = "pin-letter";
    mark.style.setProperty("--pin", `var(${token})`);
    mark.textContent = letter;
    const label = document.createElement("span");
    label.textContent = pin.label;
    name.append(mark, " ", label);
    row.append(name);
    for (const text of cellsOf(pin)) row.insertCell().textContent = text;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button button-small";
    remove.textContent = "Remove";
    remove.setAttribute("aria-label", `Remove run ${letter}`);
    remove.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      const focused = next?.querySelector("button")?.getAttribute("aria-label");
      this.#listener.onRemove(letter);
      // The table was made anew: the focus goes to the row that took this one's place, or to where pins come from.
      const buttons = Array.from(this.#body.querySelectorAll("button"));
      (buttons.find((button) => button.getAttribute("aria-label") === focused) ?? byId("pin")).focus();
    });
    row.insertCell().append(remove);
    return row;
  }
}
