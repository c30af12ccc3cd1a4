// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The numbers beside the chart. Each is a <data> element: what is read is rounded, its `value` is exact.

import { byId, setText } from "../ui/dom.ts";
import type { Curve } from "./curve.ts";
import {
  formatCount,
  formatLoss,
  formatMilliseconds,
  formatPercent,
  formatSurprise,
  formatThroughput,
} from "./format.ts";
import type { Loaded, Progress } from "./protocol.ts";

const VARIANT_NOTES: Record<string, string> = {
  simd: "WebAssembly, 128-bit SIMD",
  baseline: "WebAssembly without SIMD",
  js: "JavaScript, no WebAssembly here",
  relaxed: "WebAssembly, relaxed SIMD",
};

function show(id: string, text: string, value: number | string | null): void {
  const element = byId(id, HTMLDataElement);
  setText(element, text);
  element.value = value === null ? "" : String(value);
}

const FALLBACK_NOTICES: Record<string, string> = {
  baseline: "This browser has no SIMD in WebAssembly: the numbers are the same, only slower.",
  js:
    "WebAssembly is missing or switched off in this browser, so the library runs as plain JavaScript: " +
    "the numbers are the same, only slower.",
};

/** Says what is not as it should be, above everything; nothing, if `text` is empty. */
export function notify(text: string): void {
  const notice = byId("notice");
  setText(notice, text);
  notice.hidden = text === "";
}

/** What was loaded: the build of the library that runs here, and the data. */
export function showLoaded({ variant, version, dataset }: Loaded): void {
  show("variant", variant, variant);
  setText(byId("variant-note"), VARIANT_NOTES[variant] ?? "");
  setText(byId("version"), ` ${version}`);
  const notice = FALLBACK_NOTICES[variant];
  notify(notice ?? "");
  setText(byId("data-note"), dataset.note);
}

export function showProgress(progress: Progress, curve: Curve, batchSize: number): void {
  const latest = curve.rows.at(-1);
  const ms = progress.msPerStep;
  const throughput = ms === null || ms === 0 ? null : (batchSize * 1000) / ms;
  show("accuracy", formatPercent(curve.accuracy), curve.accuracy);
  show("validation", formatLoss(latest?.validation ?? null), latest?.validation ?? null);
  show("training", formatLoss(curve.smoothed), curve.smoothed);
  show("batch-loss", formatLoss(curve.last), curve.last);
  show("steps", formatCount(progress.step), progress.step);
  const epochs = progress.epoch + progress.stepInEpoch / progress.stepsPerEpoch;
  show("epoch", formatSurprise(epochs), epochs);
  show("step-time", formatMilliseconds(ms), ms);
  show("throughput", formatThroughput(throughput), throughput);
  setText(byId("meaning"), explain(latest?.validation ?? null));
}

/** What the validation loss says, for somebody who has never met a nat. */
function explain(nats: number | null): string {
  if (nats === null || !Number.isFinite(nats)) return "";
  const share = formatPercent(Math.exp(-nats));
  return `In other words: the true class gets a probability of exp(−${formatLoss(nats)}) = ${share}, in the geometric mean.`;
}

/** One sentence of where training stands. */
export function describe(progress: Progress, curve: Curve, classes: number | null): string {
  const latest = curve.rows.at(-1);
  if (progress.step === 0 || latest === undefined) return "No step has been made yet.";
  return (
    `After ${formatCount(progress.step)} steps, in epoch ${formatCount(progress.epoch + 1)}: ` +
    `training ${formatLoss(curve.smoothed)} nats, validation ${formatLoss(latest.validation)} nats, ` +
    `test accuracy ${formatPercent(curve.accuracy)}.` +
    (classes === null ? "" : ` A uniform guess is at ${Math.log(classes).toFixed(3)} nats.`)
  );
}
