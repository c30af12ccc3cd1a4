// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Where an axis is labelled; the chart on the page and the exported picture label the same places.

/** From `min` to `max`, `min` < `max`; on a logarithmic axis both are above 0. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

const MANTISSAS = [1, 2, 5];

/** The smallest of 1, 2, 5, 10, 20, 50, … (and 0.5, 0.2, …) that is not below `least`. */
function niceStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  return (MANTISSAS.find((mantissa) => mantissa * decade >= least * (1 - 1e-9)) ?? 10) * decade;
}

function linearTicks({ min, max }: Span, count: number, integers: boolean): number[] {
  const step = Math.max(niceStep((max - min) / Math.max(count, 1)), integers ? 1 : 0);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Multiplied, not added up, and rounded: 3 × 0.1 would be labelled 0.30000000000000004.
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function logTicks({ min, max }: Span, mantissas: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(min)); 10 ** exponent <= max; ++exponent) {
    for (const mantissa of mantissas) ticks.push(Number((mantissa * 10 ** exponent).toPrecision(12)));
  }
  return ticks.filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9));
}

/** At most about `count` places of a linear or logarithmic axis; whole numbers only, if `integers`. */
export function ticksOf(span: Span, log: boolean, count: number, integers = false): number[] {
  if (!log) return linearTicks(span, count, integers);
  const fine = logTicks(span, MANTISSAS);
  // Less than a decade has too few round numbers of this kind, many decades too many.
  if (fine.length < 3) return linearTicks(span, count, integers).filter((tick) => tick > 0);
  if (fine.length <= count) return fine;
  const decades = logTicks(span, [1]);
  const stride = Math.ceil(decades.length / Math.max(count, 1));
  return decades.filter((_, i) => i % stride === 0);
}

/** A tick's label: all ticks of an axis with the same number of decimals on a linear one, each its own on a logarithmic. */
export function tickLabels(ticks: readonly number[], log: boolean): string[] {
  const decimals = (tick: number): number => (String(tick).split(".")[1] ?? "").length;
  const most = Math.min(Math.max(...ticks.map(decimals), 0), 8);
  return ticks.map((tick) => {
    const digits = log ? Math.min(decimals(tick), 8) : most;
    return tick.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  });
}
