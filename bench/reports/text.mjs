// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A run as text for a terminal.

import { speedRatio } from "../core/statistics.mjs";
import { columns, duration, gels, short, spreadOf, untilGoal } from "./format.mjs";

const heading = (title) => `\n${title}\n${"-".repeat(title.length)}`;

function aboutRun({ date, command, machine, engine, clock, peers, absent }) {
  const lines = [
    `${date}  ${command}`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.os}`,
    `${engine}, ${clock} clock`,
  ];
  if (machine.load > machine.cores / 2) {
    const advice = clock === "wall" ? ": these are no figures to go by; in Node --clock cpu helps" : "";
    lines.push(`Others are at work on this machine (load ${machine.load.toFixed(1)})${advice}`);
  }
  const rows = peers.map(({ name, version, note }) => [name, version, note ?? ""]);
  const left = (row) => row.map((cell, i) => cell.padEnd(Math.max(...rows.map((other) => other[i].length)))).join("  ");
  return [...lines, ...rows.map((row) => `  ${left(row)}`.trimEnd()), ...absent.map(absence)].join("\n");
}

const absence = ({ name, reason }) => `  ${name} is absent: ${reason}`;

/** The largest error of each peer over all shapes, for both kinds of logits. */
function accuracy({ errors }) {
  const kinds = ["normal", "spread"];
  const parts = [
    ["loss", "value"],
    ["grad", "array"],
    ["softmax", "array"],
    ["log-softmax", "array"],
  ];
  const largest = (name, kind, [operation, part]) => {
    const found = errors.filter(
      (entry) => entry.name === name && entry.operation === operation && entry.data.startsWith(kind),
    );
    return found.length === 0 ? "–" : Math.max(...found.map(({ error }) => error[part])).toExponential(1);
  };
  const names = [...new Set(errors.map(({ name }) => name))];
  const titles = kinds.flatMap((kind) => parts.map(([operation]) => `${operation}${kind === "spread" ? " ±50" : ""}`));
  const rows = names.map((name) => [name, ...kinds.flatMap((kind) => parts.map((part) => largest(name, kind, part)))]);
  return columns([["", ...titles], ...rows]);
}

/** Speed for each logit read, against that of the group's first. */
const relativeTo = (first, times) =>
  (speedRatio(times.samples, first.samples).median * (times.logits ?? 1)) / (first.logits ?? 1);

/** How long it took to reach the goal, and after which epochs. */
function raceTable(group) {
  const { id, contenders, ends } = group;
  const [first] = Object.values(contenders);
  const rows = Object.entries(contenders).map(([name, times]) => {
    const epochs = [...new Set(ends[name].map((end) => end.epochs))].sort();
    const relative = `${short(relativeTo(first, times))}×`;
    const isReached = Number.isFinite(times.median);
    return [
      name,
      untilGoal(group, times.median),
      `epochs: ${epochs.join(", ")}`,
      ...(isReached ? [spreadOf(times), relative] : ["", ""]),
    ];
  });
  return `\n${id}\n${columns(rows)}`;
}

const megabytes = (bytes) => `${short(bytes / 1e6)} MB`;

function memoryLine({ grownBytes, logitBytes }) {
  return `\n  memory grew by ${megabytes(grownBytes)}; all logits would be ${megabytes(logitBytes)}`;
}

function groupTable(group) {
  if (group.kind === "race") return raceTable(group);
  const [first] = Object.values(group.contenders);
  const hasLogits = group.kind !== "training";
  const rows = Object.entries(group.contenders).map(([name, times]) => [
    name,
    hasLogits ? `${short(gels(times))} Gel/s` : `${duration(times.median * group.steps)} an epoch`,
    duration(times.median),
    spreadOf(times),
    `${short(relativeTo(first, times))}×`,
  ]);
  return `\n${group.id}\n${columns(rows)}${group.kind === "linear" ? memoryLine(group) : ""}`;
}

/** Ratios that are printed one by one; of more, the lowest. */
const printed = 8;

/** `target ≥ 2.2×: 2.4× ✓` with the ratios that decide. */
function targetLines({ ratios, worse, grown }) {
  const lines = ratios.flatMap(({ title, least, met, ratios: found }) => {
    const sorted = [...found].sort((a, b) => a.ratio - b.ratio);
    const rows = (found.length > printed ? sorted.slice(0, 3) : found).map(({ where, ratio, lower, upper, best }) => [
      where,
      `${short(ratio)}×`,
      `(${short(lower)} … ${short(upper)}; best rounds ${short(best)})`,
      ratio >= least ? "✓" : "✗",
    ]);
    const omitted = found.length > printed ? `, the lowest 3 of ${found.length}` : "";
    return [`${met ? "✓" : "✗"} ${title}: target ≥ ${short(least)}×${omitted}`, columns(rows, "    ")];
  });
  for (const { name, operation, data, part, ours, theirs } of worse) {
    const errors = `${ours.toExponential(2)} against ${theirs.toExponential(2)}`;
    lines.push(`✗ ${name} is less exact than PyTorch: ${part} of ${operation} of ${data}, ${errors}`);
  }
  for (const { id, grownBytes } of grown) lines.push(`✗ ${id}: memory grew by ${grownBytes} bytes`);
  return lines.join("\n");
}

/** The whole report. */
export function textReport(results) {
  const { checks, groups, targets } = results;
  const parts = [aboutRun(results)];
  if (checks.errors.length > 0) parts.push(heading("Largest errors against float64"), accuracy(checks));
  if (checks.problems.length > 0) {
    parts.push(heading("The answers disagree; nothing was timed"), ...checks.problems.map((problem) => `  ${problem}`));
    return parts.join("\n");
  }
  parts.push(
    heading("Medians, how far the middle half of the rounds is from them, speed against the first"),
    ...groups.map(groupTable),
  );
  parts.push(heading("Targets"), targetLines(targets));
  return parts.join("\n");
}
