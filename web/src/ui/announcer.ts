// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { setText } from "./dom.ts";

/** A polite live region that speaks at most once in `interval` milliseconds; what comes between is left unsaid. */
export class Announcer {
  readonly #region: Element;
  readonly #interval: number;
  #spokeAt = 0;

  constructor(region: Element, interval: number) {
    this.#region = region;
    this.#interval = interval;
  }

  say(text: () => string): void {
    const now = performance.now();
    if (now - this.#spokeAt < this.#interval) return;
    this.#spokeAt = now;
    setText(this.#region, text());
  }

  /** Starts the interval anew: the next words come a whole interval from now. */
  rest(): void {
    this.#spokeAt = performance.now();
  }
}
