// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The validation examples that surprise the model most.

import type { DatasetInfo } from "../../data/dataset.ts";
import { setText } from "../../ui/dom.ts";
import { parseHex, token } from "../../ui/theme.ts";
import { formatPercent, formatSurprise } from "../format.ts";
import { type Tile, makeTile, paintTile } from "../gallery.ts";
import { paintDigit } from "../paint.ts";
import type { WorstExample } from "../protocol.ts";

const fourDigits = (value: number): string => String(Number(value.toPrecision(4))).replaceAll("-", "−");

/** A feature as it was before it was scaled or standardised, to four digits. */
function formatFeature({ scale, standardisation }: DatasetInfo, value: number, feature: number): string {
  const { mean, deviation } = standardisation ?? {};
  if (!mean || !deviation) return fourDigits(value * scale);
  const [centre, spread] = [mean[feature] ?? 0, deviation[feature] ?? 1];
  const original = centre + spread * value;
  // What float32 leaves of a zero is no measure of anything.
  return fourDigits(Math.abs(original) < 1e-6 * (Math.abs(centre) + spread) ? 0 : original);
}

/** "0, said 6 (99.80%)". */
function describeAnswer({ classNames }: DatasetInfo, { label, predicted, probs }: WorstExample): string {
  const said = `${classNames[predicted] ?? "?"} (${formatPercent(probs[predicted] ?? 0)})`;
  return `${classNames[label] ?? "?"}, said ${said}`;
}

function showInTile(tile: Tile, dataset: DatasetInfo, example: WorstExample): void {
  const { classNames, scale } = dataset;
  const { label, predicted, features, surprisal } = example;
  const truth = classNames[label] ?? "?";
  const said = classNames[predicted] ?? "?";
  const ink = parseHex(token("--ink-digit"));
  paintTile(tile.canvas, paintDigit(features, 1 / scale, parseHex(token("--paper-digit")), ink));
  tile.canvas.setAttribute("aria-label", `A ${truth}, taken for a ${said}`);
  tile.item.classList.toggle("wrong", predicted !== label);
  tile.item.title = describeAnswer(dataset, example);
  setText(tile.answer, `${truth}, said ${said}`);
  setText(tile.detail, formatSurprise(surprisal));
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
  /** Kept and filled anew: while training, new ones several times a second would be laid out each time. */
  #tiles: Tile[] = [];
  #worst: readonly WorstExample[] = [];

  constructor(list: HTMLElement, table: HTMLTableElement, dataset: DatasetInfo) {
    this.#list = list;
    this.#table = table;
    this.#dataset = dataset;
    const images = dataset.kind === "images";
    list.hidden = !images;
    list.replaceChildren();
    const around = table.parentElement;
    if (around) around.hidden = images;
  }

  show(worst: readonly WorstExample[]): void {
    this.#worst = worst;
    this.recolour();
  }

  recolour(): void {
    if (this.#dataset.kind === "images") this.#showImages();
    else fillTable(this.#table, this.#dataset, this.#worst);
  }

  #showImages(): void {
    if (this.#tiles.length !== this.#worst.length) {
      const sides = this.#dataset.image ?? { width: this.#dataset.features, height: 1 };
      this.#tiles = this.#worst.map(() => makeTile("", sides));
      this.#list.replaceChildren(...this.#tiles.map(({ item }) => item));
    }
    this.#tiles.forEach((tile, i) => {
      const example = this.#worst[i];
      if (example) showInTile(tile, this.#dataset, example);
    });
  }
}
