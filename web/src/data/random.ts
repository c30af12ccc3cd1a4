// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Seeded chance for making data sets and splitting them. Integer arithmetic alone, so the same in every engine; nothing
// here has to withstand an opponent.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to 2^32 - 1: a Weyl sequence through a mixing function. */
  #next(): number {
    this.#state = (this.#state + 0x9e37_79b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }

  /** From 0 to below 1. */
  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  /** An integer from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.uniform() * end);
  }

  /** About standard normal: the sum of twelve uniform numbers, with no function whose last bits depend on the engine. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; ++i) sum += this.uniform();
    return sum;
  }

  /** 0 to count - 1 in a random order. */
  order(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let last = count - 1; last > 0; --last) {
      const other = this.below(last + 1);
      [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
    }
    return order;
  }
}
