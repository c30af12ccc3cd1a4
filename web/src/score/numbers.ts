// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Numbers as the page writes them.

import { powerOfTen } from "../figures/numbers.ts";
import { NONE, formatPercent } from "../train/format.ts";

/** Four decimals; fewer for what is large. */
export function formatScore(value: number): string {
  if (Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return Math.abs(value) < 100 ? value.toFixed(4) : value.toPrecision(6);
}

export function formatShare(share: number): string {
  return formatPercent(Number.isNaN(share) ? null : share);
}

/** What a temperature is good for: four digits. */
export function formatTemperature(temperature: number): string {
  return String(Number(temperature.toPrecision(4)));
}

/** A probability, however small. */
export function formatProbability(probability: number): string {
  if (Number.isNaN(probability)) return NONE;
  return probability === 0 || probability >= 0.001 ? probability.toFixed(3) : powerOfTen(probability, 1);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What classes are called: by their names, if there are any, else by their labels. */
export type ClassName = (label: number) => string;

export function classNames(names: readonly string[] | null, firstLabel: number): ClassName {
  return (label) => names?.[label] ?? String(label + firstLabel);
}
