// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeChoice } from "../figures/controls.ts";
import type { Host } from "../figures/figure.ts";
import { decimal } from "../figures/numbers.ts";

export interface Unit {
  readonly name: "nats" | "bits";
  /** Of the logarithm. */
  readonly base: number;
}

/** The unit that all figures share which measure information, and the switch for it. */
export function unitChoice(host: Host): { element: HTMLElement; show(): Unit } {
  const setting = host.choice("unit", ["nats", "bits"]);
  const control = makeChoice("Unit", { nats: "nats", bits: "bits" }, setting);
  return {
    element: control.element,
    show() {
      control.show();
      return { name: setting.value, base: setting.value === "bits" ? 2 : Math.E };
    },
  };
}

/** "1.386 nats" */
export const inUnit = (value: number, { name }: Unit): string => `${decimal(value)} ${name}`;
