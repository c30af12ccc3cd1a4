// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The plane on the page: shows points and decision regions, and is drawn on by mouse, touch or key.

import type { PlacedPoints } from "../../data/dataset.ts";
import { type DrawnPoint, GRID, MAX_DRAWN, placeOf, stepOf } from "../../data/drawn.ts";
import { drawCrosshair, drawPoints, paintRegions, readPalette, regionImage } from "./plane_paint.ts";

export type Pen = number | "erase";

export interface PlaneListener {
  /** The points by hand, all of them, when a stroke is finished. */
  onDrawn(points: DrawnPoint[]): void;
  /** In words, what a key did. */
  onWords(words: string): void;
}

/** From one point of a stroke to the next, and how far an eraser reaches, in steps of the grid. */
const SPACING = GRID / 22;
const REACH = GRID / 25;
/** An arrow key's way; with Shift, a tenth of it. */
const STRIDE = GRID / 20;

const distance = (a: { column: number; row: number }, b: { column: number; row: number }): number =>
  Math.hypot(a.column - b.column, a.row - b.row);

export class PlaneCanvas {
  pen: Pen = 0;
  readonly #canvas: HTMLCanvasElement;
  readonly #listener: PlaneListener;
  #points: PlacedPoints = { places: new Float32Array(), labels: new Uint8Array(), splits: new Uint8Array() };
  #probs: { values: Float32Array; classes: number } | null = null;
  #regions: HTMLCanvasElement | null = null;
  #drawn: DrawnPoint[] = [];
  #last: { column: number; row: number } | null = null;
  #cursor = { column: Math.round(GRID / 2), row: Math.round(GRID / 2) };
  #waiting = false;

  constructor(canvas: HTMLCanvasElement, listener: PlaneListener) {
    this.#canvas = canvas;
    this.#listener = listener;
    new ResizeObserver(() => {
      const side = Math.round(canvas.clientWidth * devicePixelRatio);
      if (side > 0 && canvas.width !== side) {
        canvas.width = side;
        canvas.height = side;
      }
      this.#paint();
    }).observe(canvas);
    this.#listen();
  }

  /** The data as they are; their regions come with the model. */
  show(points: PlacedPoints): void {
    this.#points = points;
    this.#drawn = Array.from(points.labels.subarray(0, MAX_DRAWN), (label, i) => ({
      column: stepOf(points.places[2 * i] ?? 0),
      row: stepOf(points.places[2 * i + 1] ?? 0),
      label,
    }));
    this.#repaint();
  }

  /** `[cells, classes]`; null for a plane without a model. */
  showRegions(values: Float32Array | null, classes: number): void {
    this.#probs = values === null ? null : { values, classes };
    this.recolour();
  }

  /** Paints all again in the colours in force. */
  recolour(): void {
    const probs = this.#probs;
    this.#regions = probs && regionImage(paintRegions(probs.values, probs.classes, readPalette()));
    this.#repaint();
  }

  #repaint(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#paint();
    });
  }

  #paint(): void {
    const ctx = this.#canvas.getContext("2d");
    const side = this.#canvas.clientWidth;
    if (!ctx || side === 0) return;
    const palette = readPalette();
    ctx.setTransform(this.#canvas.width / side, 0, 0, this.#canvas.height / side, 0, 0);
    ctx.clearRect(0, 0, side, side);
    if (this.#regions) ctx.drawImage(this.#regions, 0, 0, side, side);
    drawPoints(ctx, this.#points, side, palette);
    if (this.#canvas.matches(":focus-visible")) {
      const { column, row } = this.#cursor;
      drawCrosshair(ctx, ((placeOf(column) + 1) / 2) * side, ((1 - placeOf(row)) / 2) * side, palette);
    }
  }

  #listen(): void {
    const canvas = this.#canvas;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.#last = null;
      this.#draw(this.#where(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      const at = this.#where(event);
      if (this.#last === null || this.pen === "erase" || distance(at, this.#last) >= SPACING) this.#draw(at);
    });
    const finish = (event: PointerEvent): void => {
      if (!canvas.hasPointerCapture(event.pointerId)) return;
      canvas.releasePointerCapture(event.pointerId);
      this.#listener.onDrawn(this.#drawn);
    };
    canvas.addEventListener("pointerup", finish);
    canvas.addEventListener("pointercancel", finish);
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.#key(event)) return;
      event.preventDefault();
    });
    for (const kind of ["focus", "blur"]) {
      canvas.addEventListener(kind, () => {
        this.#repaint();
      });
    }
  }

  #where(event: PointerEvent): { column: number; row: number } {
    const box = this.#canvas.getBoundingClientRect();
    return {
      column: stepOf(((event.clientX - box.left) / box.width) * 2 - 1),
      row: stepOf(1 - ((event.clientY - box.top) / box.height) * 2),
    };
  }

  /** Whether the key means something here. */
  #key({ key, shiftKey }: KeyboardEvent): boolean {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const move = moves[key];
    if (move) {
      const stride = shiftKey ? STRIDE / 10 : STRIDE;
      const along = (from: number, by: number): number =>
        Math.round(Math.max(0, Math.min(GRID - 1, from + by * stride)));
      this.#cursor = { column: along(this.#cursor.column, move[0]), row: along(this.#cursor.row, move[1]) };
      this.#listener.onWords(`x ${placeOf(this.#cursor.column).toFixed(2)}, y ${placeOf(this.#cursor.row).toFixed(2)}`);
      this.#repaint();
      return true;
    }
    const erases = key === "Delete" || key === "Backspace";
    if (key !== "Enter" && key !== " " && !erases) return false;
    const before = this.#drawn.length;
    this.#draw(this.#cursor, erases ? "erase" : this.pen);
    const count = this.#drawn.length;
    this.#listener.onWords(count === before ? "Nothing changed." : `${String(count)} points.`);
    if (count !== before) this.#listener.onDrawn(this.#drawn);
    return true;
  }

  #draw(at: { column: number; row: number }, pen: Pen = this.pen): void {
    this.#last = at;
    if (pen === "erase") {
      this.#drawn = this.#drawn.filter((point) => distance(point, at) > REACH);
    } else if (this.#drawn.length < MAX_DRAWN) {
      this.#drawn = [...this.#drawn, { ...at, label: pen }];
    } else {
      this.#listener.onWords(`${String(MAX_DRAWN)} points are as many as an address carries.`);
      return;
    }
    this.#points = {
      places: Float32Array.from(this.#drawn.flatMap(({ column, row }) => [placeOf(column), placeOf(row)])),
      labels: Uint8Array.from(this.#drawn, ({ label }) => label),
      splits: new Uint8Array(this.#drawn.length),
    };
    this.#repaint();
  }
}
