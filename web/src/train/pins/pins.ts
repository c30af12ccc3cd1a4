// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Runs that are kept for comparison, as long as the page is open.

import type { Overlay } from "../chart/overlay.ts";
import { MAX_PINS, nextPinStyle } from "../chart/styles.ts";
import type { Columns, Curve } from "../curve.ts";

/** How far a run has come. */
export interface Standing {
  readonly step: number;
  /** Smoothed, nats. */
  readonly training: number | null;
  /** Nats. */
  readonly validation: number | null;
  /** On the test split. */
  readonly accuracy: number | null;
}

export interface Pin extends Overlay, Standing {
  /** The settings that the run was made with, in words. */
  readonly label: string;
  readonly shown: boolean;
}

export function standingOf(curve: Curve): Standing {
  return {
    step: curve.steps.at(-1) ?? 0,
    training: curve.smoothed,
    validation: curve.rows.at(-1)?.validation ?? null,
    accuracy: curve.accuracy,
  };
}

function copyColumns({ steps, batch, training, validation }: Columns): Columns {
  return { steps: [...steps], batch: [...batch], training: [...training], validation: [...validation] };
}

export class Pins {
  readonly #onChange: () => void;
  #pins: readonly Pin[] = [];

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get all(): readonly Pin[] {
    return this.#pins;
  }

  get full(): boolean {
    return this.#pins.length === MAX_PINS;
  }

  /** Keeps the curve as it is now; null if there are too many already. */
  add(curve: Curve, label: string): Pin | null {
    const style = nextPinStyle(this.#pins.map((pin) => pin.style.letter));
    if (!style) return null;
    const pin = { style, label, shown: true, curve: copyColumns(curve), ...standingOf(curve) };
    this.#set([...this.#pins, pin]);
    return pin;
  }

  show(letter: string, shown: boolean): void {
    this.#set(this.#pins.map((pin) => (pin.style.letter === letter ? { ...pin, shown } : pin)));
  }

  remove(letter: string): void {
    this.#set(this.#pins.filter((pin) => pin.style.letter !== letter));
  }

  #set(pins: readonly Pin[]): void {
    this.#pins = pins;
    this.#onChange();
  }
}
