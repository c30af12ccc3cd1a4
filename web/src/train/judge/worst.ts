// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The validation examples that surprise the model most.

import type { DatasetInfo } from "../../data/dataset.ts";
import { parseHex, token } from "../../ui/theme.ts";
import { formatPercent, formatSurprise } from "../format.ts";
import { makeTile, paintTile } from "../gallery.ts";
import { paintDigit } from "../paint.ts";
import type { WorstExample } from "../protocol.ts";

/** A feature as it was before it was scaled or standardised, to four digits. */
function formatFeature({ scale, standardisation }: DatasetInfo, value: number, feature: number): string {
  const { mean, deviation } = standardisation ?? {};
  const original = mean && deviation ? (mean[feature] ?? 0) + (deviation[feature] ?? 1) * value : value * scale;
  return String(Number(original.toPrecision(4)));
}

/** "0, said 6 (99.80%)". */
function describeAnswer({ classNames }: DatasetInfo, { label, predicted, probs }: WorstExample): string {
  const said = `${classNames[predicted] ?? "?"} (${formatPercent(probs[predicted] ?? 0)})`;
  return `${classNames[label] ?? "?"}, said ${said}`;
}

function imageTile(dataset: DatasetInfo, example: WorstExample): HTMLLIElement {
  const { classNames, image, scale } = dataset;
  const { label, predicted, probs, features, surprisal } = example;
  const truth = classNames[label] ?? "?";
  const said = classNames[predicted] ?? "?";
  const tile = makeTile(`A ${truth}, taken for a ${said}`, image ?? { width: features.length, height: 1 });
  const ink = parseHex(token("--ink-digit"));
  paintTile(tile.canvas, paintDigit(features, 1 / scale, parseHex(token("--paper-digit")), ink));
  tile.item.classList.toggle("wrong", predicted !== label);
  tile.answer.textContent = `${truth}, said ${said}`;
  tile.detail.textContent = formatSurprise(surprisal);
  tile.item.title = describeAnswer(dataset, { ...example, probs });
  return tile.item;
}

/** A table of the examples' features, for what is no picture. */
function fillTable(table: HTMLTableElement, dataset: DatasetInfo, worst: readonly WorstExample[]): void {
  const head = document.createElement("tr");
  for (const text of ["Is, and said", "Surprisal, nats", ...dataset.featureNames]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  const rows = worst.map((example) => {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = describeAnswer(dataset, example);
    row.append(name);
    row.insertCell().textContent = formatSurprise(example.surprisal);
    for (const [feature, value] of example.features.entries()) {
      row.insertCell().textContent = formatFeature(dataset, value, feature);
    }
    return row;
  });
  table.tHead?.replaceChildren(head);
  table.tBodies[0]?.replaceChildren(...rows);
}

export class WorstView {
  readonly #list: HTMLElement;
  readonly #table: HTMLTableElement;
  readonly #dataset: DatasetInfo;
  #worst: readonly WorstExample[] = [];

  constructor(list: HTMLElement, table: HTMLTableElement, dataset: DatasetInfo) {
    this.#list = list;
    this.#table = table;
    this.#dataset = dataset;
    const images = dataset.kind === "images";
    list.hidden = !images;
    const around = table.parentElement;
    if (around) around.hidden = images;
  }

  show(worst: readonly WorstExample[]): void {
    this.#worst = worst;
    this.recolour();
  }

  recolour(): void {
    if (this.#dataset.kind === "images") {
      this.#list.replaceChildren(...this.#worst.map((example) => imageTile(this.#dataset, example)));
    } else {
      fillTable(this.#table, this.#dataset, this.#worst);
    }
  }
}
