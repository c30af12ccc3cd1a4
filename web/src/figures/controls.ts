// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { freshId, html } from "./elements.ts";
import type { Setting } from "./settings.ts";

interface Control<Show> {
  readonly element: HTMLElement;
  readonly show: Show;
}

export interface RangeOptions {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** A labelled slider of the browser's own, and what it is set to, in words. */
export function makeRange(options: RangeOptions, setting: Setting<number>): Control<(words: string) => void> {
  const { label, ...range } = options;
  const id = freshId();
  const input = html("input", { type: "range", id });
  for (const [name, value] of Object.entries(range)) input.setAttribute(name, String(value));
  const output = html("output", { for: id, class: "range-value" });
  // A slider's words are read to whoever moves it; another region that speaks would say all twice.
  output.ariaLive = "off";
  input.addEventListener("input", () => {
    setting.set(input.valueAsNumber);
  });
  return {
    element: html("div", { class: "range" }, html("label", { for: id }, label), output, input),
    show(words) {
      input.value = String(setting.value);
      input.ariaValueText = words;
      output.textContent = words;
    },
  };
}

/** One of a few, side by side. */
export function makeChoice<T extends string>(
  legend: string,
  options: Readonly<Record<T, string>>,
  setting: Setting<T>,
): Control<() => void> {
  const name = freshId();
  const inputs = Object.keys(options).map((value) => html("input", { type: "radio", name, value }));
  const labels = inputs.map((input) => html("label", {}, input, html("span", {}, options[input.value as T])));
  for (const input of inputs) {
    input.addEventListener("change", () => {
      setting.set(input.value as T);
    });
  }
  const group = html("div", { class: "choice-options" }, ...labels);
  return {
    element: html("fieldset", { class: "choice" }, html("legend", {}, legend), group),
    show() {
      for (const input of inputs) input.checked = input.value === setting.value;
    },
  };
}

/** A number that is shown: `value` as it is, `text` for people. */
export interface Shown {
  readonly value: number;
  readonly text: string;
}

/** Names and numbers; `labels` by key. */
export function makeNumbers<K extends string>(
  labels: Readonly<Record<K, string>>,
): Control<(numbers: Readonly<Record<K, Shown>>) => void> {
  const list = html("dl", { class: "readout" });
  const cells = new Map<K, HTMLDataElement>();
  for (const key of Object.keys(labels) as K[]) {
    const cell = html("data", { "data-name": key }, "–");
    cells.set(key, cell);
    list.append(html("div", {}, html("dt", {}, labels[key]), html("dd", {}, cell)));
  }
  return {
    element: list,
    show(numbers) {
      for (const [key, cell] of cells) {
        cell.value = String(numbers[key].value);
        cell.textContent = numbers[key].text;
      }
    },
  };
}

/** The numbers behind a drawing, which unfold below it. */
export function makeTable(
  caption: string,
  head: readonly string[],
): Control<(rows: readonly (readonly string[])[], heads?: readonly string[]) => void> {
  const body = html("tbody");
  const titles = html("tr", {}, ...head.map((title) => html("th", { scope: "col" }, title)));
  const table = html(
    "table",
    {},
    html("caption", { class: "visually-hidden" }, caption),
    html("thead", {}, titles),
    body,
  );
  const scroll = html("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
  const rowOf = (cells: readonly string[]) =>
    html("tr", {}, ...cells.map((text, at) => (at === 0 ? html("th", { scope: "row" }, text) : html("td", {}, text))));
  return {
    element: html("details", { class: "data-table" }, html("summary", {}, "The numbers as a table"), scroll),
    show(rows, heads = head) {
      heads.forEach((text, at) => (titles.children[at]!.textContent = text));
      body.replaceChildren(...rows.map(rowOf));
    },
  };
}
