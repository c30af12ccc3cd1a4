// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The two rows of pictures: test digits with what the model makes of them, and the weights.

import type { FeatureArray } from "../data/dataset.ts";
import { setText } from "../ui/dom.ts";
import { parseHex, token } from "../ui/theme.ts";
import { formatSurprise } from "./format.ts";
import { paintDigit, paintWeights, weightLimit } from "./paint.ts";
import type { Insight, Loaded } from "./protocol.ts";

interface Sides {
  readonly width: number;
  readonly height: number;
}

/** A picture with a line and a smaller line under it. */
export interface Tile {
  readonly item: HTMLLIElement;
  readonly canvas: HTMLCanvasElement;
  readonly answer: HTMLElement;
  readonly detail: HTMLElement;
}

export function makeTile(label: string, { width, height }: Sides): Tile {
  const item = document.createElement("li");
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  const answer = document.createElement("span");
  answer.className = "answer";
  const detail = document.createElement("span");
  detail.className = "detail";
  item.append(canvas, answer, detail);
  return { item, canvas, answer, detail };
}

export function paintTile(canvas: HTMLCanvasElement, image: Uint8ClampedArray<ArrayBuffer>): void {
  canvas.getContext("2d")?.putImageData(new ImageData(image, canvas.width, canvas.height), 0, 0);
}

export class Gallery {
  readonly #pixels: FeatureArray;
  readonly #width: number;
  readonly #full: number;
  readonly #labels: Uint8Array;
  readonly #classes: number;
  readonly #digits: Tile[];
  readonly #weights: Tile[];
  #insight: Insight | null = null;

  constructor(digits: HTMLElement, weights: HTMLElement, { dataset, gallery: { features, labels } }: Loaded) {
    const { classNames, image } = dataset;
    const sides = image ?? { width: dataset.features, height: 1 };
    this.#pixels = features;
    this.#width = dataset.features;
    this.#full = 1 / dataset.scale;
    this.#labels = labels;
    this.#classes = classNames.length;
    this.#digits = Array.from(labels, (label) => makeTile(`A handwritten ${classNames[label] ?? ""}`, sides));
    this.#weights = classNames.map((name) => {
      const tile = makeTile(`The weights of the digit ${name}`, sides);
      setText(tile.answer, name);
      return tile;
    });
    digits.replaceChildren(...this.#digits.map(({ item }) => item));
    weights.replaceChildren(...this.#weights.map(({ item }) => item));
    this.recolour();
  }

  show(insight: Insight): void {
    this.#insight = insight;
    this.#digits.forEach(({ item, answer, detail }, i) => {
      const right = insight.predicted[i] === this.#labels[i];
      item.classList.toggle("wrong", !right);
      setText(answer, `${String(insight.predicted[i])} ${right ? "✓" : "✗"}`);
      // Its unit, nats, is the style sheet's business: on narrow screens it stands once, above.
      setText(detail, formatSurprise(insight.surprisal[i] ?? NaN));
    });
    this.#paintWeights(insight.weights);
  }

  /** Paints all again in the colours in force. */
  recolour(): void {
    const paper = parseHex(token("--paper-digit"));
    const ink = parseHex(token("--ink-digit"));
    this.#digits.forEach(({ canvas }, i) => {
      const pixels = this.#pixels.subarray(i * this.#width, (i + 1) * this.#width);
      paintTile(canvas, paintDigit(pixels, this.#full, paper, ink));
    });
    if (this.#insight) this.#paintWeights(this.#insight.weights);
  }

  #paintWeights(weights: Float32Array): void {
    const limit = weightLimit(weights);
    const colours = {
      against: parseHex(token("--weight-against")),
      zero: parseHex(token("--weight-zero")),
      towards: parseHex(token("--weight-for")),
    };
    this.#weights.forEach(({ canvas }, digit) => {
      paintTile(canvas, paintWeights(weights, digit, this.#classes, limit, colours));
    });
  }
}
