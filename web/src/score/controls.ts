// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { byId } from "../ui/dom.ts";
import { html } from "../ui/markup.ts";
import { RANGES, type Settings, settle } from "./settings.ts";

/** The number in a field, kept within its range; it is shown again if it had to be. */
function readNumber(field: HTMLInputElement, name: keyof typeof RANGES): number {
  const number = settle(name, field.valueAsNumber);
  field.value = String(number);
  return number;
}

/** The form of settings. */
export class Controls {
  readonly #kind = byId("kind", HTMLSelectElement);
  readonly #labelColumn = byId("label-column", HTMLSelectElement);
  readonly #firstLabel = byId("first-label", HTMLSelectElement);
  readonly #badRows = byId("bad-rows", HTMLSelectElement);
  readonly #topK = byId("top-k", HTMLInputElement);
  readonly #bins = byId("bins", HTMLInputElement);

  constructor(settings: Settings, onChange: () => void) {
    this.#kind.value = settings.kind;
    this.#firstLabel.value = String(settings.firstLabel);
    this.#badRows.value = settings.leaveOut ? "leave" : "stop";
    for (const [name, field] of [
      ["topK", this.#topK],
      ["bins", this.#bins],
    ] as const) {
      [field.min, field.max] = RANGES[name].map(String) as [string, string];
      field.value = String(settings[name]);
    }
    const form = byId("settings", HTMLFormElement);
    form.addEventListener("change", onChange);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
    });
  }

  get settings(): Settings {
    const kind = this.#kind.value;
    const column = this.#labelColumn.value;
    return {
      kind: kind === "logits" || kind === "probs" ? kind : "auto",
      labelColumn: column === "auto" || column === "none" ? column : Number(column),
      firstLabel: this.#firstLabel.value === "1" ? 1 : 0,
      topK: readNumber(this.#topK, "topK"),
      bins: readNumber(this.#bins, "bins"),
      leaveOut: this.#badRows.value === "leave",
    };
  }

  /** Other files have other columns: forget which one it was. */
  forgetColumns(): void {
    this.#labelColumn.value = "auto";
  }

  /** Offers the columns of a table; names the one that is likely. */
  offerColumns(columns: readonly string[], found: number | null): void {
    const { value } = this.#labelColumn;
    const likely = value === "auto" && found !== null ? ` (${columns[found] ?? ""})` : "";
    const options = columns.map((name, column) => html("option", { value: String(column) }, name));
    this.#labelColumn.replaceChildren(
      html("option", { value: "auto" }, `the likely column${likely}`),
      html("option", { value: "none" }, "another file"),
      ...options,
    );
    this.#labelColumn.value = value;
    if (this.#labelColumn.selectedIndex < 0) this.#labelColumn.value = "auto";
  }

  /** Says in the form what scores look like. */
  showKind(found: string | null): void {
    const automatic = this.#kind.options[0];
    if (automatic) automatic.text = found === null ? "as they look" : `as they look (${found})`;
  }
}
