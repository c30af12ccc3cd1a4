// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Pace } from "./settings.ts";

/** Updates a second; "full" has no limit. */
export const STEPS_PER_SECOND: Record<Pace, number> = { slow: 10, steady: 150, full: Infinity };

/** A slice of work at most this long, so that a click on Pause is heard at once. */
export const SLICE_MS = 30;

/** Says how many updates are due now. */
export class Pacer {
  #rate = STEPS_PER_SECOND.steady;
  #last = 0;
  #owed = 0;

  start(pace: Pace, now: number): void {
    this.#rate = STEPS_PER_SECOND[pace];
    this.#last = now;
    this.#owed = 1;
  }

  due(now: number): number {
    if (this.#rate === Infinity) return Infinity;
    this.#owed += ((now - this.#last) / 1000) * this.#rate;
    this.#last = now;
    // Whoever cannot keep the pace, or was asleep, does not catch up in a rush afterwards.
    this.#owed = Math.min(this.#owed, Math.max(1, (this.#rate * SLICE_MS) / 1000));
    return Math.floor(this.#owed);
  }

  took(steps: number): void {
    if (this.#rate !== Infinity) this.#owed -= steps;
  }
}
