// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The settings of a run, and their form in the page's address. Whatever an address holds, what comes out can be trained
// with: numbers are clamped, nonsense becomes the default.

import { DATASETS, type DatasetId } from "../data/dataset.ts";
import { type DrawnPoint, readPoints, writePoints } from "../data/drawn.ts";
import { FEATURE_MAPS, type FeatureMap, SHAPES, type Shape } from "../data/shapes.ts";
import { UNZOOMED, type Zoom, isZoomed, readZoom, writeZoom } from "./chart/zoom.ts";

/** From this step on (0: from the start), this learning rate. */
export interface RateChange {
  readonly step: number;
  readonly rate: number;
}

export const PACES = ["slow", "steady", "full"] as const;
/** How fast steps follow each other; no influence on the numbers. */
export type Pace = (typeof PACES)[number];

export const AXES = ["linear", "log-steps", "log-loss", "log-both"] as const;
/** Which of the chart's axes are logarithmic; no influence on the numbers. */
export type Axes = (typeof AXES)[number];

export const OPTIMIZERS = ["sgd", "nesterov", "adam", "adamw"] as const;
export type Optimizer = (typeof OPTIMIZERS)[number];

/** "warm" is a cosine after a warm-up. */
export const SCHEDULES = ["constant", "step", "cosine", "warm"] as const;
export type Schedule = (typeof SCHEDULES)[number];

export const LOSSES = ["ce", "focal"] as const;
export type Loss = (typeof LOSSES)[number];

export const CLASS_WEIGHTS = ["none", "balanced"] as const;
export type ClassWeights = (typeof CLASS_WEIGHTS)[number];

export const HEADERS = ["guess", "yes", "no"] as const;
/** Whether the first line of a table holds names. */
export type Header = (typeof HEADERS)[number];

export interface Settings {
  readonly data: DatasetId;
  /** Of the points in the plane. */
  readonly shape: Shape;
  readonly featureMap: FeatureMap;
  /** How far points stray from their shape. */
  readonly noise: number;
  /** How many points. */
  readonly count: number;
  /** Points by hand, for shape "drawn". */
  readonly drawn: readonly DrawnPoint[];
  readonly header: Header;
  /** The column of a table that is to be learnt, by its name; "" to guess. */
  readonly label: string;
  /** How many times fewer training examples the last class has than the first; 1 leaves the data as they are. */
  readonly imbalance: number;

  /** The learning rate and its changes while running, by step; the first is at step 0. */
  readonly rates: readonly RateChange[];
  readonly schedule: Schedule;
  readonly optimizer: Optimizer;
  readonly momentum: number;
  readonly l2: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Passes over the training data after which a run stops by itself; 0 for never. */
  readonly epochs: number;
  /** Epochs without a better validation loss after which a run stops by itself; 0 for never. */
  readonly patience: number;
  readonly pace: Pace;
  readonly axes: Axes;
  /** The part of the chart in sight; no influence on the numbers. */
  readonly zoom: Zoom;
  readonly loss: Loss;
  /** Of the focal loss. */
  readonly gamma: number;
  readonly smoothing: number;
  readonly classWeights: ClassWeights;
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
  patience: { key: "patience", min: 0, max: 100, integer: true, initial: 0 },
  gamma: { key: "gamma", min: 0, max: 10, integer: false, initial: 2 },
  smoothing: { key: "smoothing", min: 0, max: 0.9, integer: false, initial: 0 },
  imbalance: { key: "imbalance", min: 1, max: 100, integer: false, initial: 1 },
  noise: { key: "noise", min: 0, max: 1, integer: false, initial: 0.15 },
  count: { key: "count", min: 20, max: 2000, integer: true, initial: 400 },
} as const satisfies Record<string, NumberRule>;

interface WordRule<Word extends string> {
  readonly key: string;
  readonly words: readonly Word[];
}

export const WORDS = {
  data: { key: "data", words: DATASETS },
  shape: { key: "shape", words: SHAPES },
  featureMap: { key: "map", words: FEATURE_MAPS },
  header: { key: "header", words: HEADERS },
  schedule: { key: "schedule", words: SCHEDULES },
  optimizer: { key: "optimizer", words: OPTIMIZERS },
  pace: { key: "pace", words: PACES },
  axes: { key: "axes", words: AXES },
  loss: { key: "loss", words: LOSSES },
  classWeights: { key: "weights", words: CLASS_WEIGHTS },
} as const satisfies Record<string, WordRule<string>>;

/** As many changes of the learning rate as an address carries. */
export const MAX_RATES = 50;
const MAX_STEP = 0x7fff_ffff;
const MAX_LABEL = 200;

