// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeDragBar } from "../figures/bars.ts";
import { percent } from "../figures/numbers.ts";
import { type Setting, withShare } from "../figures/settings.ts";
import { html } from "../figures/elements.ts";

/** What may happen tomorrow. */
export const outcomes = ["sun", "cloud", "rain", "snow"] as const;

const scale = { min: 0, max: 1, step: 0.01, page: 0.1 };

export interface ShareBar {
  readonly element: HTMLElement;
  show(): void;
}

/** A bar for one share of a distribution: the others make room for it. */
export function shareBar(kind: "truth" | "model", name: string, shares: Setting<number[]>, index: number): ShareBar {
  const symbol = kind === "truth" ? "p" : "q";
  const bar = makeDragBar(kind, `${symbol} of ${name}`, scale, (share) => {
    shares.set(withShare(shares.value, index, share));
  });
  const value = html("span", { class: "bar-value" });
  const label = html("span", { class: "bar-label" }, symbol);
  label.ariaHidden = "true";
  return {
    element: html("div", { class: "bar-row" }, label, bar.element, value),
    show() {
      const share = shares.value[index]!;
      bar.show(share, percent(share));
      value.textContent = percent(share);
    },
  };
}

/** A product of which a factor 0 makes 0, also beside ∞: what never happens costs nothing. */
export const weighted = (share: number, cost: number): number => (share === 0 ? 0 : share * cost);
