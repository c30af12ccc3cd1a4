// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { DatasetInfo } from "../../data/dataset.ts";
import { MAX_DRAWN_CLASSES, placeOf } from "../../data/drawn.ts";
import { byId, setText } from "../../ui/dom.ts";
import { onThemeChange } from "../../ui/theme.ts";
import { type Change, type Choice, onChoice, showChoice } from "../choice.ts";
import type { Insight } from "../protocol.ts";
import type { Settings } from "../settings.ts";
import { mapNote } from "./map_notes.ts";
import { PlaneCanvas } from "./plane_canvas.ts";

const CHOICES: readonly Choice[] = [
  {
    id: "shape",
    name: "shape",
    offered: [
      ["blobs", "Blobs"],
      ["moons", "Moons"],
      ["rings", "Rings"],
      ["spirals", "Spirals"],
      ["xor", "Opposite corners (xor)"],
      ["drawn", "Drawn by hand"],
    ],
  },
  {
    id: "feature-map",
    name: "featureMap",
    offered: [
      ["plain", "x, y"],
      ["squares", "x, y, x², y², x·y"],
      ["radial", "x, y and 36 bumps"],
    ],
  },
  { id: "count", name: "count", offered: [100, 200, 400, 1000, 2000].map((count) => [count, String(count)] as const) },
  {
    id: "noise",
    name: "noise",
    offered: [
      [0, "none"],
      [0.05, "a little"],
      [0.15, "some"],
      [0.3, "much"],
      [0.6, "very much"],
    ],
  },
];

export class PlanePanel {
  readonly #canvas: PlaneCanvas;
  readonly #words = byId("plane-words");
  #classes = 2;

  constructor(onChange: (change: Change) => void) {
    const canvas = byId("plane", HTMLCanvasElement);
    this.#canvas = new PlaneCanvas(canvas, {
      onDrawn: (drawn) => {
        onChange({ shape: "drawn", drawn });
      },
      onWords: (words) => {
        setText(this.#words, words);
      },
    });
    for (const choice of CHOICES) onChoice(choice, onChange);
    byId("clear-points").addEventListener("click", () => {
      onChange({ shape: "drawn", drawn: [] });
      canvas.focus();
    });
    byId("pens").addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) this.#take(event.target.value);
    });
    canvas.addEventListener("keydown", ({ key, defaultPrevented }) => {
      if (defaultPrevented || !(Number(key) >= 1 && Number(key) <= MAX_DRAWN_CLASSES)) return;
      const pen = String(Number(key) - 1);
      byId(`pen-${pen}`, HTMLInputElement).checked = true;
      this.#take(pen);
      setText(this.#words, `Class ${"ABCD"[Number(pen)] ?? ""}.`);
    });
    onThemeChange(() => {
      this.#canvas.recolour();
    });
  }

  show(settings: Settings): void {
    for (const choice of CHOICES) showChoice(choice, settings);
    const byHand = settings.shape === "drawn";
    for (const id of ["count", "noise"]) byId(id, HTMLSelectElement).disabled = byHand;
    setText(byId("map-note"), mapNote(settings.shape, settings.featureMap));
  }

  showData({ points, classNames }: DatasetInfo): void {
    if (points === null) return;
    this.#classes = classNames.length;
    this.#canvas.showRegions(null, this.#classes);
    this.#canvas.show(points);
  }

  /** What the visitor has drawn is too little to train on: it is shown all the same. */
  showNothing({ drawn }: Settings): void {
    this.#canvas.showRegions(null, this.#classes);
    this.#canvas.show({
      places: Float32Array.from(drawn.flatMap(({ column, row }) => [placeOf(column), placeOf(row)])),
      labels: Uint8Array.from(drawn, ({ label }) => label),
      splits: new Uint8Array(drawn.length),
    });
  }

  showInsight({ regions }: Insight): void {
    if (regions !== null) this.#canvas.showRegions(regions, this.#classes);
  }

  #take(pen: string): void {
    this.#canvas.pen = pen === "erase" ? "erase" : Number(pen);
  }
}
