// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The colours of the design, for what is drawn on canvases. `styles/tokens.css` is their only source.

/** The value of a design token, such as "--training". */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** The channels of a "#rrggbb" colour. */
export function parseHex(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Calls back whenever the visitor's system turns from light to dark or back. */
export function onThemeChange(callback: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
}

/** Whether the visitor asks for less motion; asked anew each time, as it may change while the page is open. */
export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
