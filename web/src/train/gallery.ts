// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The two rows of pictures: test digits with what the model makes of them, and the weights.

import { PIXELS, SIDE } from "../data/digits.ts";
import { setText } from "../ui/dom.ts";
import { parseHex, token } from "../ui/theme.ts";
import { formatSurprise } from "./format.ts";
import { paintDigit, paintWeights, weightLimit } from "./paint.ts";
import type { Insight, Loaded } from "./protocol.ts";

interface Tile {
  readonly item: HTMLLIElement;
  readonly canvas: HTMLCanvasElement;
  readonly answer: HTMLElement;
  readonly detail: HTMLElement;
}

function makeTile(label: string): Tile {
  const item = document.createElement("li");
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  const answer = document.createElement("span");
  answer.className = "answer";
  const detail = document.createElement("span");
  detail.className = "detail";
  item.append(canvas, answer, detail);
  return { item, canvas, answer, detail };
}

function paint(canvas: HTMLCanvasElement, image: Uint8ClampedArray<ArrayBuffer>): void {
  canvas.getContext("2d")?.putImageData(new ImageData(image, SIDE, SIDE), 0, 0);
}

export class Gallery {
  readonly #pixels: Uint8Array;
  readonly #labels: Uint8Array;
  readonly #classes: number;
  readonly #digits: Tile[];
  readonly #weights: Tile[];
  #insight: Insight | null = null;

  constructor(digits: HTMLElement, weights: HTMLElement, { dataset, gallery: { features, labels } }: Loaded) {
    const { classNames } = dataset;
    this.#pixels = features as Uint8Array;
    this.#labels = labels;
    this.#classes = classNames.length;
    this.#digits = Array.from(labels, (label) => makeTile(`A handwritten ${classNames[label] ?? ""}`));
    this.#weights = classNames.map((name) => {
      const tile = makeTile(`The weights of the digit ${name}`);
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
      paint(canvas, paintDigit(this.#pixels.subarray(i * PIXELS, (i + 1) * PIXELS), paper, ink));
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
      paint(canvas, paintWeights(weights, digit, this.#classes, limit, colours));
    });
  }
}
