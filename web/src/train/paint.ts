// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Images as RGBA bytes; nothing here needs a page.

import type { Rgb } from "../ui/theme.ts";

/** Writes the pixel of colour `from` + `share` · (`to` − `from`) into an image's bytes. */
export function mix(from: Rgb, to: Rgb, share: number, into: Uint8ClampedArray, at: number): void {
  for (let channel = 0; channel < 3; ++channel) {
    const start = from[channel] ?? 0;
    into[at + channel] = start + ((to[channel] ?? 0) - start) * share;
  }
  into[at + 3] = 255;
}

/** A digit in ink on paper; its pixels are 0..full. */
export function paintDigit(
  pixels: Uint8Array | Float32Array,
  full: number,
  paper: Rgb,
  ink: Rgb,
): Uint8ClampedArray<ArrayBuffer> {
  const image = new Uint8ClampedArray(pixels.length * 4);
  pixels.forEach((level, i) => {
    mix(paper, ink, level / full, image, i * 4);
  });
  return image;
}

/** Where the colours of the weights end: three times their root mean square, so that a few large ones don't hide the rest. */
export function weightLimit(weights: Float32Array): number {
  let sum = 0;
  for (const weight of weights) sum += weight * weight;
  return 3 * Math.sqrt(sum / weights.length) || 1;
}

/** One class's column of `weights` [pixels, classes], from −limit (`against`) through 0 (`zero`) to limit (`towards`). */
export function paintWeights(
  weights: Float32Array,
  label: number,
  classes: number,
  limit: number,
  colours: { readonly against: Rgb; readonly zero: Rgb; readonly towards: Rgb },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = weights.length / classes;
  const image = new Uint8ClampedArray(pixels * 4);
  for (let pixel = 0; pixel < pixels; ++pixel) {
    const share = Math.max(-1, Math.min(1, (weights[pixel * classes + label] ?? 0) / limit));
    mix(colours.zero, share < 0 ? colours.against : colours.towards, Math.abs(share), image, pixel * 4);
  }
  return image;
}
