// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Pins, their table and their lines in the chart, brought together.

import { Speaker } from "../../ui/speaker.ts";
import { byId } from "../../ui/dom.ts";
import type { Chart } from "../chart/chart.ts";
import type { Curve } from "../curve.ts";
import { describeQuery } from "./label.ts";
import { type Pin, Pins, standingOf } from "./pins.ts";
import { PinsView } from "./pins_view.ts";

const SPEAK_MS = 500;

export class PinBoard {
  readonly #pins: Pins;
  readonly #view: PinsView;
  readonly #curve: () => Curve;
  readonly #button = byId("pin", HTMLButtonElement);
  readonly #speaker = new Speaker(byId("chart-reading"), SPEAK_MS);

  constructor(chart: Chart, curve: () => Curve) {
    this.#curve = curve;
    this.#pins = new Pins(() => {
      chart.overlay(this.shown);
      this.update();
    });
    this.#view = new PinsView({
      onShow: (letter, shown) => {
        this.#pins.show(letter, shown);
      },
      onRemove: (letter) => {
        this.#pins.remove(letter);
        this.#speaker.say(`Run ${letter} removed.`);
      },
    });
    this.#button.addEventListener("click", () => {
      this.#pin();
    });
  }

  /** The runs that are in the chart. */
  get shown(): Pin[] {
    return this.#pins.all.filter(({ shown }) => shown);
  }

  /** The current run has gone on, or another has begun. */
  update(): void {
    const standing = standingOf(this.#curve());
    this.#button.setAttribute("aria-disabled", String(standing.step === 0 || this.#pins.full));
    this.#view.show(this.#pins.all, standing);
  }

  #pin(): void {
    const curve = this.#curve();
    if (standingOf(curve).step === 0) {
      this.#speaker.say("There is nothing to pin before the first step.");
      return;
    }
    const pin = this.#pins.add(curve, describeQuery(location.search));
    this.#speaker.say(pin ? `Pinned as run ${pin.style.letter}.` : "No more runs can be pinned: remove one first.");
  }
}
