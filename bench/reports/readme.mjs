// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The table of the README: one run, ours and theirs alike.

import { readFileSync, writeFileSync } from "node:fs";

import { duration, gels, short, untilGoal } from "./format.mjs";

const begin = "<!-- bench: begin -->";
const end = "<!-- bench: end -->";

/** Columns: title, and whose figures they show; of several the best. */
const columns = [
  ["`simd`", ["surprisal simd"]],
  ["`relaxed`", ["surprisal relaxed"]],
  ["PyTorch, native", ["PyTorch"]],
  ["onnxruntime-web", ["onnxruntime-web"]],
  ["tfjs, wasm", ["tfjs-wasm", "tfjs-wasm, logSoftmax"]],
  ["jax-js, wasm", ["jax-js"]],
  ["plain JS", ["plain JS"]],
];
const operationTitles = { loss: "loss", grad: "loss + gradient", softmax: "softmax", "log-softmax": "log-softmax" };

/** Softmax and log-softmax at one small and two large shapes; the loss at all of them. */
function isShown({ kind, operation, classes }) {
  return kind === "losses" && (operation === "loss" || operation === "grad" || [10, 1000, 128256].includes(classes));
}

/** A row of cells, the largest number of them bold. */
function row(heads, numbers) {
  const largest = Math.max(...numbers.filter((number) => number !== undefined));
  const cell = (number) => (number === undefined ? "–" : number === largest ? `**${short(number)}**` : short(number));
  return `| ${[...heads, ...numbers.map(cell)].join(" | ")} |`;
}

function speedTable(groups) {
  const shown = groups.filter(isShown);
  const present = columns.filter(([, names]) => shown.some(({ contenders }) => names.some((name) => contenders[name])));
  const heads = ["rows × classes", "", ...present.map(([title]) => title)];
  const lines = [`| ${heads.join(" | ")} |`, `|${" --- |".repeat(2)}${" ---: |".repeat(present.length)}`];
  for (const operation of Object.keys(operationTitles)) {
    for (const group of shown.filter((other) => other.operation === operation)) {
      const numbers = present.map(([, names]) => {
        const known = names.map((name) => group.contenders[name]).filter(Boolean);
        return known.length > 0 ? Math.max(...known.map(gels)) : undefined;
      });
      lines.push(row([`${group.rows} × ${group.classes}`, operationTitles[operation]], numbers));
    }
  }
  return lines;
}

function otherFigures(groups) {
  const lines = [];
  const training = groups.find(({ kind }) => kind === "training");
  if (training) {
    const figures = Object.entries(training.contenders)
      .filter(([name]) => !name.startsWith("native"))
      .map(([name, { median }]) => `${name} ${duration(median * training.steps)}`);
    lines.push("", `An epoch of softmax regression on MNIST, batches of 128: ${figures.join("; ")}.`);
  }
  const race = groups.find(({ kind }) => kind === "race");
  if (race) {
    const figures = Object.entries(race.contenders).map(([name, { median }]) => `${name} ${untilGoal(race, median)}`);
    lines.push("", `MNIST to 92 % of the test digits, everybody with the same schedule: ${figures.join("; ")}.`);
  }
  const small = groups.filter(({ kind }) => kind === "small");
  if (small.length > 0) {
    const figures = small.map(({ operation, rows, classes, contenders }) => {
      const times = ["ordinary", "in place", "plain JS"].map((name) => `${name} ${duration(contenders[name].median)}`);
      return `${operationTitles[operation]} of ${rows} × ${classes}: ${times.join(", ")}`;
    });
    lines.push("", `Small calls: ${figures.join("; ")}.`);
  }
  return lines;
}

function caption({ date, command, machine, engine, clock, peers }) {
  const versions = peers
    .filter(({ name, version }) => version && !/relaxed|ordinary|logSoftmax/.test(name))
    .map(
      ({ name, version, note }) => `${name.replace(/ simd$/, "")} ${version}${name === "PyTorch" ? ` (${note})` : ""}`,
    );
  return [
    "",
    `Billions of logits a second, medians of ${clock} time, one thread, zero-copy; the fastest of a row is bold.`,
    `\`${command}\`, ${date.slice(0, 10)}, ${machine.cpu}, ${machine.os}, ${engine}; ${versions.join(", ")}.`,
  ];
}

/** What stands between the markers. */
export function readmeTable(results) {
  return [...speedTable(results.groups), ...otherFigures(results.groups), ...caption(results)].join("\n");
}

/** Puts the table between the markers of a file, as Prettier wants it. */
export async function writeReadme(file, results) {
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no lines ${begin} and ${end}`);
  const { format, resolveConfig } = await import("prettier");
  const table = await format(readmeTable(results), { ...(await resolveConfig(file)), parser: "markdown" });
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n\n${table}\n${text.slice(to)}`);
}
