// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/**
 * Frees, sooner or later, what its owner forgot to: a safety net, not a plan, since engines may never run it.
 * @internal
 */
export class SafetyNet {
  readonly #registry: FinalizationRegistry<() => void> | undefined =
    typeof FinalizationRegistry === "function"
      ? new FinalizationRegistry((free) => {
          free();
        })
      : undefined;

  /** `free` must not refer to `owner`, or neither would ever be collected. */
  watch(owner: object, free: () => void): void {
    this.#registry?.register(owner, free, owner);
  }

  forget(owner: object): void {
    this.#registry?.unregister(owner);
  }
}
