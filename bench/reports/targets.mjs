// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What we mean to reach, all of it ratios within one run, and what a run says to it.

import { speedRatio } from "../core/statistics.mjs";

const manyClasses = ({ kind, classes }) => kind === "losses" && classes >= 1000;
const tenClasses = ({ kind, classes }) => kind === "losses" && classes === 10;
const anyShape = ({ kind }) => kind === "losses";
const isOperation =
  (...names) =>
  ({ operation }) =>
    names.includes(operation);
const both = (first, second) => (group) => first(group) && second(group);

/** Each row: title, which groups, who is to be beaten, and how many times as fast `simd` and `relaxed` are to be. */
const races = [
  ["loss + gradient, ≥ 1000 classes", both(manyClasses, isOperation("grad")), "PyTorch", { simd: 2.2, relaxed: 3.2 }],
  ["loss + gradient, 10 classes", both(tenClasses, isOperation("grad")), "PyTorch", { simd: 8, relaxed: 9 }],
  ["loss, ≥ 1000 classes", both(manyClasses, isOperation("loss")), "PyTorch", { simd: 1.25, relaxed: 2 }],
  ["loss, ≥ 1000 classes", both(manyClasses, isOperation("loss")), "onnxruntime-web", { simd: 3.5, relaxed: 5.5 }],
  ["loss, 10 classes", both(tenClasses, isOperation("loss")), "onnxruntime-web", { simd: 6, relaxed: 7 }],
  ["loss + gradient, any shape", both(anyShape, isOperation("grad")), "tfjs-wasm", { simd: 20, relaxed: 25 }],
  [
    "softmax and log-softmax, ≥ 1000 classes",
    both(manyClasses, isOperation("softmax", "log-softmax")),
    "PyTorch",
    { simd: 1, relaxed: 1.5 },
  ],
  ["any operation, any shape", anyShape, "native, 128-bit", { simd: 0.8 }],
  // What the others do: a product, all logits, and their loss.
  ["linear cross-entropy", ({ kind }) => kind === "linear", "tfjs-wasm, logSoftmax", { simd: 1, relaxed: 1 }],
  ["linear cross-entropy", ({ kind }) => kind === "linear", "PyTorch", { simd: 1, relaxed: 1 }],
  ["MNIST epoch", ({ kind }) => kind === "training", "PyTorch, uint8", { simd: 1.5, relaxed: 2.5 }],
];

/** Ratio of speeds for each logit read, ours to theirs, in one group; undefined if either is missing. */
function ratioIn(group, ours, theirs) {
  const [a, b] = [group.contenders[ours], group.contenders[theirs]];
  if (!a || !b) return undefined;
  const logits = (a.logits ?? 1) / (b.logits ?? 1);
  const { median, lower, upper } = speedRatio(a.samples, b.samples);
  const best = (b.best / a.best) * logits;
  return { where: group.id, ratio: median * logits, lower: lower * logits, upper: upper * logits, best };
}

function raceTargets(groups) {
  return races.flatMap(([title, isMeant, theirs, least]) =>
    Object.entries(least).map(([variant, bound]) => ({
      title: `${title}: ${variant} against ${theirs}`,
      least: bound,
      ratios: groups
        .filter(isMeant)
        .map((group) => ratioIn(group, `surprisal ${variant}`, theirs))
        .filter(Boolean),
    })),
  );
}

function optionTargets(groups) {
  const ofKind = groups.filter(({ kind }) => kind === "options");
  return ["simd", "relaxed"].map((variant) => ({
    title: `options, per logit read: ${variant} against its plain call`,
    least: 0.75,
    ratios: ofKind
      .filter((group) => group.variant === variant)
      .flatMap((group) =>
        Object.keys(group.contenders)
          .filter((name) => name !== "plain")
          .map((name) => ({
            ...ratioIn(group, name, "plain"),
            where: `${group.operation} ${group.rows}x${group.classes}, ${name}`,
          })),
      ),
  }));
}

/** Every loss: each has to reach one of the targets of its family. */
const eachLoss = {
  elementwise: [
    ["copy and multiply", 0.6],
    ["PyTorch", 1.5],
  ],
  rows: [["cross-entropy", 0.75]],
};

