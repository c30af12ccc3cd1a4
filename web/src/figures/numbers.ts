// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Numbers as figures write them.

/** With so many decimals, and a true minus; what is no number, in signs of its own. */
export function decimal(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A share as per cent, finer where it is small. */
export function percent(share: number): string {
  const value = 100 * share;
  const digits = value > 0 && value < 1 ? 2 : Math.abs(value - Math.round(value)) < 0.05 ? 0 : 1;
  return `${value.toFixed(digits)}%`;
}

const RAISED: Readonly<Record<string, string>> = { "-": "⁻", "+": "" };

/** "1.2 × 10⁻⁵", with so many decimals. */
export function powerOfTen(value: number, digits: number): string {
  const [mantissa = "", exponent = ""] = value.toExponential(digits).split("e");
  const raised = exponent.replace(/./g, (sign) => RAISED[sign] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(sign)] ?? "");
  return `${mantissa.replace("-", "−")} × 10${raised}`;
}

/** What may be huge: a power of ten from a million on, and below a thousandth. */
export function scientific(value: number): string {
  const size = Math.abs(value);
  const isPlain = !Number.isFinite(value) || size === 0 || (size >= 1e-3 && size < 1e6);
  return isPlain ? decimal(value) : powerOfTen(value, 2);
}

/** `count` + 1 numbers from `first` to `last`. */
export const steps = (first: number, last: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, i) => first + ((last - first) * i) / count);
