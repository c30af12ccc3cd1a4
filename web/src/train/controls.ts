// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The settings form. It shows settings and says what was asked for; what that means for the run is the page's business.

import { byId, setText } from "../ui/dom.ts";
import { formatCount } from "./format.ts";
import { MAX_RATES, PACES, RULES, type Settings, readNumber, withRate } from "./settings.ts";

const RATE_STOPS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

/** The settings whose change starts the run over. */
export type Restarting = Partial<Pick<Settings, "momentum" | "l2" | "batchSize" | "seed">>;

export interface ControlListener {
  onRate(rate: number): void;
  onLive(change: Partial<Pick<Settings, "pace" | "epochs" | "patience">>): void;
  onRestart(change: Restarting): void;
}

interface Choice {
  readonly id: string;
  readonly rule: (typeof RULES)[keyof typeof RULES];
  readonly offered: readonly number[];
  readonly name: (value: number) => string;
}

const CHOICES = {
  momentum: { id: "momentum", rule: RULES.momentum, offered: [0, 0.5, 0.9, 0.95, 0.99], name: String },
  l2: {
    id: "l2",
    rule: RULES.l2,
    offered: [0, 0.0001, 0.001, 0.01, 0.1],
    name: (value) => (value === 0 ? "none" : String(value)),
  },
  batchSize: {
    id: "batch",
    rule: RULES.batchSize,
    offered: [1, 8, 32, 64, 128, 256, 512, 1000, 2000],
    name: formatCount,
  },
  epochs: {
    id: "epochs",
    rule: RULES.epochs,
    offered: [1, 5, 10, 20, 50, 100, 0],
    name: (value) => (value === 0 ? "never" : value === 1 ? "1 epoch" : `${formatCount(value)} epochs`),
  },
} as const satisfies Record<string, Choice>;

/** Offers the usual numbers and, before them, one that an address asked for. */
function fillChoice(select: HTMLSelectElement, { offered, name }: Choice, value: number): void {
  if (!Array.from(select.options).some((option) => Number(option.value) === value)) {
    const values = offered.includes(value) ? offered : [value, ...offered];
    select.replaceChildren(...values.map((number) => new Option(name(number), String(number))));
  }
  select.value = String(value);
}

function nearestStop(rate: number): number {
  const distance = (stop: number): number => Math.abs(Math.log(stop + 1e-4) - Math.log(rate + 1e-4));
  return RATE_STOPS.reduce((best, stop, i) => (distance(stop) < distance(RATE_STOPS[best] ?? 0) ? i : best), 0);
}

export class Controls {
  readonly #rate = byId("rate", HTMLInputElement);
  readonly #slider = byId("rate-slider", HTMLInputElement);
  readonly #changes = byId("rate-changes");
  readonly #seed = byId("seed", HTMLInputElement);
  readonly #pace = byId("pace", HTMLSelectElement);
  readonly #listener: ControlListener;
  #shown: Settings | null = null;
  #shownRate: string | null = null;

  constructor(listener: ControlListener) {
    this.#listener = listener;
    // Enter in a field applies it (a change event); there is nothing to send.
    byId("settings", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
    });
    this.#rate.addEventListener("change", () => {
      this.#askRate(this.#rate.value);
    });
    // While it is dragged the slider only says its value: each stop on the way would be a change of the run.
    this.#slider.addEventListener("input", () => {
      this.#rate.value = this.#sliderRate();
      this.#slider.setAttribute("aria-valuetext", this.#sliderRate());
    });
    this.#slider.addEventListener("change", () => {
      this.#askRate(this.#sliderRate());
    });
    this.#seed.addEventListener("change", () => {
      const seed = readNumber(this.#seed.value, { ...RULES.seed, initial: this.#shown?.seed ?? RULES.seed.initial });
      // Shown as it was read: clamped, or as before if it was no number.
      this.#seed.value = String(seed);
      if (seed !== this.#shown?.seed) this.#listener.onRestart({ seed });
    });
    this.#pace.addEventListener("change", () => {
      const pace = PACES.find((known) => known === this.#pace.value);
      if (pace) this.#listener.onLive({ pace });
    });
    this.#choose(CHOICES.momentum, (momentum) => {
      this.#listener.onRestart({ momentum });
    });
    this.#choose(CHOICES.l2, (l2) => {
      this.#listener.onRestart({ l2 });
    });
    this.#choose(CHOICES.batchSize, (batchSize) => {
      this.#listener.onRestart({ batchSize });
    });
    this.#choose(CHOICES.epochs, (epochs) => {
      this.#listener.onLive({ epochs });
    });
  }

  /** Shows `settings`, with the learning rate in force now. */
  show(settings: Settings, rateNow: number): void {
    const rate = String(rateNow);
    // Never under the visitor's hands: only when the value itself has changed.
    if (this.#shownRate !== rate) {
      this.#shownRate = rate;
      this.#rate.value = rate;
      this.#slider.value = String(nearestStop(Number(rate)));
      this.#slider.setAttribute("aria-valuetext", rate);
    }
    if (this.#shown !== settings) {
      this.#shown = settings;
      fillChoice(byId("momentum", HTMLSelectElement), CHOICES.momentum, settings.momentum);
      fillChoice(byId("l2", HTMLSelectElement), CHOICES.l2, settings.l2);
      fillChoice(byId("batch", HTMLSelectElement), CHOICES.batchSize, settings.batchSize);
      fillChoice(byId("epochs", HTMLSelectElement), CHOICES.epochs, settings.epochs);
      this.#seed.value = String(settings.seed);
      this.#pace.value = settings.pace;
      setText(this.#changes, describeChanges(settings));
    }
  }

  #sliderRate(): string {
    return String(RATE_STOPS[Number(this.#slider.value)] ?? RULES.rate.initial);
  }

  #askRate(text: string): void {
    const before = Number(this.#shownRate ?? RULES.rate.initial);
    const rate = readNumber(text, { ...RULES.rate, initial: before });
    // Shown as it was read, also if nothing changes: clamped, or as before if it was no number.
    this.#shownRate = null;
    this.#listener.onRate(rate);
  }

  #choose(choice: Choice, onChange: (value: number) => void): void {
    const select = byId(choice.id, HTMLSelectElement);
    select.addEventListener("change", () => {
      onChange(readNumber(select.value, choice.rule));
    });
  }
}

/** Whether one more change of the learning rate, at `step`, still fits into an address. */
export function rateFits(settings: Settings, step: number, rate: number): boolean {
  return withRate(settings.rates, step, rate).length <= MAX_RATES;
}

function describeChanges({ rates }: Settings): string {
  const changes = rates.slice(1).map(({ step, rate }) => `${String(rate)} from step ${formatCount(step)}`);
  if (changes.length === 0) return "";
  const shown = changes.slice(-3);
  const more = changes.length > shown.length ? "… " : "";
  return `In this run: ${String(rates[0]?.rate)} at first, ${more}${shown.join(", ")}.`;
}