function eachLossTargets(groups) {
  return Object.entries(eachLoss).flatMap(([family, goals]) =>
    ["simd", "relaxed"].map((variant) => ({
      title: `every loss, ${family}, ${variant}: ${goals.map(([name, least]) => `${least}× of ${name}`).join(", or ")}`,
      least: 1,
      ratios: groups
        .filter(({ kind, family: own }) => kind === "each" && own === family)
        .map((group) => {
          const reached = goals
            .map(([name, least]) => [ratioIn(group, `surprisal ${variant}`, ownOr(name, variant)), least])
            .filter(([found]) => found !== undefined)
            .map(([{ where, ...found }, least]) => ({
              where,
              ...Object.fromEntries(Object.entries(found).map(([key, ratio]) => [key, ratio / least])),
            }));
          return reached.sort((a, b) => b.ratio - a.ratio)[0];
        })
        .filter(Boolean),
    })),
  );
}

/** The cross-entropy to compare with is that of the same variant. */
const ownOr = (name, variant) => (name === "cross-entropy" ? `${name} ${variant}` : name);

function overheadTargets(groups) {
  const ofKind = (kind) => groups.filter((group) => group.kind === kind);
  const ordinary = (variant) => ({
    title: `ordinary calls against zero-copy at 256x1000: ${variant}`,
    least: 0.6,
    ratios: groups
      .filter((group) => group.kind === "losses" && group.rows === 256 && ["loss", "grad"].includes(group.operation))
      .map((group) => ratioIn(group, `surprisal ${variant}, ordinary`, `surprisal ${variant}`))
      .filter(Boolean),
  });
  const small = (title, least, size, ours) => ({
    title,
    least,
    ratios: ofKind("small")
      .filter(({ rows, classes }) => size === `${rows}x${classes}`)
      .map((group) => ratioIn(group, ours, "plain JS")),
  });
  return [
    ordinary("simd"),
    ordinary("relaxed"),
    {
      title: "speed per logit at 4x128256 against 256x1000",
      least: 1 / 1.15,
      ratios: ofKind("length").map((group) => ratioIn(group, "4x128256", "256x1000")),
    },
    small("small calls, 1x3: ordinary against plain JS", 1 / 4, "1x3", "ordinary"),
    small("small calls, 1x3: in place against plain JS", 1 / 2, "1x3", "in place"),
    small("small calls, 8x10: ordinary against plain JS", 1, "8x10", "ordinary"),
    small("small calls, 8x10: in place against plain JS", 1, "8x10", "in place"),
  ];
}

/** Where our loss or gradient is further off than PyTorch's on the same data. */
function worseThanPytorch({ errors }) {
  const theirs = new Map();
  for (const { name, operation, data, error } of errors) {
    if (name === "PyTorch" && (operation === "loss" || operation === "grad")) theirs.set(`${operation} ${data}`, error);
  }
  return errors
    .filter(({ name }) => name === "surprisal simd" || name === "surprisal relaxed")
    .flatMap(({ name, operation, data, error }) =>
      Object.entries(theirs.get(`${operation} ${data}`) ?? {})
        .filter(([part, bound]) => error[part] > bound)
        .map(([part, bound]) => ({ name, operation, data, part, ours: error[part], theirs: bound })),
    );
}

/**
 * @returns {{ ratios: object[], worse: object[], grown: object[] }} targets with the ratios measured, each met or not;
 *   where PyTorch is more exact; calls that let memory grow
 */
export function judge(results) {
  const targets = [
    ...raceTargets(results.groups),
    ...optionTargets(results.groups),
    ...eachLossTargets(results.groups),
    ...overheadTargets(results.groups),
  ];
  return {
    ratios: targets
      .filter(({ ratios }) => ratios.length > 0)
      .map((target) => ({ ...target, met: target.ratios.every(({ ratio }) => ratio >= target.least) })),
    worse: worseThanPytorch(results.checks),
    grown: results.groups
      .filter(({ grownBytes, mayGrowBytes = 0 }) => grownBytes > mayGrowBytes)
      .map(({ id, grownBytes }) => ({ id, grownBytes })),
  };
}