export const DEFAULTS: Settings = {
  data: "mnist",
  shape: "rings",
  featureMap: "plain",
  noise: RULES.noise.initial,
  count: RULES.count.initial,
  drawn: [],
  header: "guess",
  label: "",
  imbalance: RULES.imbalance.initial,
  rates: [{ step: 0, rate: RULES.rate.initial }],
  schedule: "constant",
  optimizer: "sgd",
  momentum: RULES.momentum.initial,
  l2: RULES.l2.initial,
  batchSize: RULES.batchSize.initial,
  seed: RULES.seed.initial,
  epochs: RULES.epochs.initial,
  patience: RULES.patience.initial,
  pace: "steady",
  axes: "linear",
  zoom: UNZOOMED,
  loss: "ce",
  gamma: RULES.gamma.initial,
  smoothing: RULES.smoothing.initial,
  classWeights: "none",
};

/** What suits a data set where it differs from the defaults: small ones want small batches, and more passes. */
const SUITED: Record<DatasetId, Partial<Settings>> = {
  mnist: {},
  iris: { batchSize: 16, epochs: 100 },
  points: { batchSize: 32, epochs: 100 },
  csv: { batchSize: 32, epochs: 100 },
};

/** The settings that a data set begins with. */
export function defaultsFor(data: DatasetId): Settings {
  return { ...DEFAULTS, ...SUITED[data], data };
}

/** The number in `text`, clamped to the rule; the rule's initial value if there is none. */
export function readNumber(text: string | null, rule: NumberRule): number {
  const trimmed = text?.trim() ?? "";
  const value = trimmed === "" ? NaN : Number(trimmed);
  if (Number.isNaN(value)) return rule.initial;
  const clamped = Math.min(Math.max(value, rule.min), rule.max);
  return rule.integer ? Math.round(clamped) : clamped;
}

function readWord<Word extends string>(text: string | null, { words }: WordRule<Word>, fallback: Word): Word {
  return words.find((word) => word === text) ?? fallback;
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
  const initial = defaultsFor(readWord(given.get(WORDS.data.key), WORDS.data, DEFAULTS.data));
  const number = (name: keyof typeof RULES & keyof Settings): number => {
    const rule: NumberRule = RULES[name];
    return readNumber(given.get(rule.key), { ...rule, initial: initial[name] });
  };
  const word = <Name extends keyof typeof WORDS>(name: Name): Settings[Name] => {
    const rule = WORDS[name] as unknown as WordRule<Settings[Name]>;
    return readWord(given.get(rule.key), rule, initial[name]);
  };
  return {
    data: initial.data,
    shape: word("shape"),
    featureMap: word("featureMap"),
    noise: number("noise"),
    count: number("count"),
    drawn: readPoints(given.get("points") ?? ""),
    header: word("header"),
    label: (given.get("label") ?? "").slice(0, MAX_LABEL),
    imbalance: number("imbalance"),
    rates: readRates(given.get(RULES.rate.key)),
    schedule: word("schedule"),
    optimizer: word("optimizer"),
    momentum: number("momentum"),
    l2: number("l2"),
    batchSize: number("batchSize"),
    seed: number("seed"),
    epochs: number("epochs"),
    patience: number("patience"),
    pace: word("pace"),
    axes: word("axes"),
    zoom: readZoom(given.get("zoom")),
    loss: word("loss"),
    gamma: number("gamma"),
    smoothing: number("smoothing"),
    classWeights: word("classWeights"),
  };
}

/** Which settings matter, in the order of an address: those of the data set, then those of every run. */
function relevant({ data, shape }: Settings): (keyof typeof RULES | keyof typeof WORDS)[] {
  const byHand = shape === "drawn";
  const ofData: Record<DatasetId, (keyof typeof RULES | keyof typeof WORDS)[]> = {
    mnist: [],
    iris: [],
    points: byHand ? ["shape", "featureMap"] : ["shape", "featureMap", "noise", "count"],
    csv: ["header"],
  };
  return [
    "data",
    ...ofData[data],
    ...(["imbalance", "rate", "momentum", "l2", "batchSize", "seed", "epochs", "pace"] as const),
    ...(["patience", "optimizer", "schedule", "loss", "gamma", "smoothing", "classWeights", "axes"] as const),
  ];
}

/**
 * The query that `readSettings` reads back: every setting that has a meaning for the data, also one at its default, so that
 * a link still says the same when a default changes.
 */
export function writeSettings(settings: Settings): string {
  const pairs = relevant(settings).map((name) => {
    if (name === "rate") return [RULES.rate.key, writeRates(settings.rates)];
    const { key } = name in RULES ? RULES[name as keyof typeof RULES] : WORDS[name as keyof typeof WORDS];
    return [key, String(settings[name])];
  });
  // The values are numbers, commas, colons and known words: readable as they are, legal in a query.
  if (settings.data === "points" && settings.shape === "drawn") pairs.push(["points", writePoints(settings.drawn)]);
  if (isZoomed(settings.zoom)) pairs.push(["zoom", writeZoom(settings.zoom)]);
  if (settings.data === "csv") pairs.push(["label", encodeURIComponent(settings.label)]);
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
