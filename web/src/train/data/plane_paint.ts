// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The plane with its decision regions and points, painted.

import { type Rgb, parseHex, token } from "../../ui/theme.ts";
import { REGION_SIDE } from "../protocol.ts";
import type { PlacedPoints } from "../../data/dataset.ts";

/** Of the class's colour in a region that the model is certain of; the rest is surface. */
const TINT = 0.42;
const MARK = 4.5;

export interface Palette {
  readonly classes: readonly Rgb[];
  readonly names: readonly string[];
  readonly surface: Rgb;
  readonly ink: string;
}

/** The colours in force. */
export function readPalette(): Palette {
  const names = ["--class-1", "--class-2", "--class-3", "--class-4"].map(token);
  return { classes: names.map(parseHex), names, surface: parseHex(token("--surface")), ink: token("--ink") };
}

/** Each cell in the mixture of the classes' colours that its probabilities make. `probs` is [cells, classes]. */
export function paintRegions(probs: Float32Array, classes: number, palette: Palette): Uint8ClampedArray<ArrayBuffer> {
  const cells = probs.length / classes;
  const image = new Uint8ClampedArray(4 * cells);
  for (let cell = 0; cell < cells; ++cell) {
    for (let channel = 0; channel < 3; ++channel) {
      let mixed = 0;
      for (let label = 0; label < classes; ++label) {
        mixed += (probs[cell * classes + label] ?? 0) * (palette.classes[label]?.[channel] ?? 0);
      }
      image[4 * cell + channel] = (1 - TINT) * (palette.surface[channel] ?? 0) + TINT * mixed;
    }
    image[4 * cell + 3] = 255;
  }
  return image;
}

/** The same as an image that can be scaled to the size of the plane. */
export function regionImage(image: Uint8ClampedArray<ArrayBuffer>): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = REGION_SIDE;
  canvas.height = REGION_SIDE;
  canvas.getContext("2d")?.putImageData(new ImageData(image, REGION_SIDE, REGION_SIDE), 0, 0);
  return canvas;
}

/** Classes differ in form as well as in colour. */
function trace(ctx: CanvasRenderingContext2D, label: number, x: number, y: number, size: number): void {
  ctx.beginPath();
  if (label === 0) {
    ctx.arc(x, y, size, 0, 2 * Math.PI);
  } else if (label === 1) {
    ctx.rect(x - 0.88 * size, y - 0.88 * size, 1.76 * size, 1.76 * size);
  } else {
    // A triangle, or a rhombus.
    const corners = label === 2 ? [-90, 30, 150] : [-90, 0, 90, 180];
    for (const corner of corners) {
      const angle = (corner * Math.PI) / 180;
      ctx.lineTo(x + 1.25 * size * Math.cos(angle), y + 1.25 * size * Math.sin(angle));
    }
    ctx.closePath();
  }
}

/** Trained on: filled. Held out: hollow. Left out of training: faint. */
export function drawPoints(
  ctx: CanvasRenderingContext2D,
  { places, labels, splits }: PlacedPoints,
  side: number,
  palette: Palette,
): void {
  const surface = `rgb(${palette.surface.join(" ")})`;
  labels.forEach((label, i) => {
    const x = (((places[2 * i] ?? 0) + 1) / 2) * side;
    const y = ((1 - (places[2 * i + 1] ?? 0)) / 2) * side;
    const split = splits[i] ?? 0;
    const colour = palette.names[label] ?? palette.ink;
    ctx.globalAlpha = split === 3 ? 0.3 : 1;
    trace(ctx, label, x, y, split === 0 ? MARK : MARK - 0.75);
    ctx.fillStyle = split === 0 ? colour : surface;
    ctx.strokeStyle = split === 0 ? surface : colour;
    ctx.lineWidth = split === 0 ? 1 : 1.5;
    ctx.fill();
    ctx.stroke();
  });
  ctx.globalAlpha = 1;
}

/** Where the next point goes, for those who draw by key. */
export function drawCrosshair(ctx: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  ctx.strokeStyle = palette.ink;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    ctx.moveTo(x + 5 * dx, y + 5 * dy);
    ctx.lineTo(x + 13 * dx, y + 13 * dy);
  }
  ctx.stroke();
}
