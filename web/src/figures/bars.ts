// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// Horizontal bars: a finger that drags one leaves the page free to scroll up and down.

import { html, setStyle } from "./elements.ts";
import type { NumberRange } from "./settings.ts";
import { makeSlider, type SliderScale } from "./slider.ts";

/** Looks that differ in more than colour; see figures.css. */
export type BarKind = "truth" | "model" | "loss" | "gradient";

export interface Bar<Show> {
  readonly element: HTMLElement;
  readonly show: Show;
}

/** The bar from 0 to `value`, both within the range, as shares of its width. */
function extent(value: number, { min, max }: NumberRange): { from: number; to: number; at: number } {
  const share = (x: number) => (Math.min(max, Math.max(min, x)) - min) / (max - min);
  const [zero, end] = [share(0), share(value)];
  return { from: Math.min(zero, end), to: Math.max(zero, end), at: end };
}

function barElement(kind: BarKind, range: NumberRange): { bar: HTMLElement; fill: HTMLElement } {
  const fill = html("span", { class: "bar-fill" });
  const bar = html("div", { class: `bar bar-${kind}` }, fill);
  if (range.min < 0) {
    setStyle(bar, { zero: extent(0, range).at });
    bar.append(html("span", { class: "bar-zero" }));
  }
  return { bar, fill };
}

/** A bar that shows a number, which stands beside it as text. */
export function makeBar(kind: BarKind, range: NumberRange): Bar<(value: number) => void> {
  const { bar } = barElement(kind, range);
  bar.ariaHidden = "true";
  return {
    element: bar,
    show(value) {
      const length = Number.isNaN(value) ? 0 : value;
      setStyle(bar, { ...extent(length, range) });
      bar.classList.toggle("bar-beyond", length > range.max);
    },
  };
}

/** A bar that is dragged by its end, or anywhere. */
export function makeDragBar(
  kind: BarKind,
  label: string,
  scale: SliderScale,
  onInput: (value: number) => void,
): Bar<(value: number, words: string) => void> {
  const { bar } = barElement(kind, scale);
  const grip = html("span", { class: "bar-grip" });
  bar.append(grip);
  const show = makeSlider(grip, { ...scale, label, track: bar, onInput });
  return {
    element: bar,
    show(value, words) {
      setStyle(bar, { ...extent(value, scale) });
      show(value, words);
    },
  };
}

export interface Segment {
  readonly kind: BarKind;
  readonly value: number;
  readonly label: string;
}

/** Lengths one after the other, on a scale from 0 to `max`. */
export function makeStack(label: string): Bar<(segments: readonly Segment[], max: number) => void> {
  const bar = html("div", { class: "stack-bar" });
  const element = html("div", { class: "stack" }, html("span", { class: "stack-label" }, label), bar);
  bar.ariaHidden = "true";
  return {
    element,
    show(segments, max) {
      let used = 0;
      const shares = segments.map(({ value }) => {
        const share = Number.isNaN(value) ? 0 : Math.max(0, Math.min(1 - used, value / max));
        used += share;
        return share;
      });
      while (bar.children.length < segments.length) bar.append(html("span", { class: "stack-part" }, html("span")));
      for (const [index, { kind, label: text }] of segments.entries()) {
        const part = bar.children[index] as HTMLElement;
        part.className = `stack-part bar-${kind}`;
        part.firstElementChild!.textContent = text;
        setStyle(part, { share: shares[index]! });
      }
      bar.classList.toggle(
        "bar-beyond",
        segments.some(({ value }) => value === Infinity),
      );
    },
  };
}
