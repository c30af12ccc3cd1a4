// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** A part of the site that is fetched when it is first needed: the first load goes without what most visits don't use. */
export class OnDemand<Part> {
  /** Null until it is there. */
  part: Part | null = null;
  readonly #name: string;
  readonly #make: () => Promise<Part>;
  #coming: Promise<Part> | null = null;

  /** `make` imports the part; messages call it by its `name`, as at the beginning of a sentence. */
  constructor(name: string, make: () => Promise<Part>) {
    this.#name = name;
    this.#make = make;
  }

  /**
   * The part. Those who wait for it get it in the order in which they asked. Rejects with an error whose message can be
   * shown to a person; the next call tries again.
   */
  get(): Promise<Part> {
    return (this.#coming ??= this.#make().then(
      (part) => (this.part = part),
      (cause: unknown) => {
        this.#coming = null;
        throw new Error(`${this.#name} could not be fetched. Try again, or reload this page.`, { cause });
      },
    ));
  }
}
