// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The settings form. It shows settings and says what was asked for; what that means for the run is the page's business.

import { byId, setText } from "../ui/dom.ts";
import { formatCount } from "./format.ts";
import { type Change, type Choice, onChoice, showChoice } from "./choice.ts";
import { MAX_RATES, RULES, type Settings, readNumber, withRate } from "./settings.ts";

const RATE_STOPS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

export interface ControlListener {
  onRate(rate: number): void;
  onLive(change: Partial<Pick<Settings, "pace" | "epochs" | "patience">>): void;
  onRestart(change: Change): void;
}

const numbers = (...values: number[]): (readonly [number, string])[] =>
  values.map((value) => [value, formatCount(value)]);
const plain = (...values: number[]): (readonly [number, string])[] => values.map((value) => [value, String(value)]);
const epochs = (value: number): string => (value === 1 ? "1 epoch" : `${formatCount(value)} epochs`);

/** A change of these starts the run over. */
const RESTARTING: readonly Choice[] = [
  {
    id: "optimizer",
    name: "optimizer",
    offered: [
      ["sgd", "SGD"],
      ["nesterov", "SGD, Nesterov"],
      ["adam", "Adam"],
      ["adamw", "AdamW"],
    ],
  },
  {
    id: "schedule",
    name: "schedule",
    offered: [
      ["constant", "constant"],
      ["step", "halved four times"],
      ["cosine", "cosine to zero"],
      ["warm", "warm-up, then cosine"],
    ],
  },
  {
    id: "loss",
    name: "loss",
    offered: [
      ["ce", "cross-entropy"],
      ["focal", "focal"],
    ],
  },
  { id: "gamma", name: "gamma", offered: plain(0, 0.5, 1, 2, 3, 5) },
  { id: "smoothing", name: "smoothing", offered: [[0, "none"], ...plain(0.05, 0.1, 0.2, 0.3)] },
  {
    id: "class-weights",
    name: "classWeights",
    offered: [
      ["none", "none"],
      ["balanced", "balanced"],
    ],
  },
  { id: "momentum", name: "momentum", offered: plain(0, 0.5, 0.9, 0.95, 0.99) },
  { id: "l2", name: "l2", offered: [[0, "none"], ...plain(0.0001, 0.001, 0.01, 0.1)] },
  { id: "batch", name: "batchSize", offered: numbers(1, 8, 16, 32, 64, 128, 256, 512, 1000, 2000), write: formatCount },
];

/** These can change while training. */
const LIVE: readonly Choice[] = [
  {
    id: "epochs",
    name: "epochs",
    offered: [...[1, 5, 10, 20, 50, 100, 200].map((value) => [value, epochs(value)] as const), [0, "never"]],
    write: epochs,
  },
  {
    id: "patience",
    name: "patience",
    offered: [[0, "never"], ...[1, 2, 3, 5, 10, 20].map((value) => [value, epochs(value)] as const)],
    write: epochs,
  },
  {
    id: "pace",
    name: "pace",
    offered: [
      ["slow", "10 steps/s"],
      ["steady", "150 steps/s"],
      ["full", "Full speed"],
    ],
  },
];

function nearestStop(rate: number): number {
  const distance = (stop: number): number => Math.abs(Math.log(stop + 1e-4) - Math.log(rate + 1e-4));
  return RATE_STOPS.reduce((best, stop, i) => (distance(stop) < distance(RATE_STOPS[best] ?? 0) ? i : best), 0);
}

export class Controls {
  readonly #rate = byId("rate", HTMLInputElement);
  readonly #slider = byId("rate-slider", HTMLInputElement);
  readonly #changes = byId("rate-changes");
  readonly #seed = byId("seed", HTMLInputElement);
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
    for (const choice of RESTARTING) {
      onChoice(choice, (change) => {
        this.#listener.onRestart(change);
      });
    }
    for (const choice of LIVE) {
      onChoice(choice, (change) => {
        this.#listener.onLive(change);
      });
    }
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
    if (this.#shown?.seed !== settings.seed) this.#seed.value = String(settings.seed);
    if (this.#shown !== settings) {
      this.#shown = settings;
      for (const choice of [...RESTARTING, ...LIVE]) showChoice(choice, settings);
      disableIdle(settings);
      setText(byId("loss-note"), describeLoss(settings));
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
}

/** What has no meaning beside the other settings can't be set. */
function disableIdle({ loss, optimizer }: Settings): void {
  byId("momentum", HTMLSelectElement).disabled = optimizer.startsWith("adam");
  byId("gamma", HTMLSelectElement).disabled = loss !== "focal";
  byId("smoothing", HTMLSelectElement).disabled = loss === "focal";
}

function describeLoss({ loss, smoothing, classWeights }: Settings): string {
  const plainly = loss === "ce" && smoothing === 0 && classWeights === "none";
  return plainly
    ? ""
    : "The training curve is of the loss that is minimised; the validation curve stays the plain cross-entropy, so that " +
        "runs can be compared.";
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
