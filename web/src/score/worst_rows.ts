// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

export interface KeptRow {
  /** From 0, in its file. */
  readonly index: number;
  readonly where: string;
  readonly label: number;
  /** Nats. */
  readonly surprisal: number;
  readonly scores: Float32Array<ArrayBuffer>;
}

/** The rows of the largest surprisal; of equals, those that came first. */
export class WorstRows {
  readonly #limit: number;
  readonly #rows: KeptRow[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get rows(): readonly KeptRow[] {
    return this.#rows;
  }

  /** Whether a row of this surprisal would be kept. */
  wants(surprisal: number): boolean {
    return this.#rows.length < this.#limit || surprisal > (this.#rows.at(-1)?.surprisal ?? -Infinity);
  }

  add(row: KeptRow): void {
    const after = this.#rows.findIndex(({ surprisal }) => surprisal < row.surprisal);
    this.#rows.splice(after < 0 ? this.#rows.length : after, 0, row);
    if (this.#rows.length > this.#limit) this.#rows.pop();
  }
}
