// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { setText } from "./dom.ts";

/** A polite live region that speaks at most once in `interval` milliseconds, and always says the latest in the end. */
export class Speaker {
  readonly #region: Element;
  readonly #interval: number;
  #spokeAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(region: Element, interval: number) {
    this.#region = region;
    this.#interval = interval;
  }

  say(text: string): void {
    clearTimeout(this.#timer);
    const speak = (): void => {
      this.#spokeAt = performance.now();
      setText(this.#region, text);
    };
    const wait = this.#spokeAt + this.#interval - performance.now();
    if (wait <= 0) speak();
    else this.#timer = setTimeout(speak, wait);
  }
}
