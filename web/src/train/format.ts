// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Numbers as the page writes them. Formatting happens many times a second: the formatters are made once.

const grouped = new Intl.NumberFormat("en");
const decimals = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const oneDecimal = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("en", {
  style: "percent",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

export const NONE = "–";

/** A loss: four decimals, fewer for what is far off the scale. */
export function formatLoss(nats: number | null): string {
  if (nats === null) return NONE;
  if (!Number.isFinite(nats)) return Number.isNaN(nats) ? "not a number" : "∞";
  return nats < 100 ? nats.toFixed(4) : nats.toPrecision(5);
}

/** A surprise at one answer, for narrow places. */
export function formatSurprise(nats: number): string {
  if (!Number.isFinite(nats)) return "∞";
  return nats < 10 ? decimals.format(nats) : oneDecimal.format(nats);
}

export function formatCount(count: number): string {
  return grouped.format(count);
}

export function formatPercent(share: number | null): string {
  return share === null ? NONE : percent.format(share);
}

export function formatMilliseconds(ms: number | null): string {
  if (ms === null) return NONE;
  if (ms < 0.005) return "< 0.01";
  return ms < 10 ? decimals.format(ms) : oneDecimal.format(ms);
}

/** Three leading digits are all that a speed is good for. */
export function formatThroughput(perSecond: number | null): string {
  return perSecond === null ? NONE : grouped.format(Number(perSecond.toPrecision(3)));
}

export function formatMegabytes(bytes: number): string {
  return `${decimals.format(bytes / 1e6)} MB`;
}
