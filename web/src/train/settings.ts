// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The settings of a run, and their form in the page's address. Whatever an address holds, what comes out can be trained
// with: numbers are clamped, nonsense becomes the default.

/** From this step on (0: from the start), this learning rate. */
export interface RateChange {
  readonly step: number;
  readonly rate: number;
}

export const PACES = ["slow", "steady", "full"] as const;
/** How fast steps follow each other; no influence on the numbers. */
export type Pace = (typeof PACES)[number];

export interface Settings {
  /** The learning rate and its changes while running, by step; the first is at step 0. */
  readonly rates: readonly RateChange[];
  readonly momentum: number;
  readonly l2: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Passes over the training data after which a run stops by itself; 0 for never. */
  readonly epochs: number;
  readonly pace: Pace;
}

export interface NumberRule {
  readonly key: string;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly initial: number;
}

export const RULES = {
  rate: { key: "lr", min: 0, max: 10, integer: false, initial: 0.05 },
  momentum: { key: "momentum", min: 0, max: 0.999, integer: false, initial: 0.9 },
  l2: { key: "l2", min: 0, max: 1, integer: false, initial: 0 },
  batchSize: { key: "batch", min: 1, max: 2000, integer: true, initial: 128 },
  seed: { key: "seed", min: 0, max: 0xffff_ffff, integer: true, initial: 1 },
  epochs: { key: "epochs", min: 0, max: 1000, integer: true, initial: 20 },
} as const satisfies Record<string, NumberRule>;

/** As many changes of the learning rate as an address carries. */
export const MAX_RATES = 50;
const MAX_STEP = 0x7fff_ffff;

export const DEFAULTS: Settings = {
  rates: [{ step: 0, rate: RULES.rate.initial }],
  momentum: RULES.momentum.initial,
  l2: RULES.l2.initial,
  batchSize: RULES.batchSize.initial,
  seed: RULES.seed.initial,
  epochs: RULES.epochs.initial,
  pace: "steady",
};

/** The number in `text`, clamped to the rule; the rule's initial value if there is none. */
export function readNumber(text: string | null, rule: NumberRule): number {
  const trimmed = text?.trim() ?? "";
  const value = trimmed === "" ? NaN : Number(trimmed);
  if (Number.isNaN(value)) return rule.initial;
  const clamped = Math.min(Math.max(value, rule.min), rule.max);
  return rule.integer ? Math.round(clamped) : clamped;
}

/** "0.5,400:0.05": 0.5 from the start, 0.05 from step 400 on. */
function readRates(text: string | null): RateChange[] {
  const [first = "", ...later] = (text ?? "").split(",");
  const rates: RateChange[] = [{ step: 0, rate: readNumber(first, RULES.rate) }];
  for (const item of later) {
    if (rates.length === MAX_RATES) break;
    const [stepText = "", rateText = ""] = item.split(":");
    const step = Number(stepText);
    const previous = rates.at(-1)?.step ?? 0;
    if (!Number.isInteger(step) || step <= previous || step > MAX_STEP) continue;
    if (rateText.trim() === "" || Number.isNaN(Number(rateText))) continue;
    rates.push({ step, rate: readNumber(rateText, RULES.rate) });
  }
  return rates;
}

function writeRates(rates: readonly RateChange[]): string {
  return rates.map(({ step, rate }) => (step === 0 ? String(rate) : `${String(step)}:${String(rate)}`)).join(",");
}

/** The settings that an address's query asks for. Never throws. */
export function readSettings(query: string): Settings {
  const given = new URLSearchParams(query);
  const read = (rule: NumberRule): number => readNumber(given.get(rule.key), rule);
  const pace = given.get("pace");
  return {
    rates: readRates(given.get(RULES.rate.key)),
    momentum: read(RULES.momentum),
    l2: read(RULES.l2),
    batchSize: read(RULES.batchSize),
    seed: read(RULES.seed),
    epochs: read(RULES.epochs),
    pace: PACES.find((known) => known === pace) ?? DEFAULTS.pace,
  };
}

/**
 * The query that `readSettings` reads back: every setting, also one at its default, so that a link still says the same
 * when a default changes.
 */
export function writeSettings(settings: Settings): string {
  const pairs = [
    [RULES.rate.key, writeRates(settings.rates)],
    [RULES.momentum.key, String(settings.momentum)],
    [RULES.l2.key, String(settings.l2)],
    [RULES.batchSize.key, String(settings.batchSize)],
    [RULES.seed.key, String(settings.seed)],
    [RULES.epochs.key, String(settings.epochs)],
    ["pace", settings.pace],
  ];
  // The values are numbers, commas, colons and known words: readable as they are, legal in a query.
  return `?${pairs.map((pair) => pair.join("=")).join("&")}`;
}

/** The learning rate in force for the update that follows `step` updates. */
export function rateAt(rates: readonly RateChange[], step: number): number {
  return rates.filter((change) => change.step <= step).at(-1)?.rate ?? RULES.rate.initial;
}

/** `rates` with `rate` from `step` on; changes that were to come later are dropped. */
export function withRate(rates: readonly RateChange[], step: number, rate: number): RateChange[] {
  const earlier = rates.filter((change) => change.step < step);
  if (earlier.length > 0 && rateAt(earlier, step) === rate) return earlier;
  return [...earlier, { step, rate }];
}
