// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Turns the golden files into the C++ tables that tests/core/golden.h describes, so that the tests need no JSON parser
// and no files:
//
//   node scripts/golden-to-cpp.mjs --out golden_cases.inc tests/golden/*.json
//
// All numbers stand in three pools, and a case has views of them: thousands of small arrays would take the compiler
// longer.

import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";

const pools = { float: [], double: [], int32_t: [] };

function literal(type, value) {
  if (value === "NaN") return type === "float" ? "kNaN" : "kDoubleNaN";
  if (value === "Infinity" || value === "-Infinity") {
    return `${value === "-Infinity" ? "-" : ""}${type === "float" ? "kInf" : "kDoubleInf"}`;
  }
  if (typeof value !== "number") throw new Error(`${JSON.stringify(value)} is not a number`);
  if (type === "int32_t") return value === -2147483648 ? "INT32_MIN" : String(value);
  const digits = Object.is(value, -0)
    ? "-0.0"
    : Number.isInteger(value) && Math.abs(value) < 1e15
      ? `${value}.0`
      : `${value}`;
  return type === "float" ? `${digits}f` : digits;
}

// A view of `values` in the pool of their type; an absent array is a view with a null pointer.
function view(type, values) {
  if (values === null || values === undefined) return "{}";
  const list = Array.isArray(values) ? values : [values];
  const pool = pools[type];
  const begin = pool.length;
  for (const value of list) pool.push(literal(type, value));
  return `{k_${type} + ${begin}, ${list.length}}`;
}

const floats = (values) => view("float", values);
const doubles = (values) => view("double", values);
const product = (numbers) => numbers.reduce((a, b) => a * b, 1);
const text = (value) => JSON.stringify(value);
const constant = (value) => `k${value[0].toUpperCase()}${value.slice(1)}`;

// [n, c, d1, ...] with the class axis at `dim`, as the core's {outer, classes, inner}.
function rowShape(shape, dim = 1) {
  const axis = dim < 0 ? shape.length + dim : dim;
  return `{${product(shape.slice(0, axis))}, ${shape[axis]}, ${product(shape.slice(axis + 1))}}`;
}

function crossEntropy(c) {
  return [
    text(c.name),
    rowShape(c.shape),
    floats(c.logits),
    view("int32_t", c.labels),
    floats(c.targets),
    floats(c.weight),
    literal("int32_t", c.ignoreIndex ?? -100),
    literal("float", c.labelSmoothing),
    `Reduction::${constant(c.reduction)}`,
    floats(c.gradOutput),
    doubles(c.value),
    doubles(c.grad),
    doubles(c.gradTargets),
  ];
}

function softmax(c) {
  return [
    text(c.name),
    `GoldenOp::${constant(c.op)}`,
    rowShape(c.shape, c.dim),
    floats(c.logits),
    literal("float", c.temperature),
    doubles(c.value),
    floats(c.gradOutput),
    doubles(c.grad),
  ];
}

function information(c) {
  const [rows, outcomes = 1] = c.shape;
  return [
    text(c.name),
    `GoldenOp::${constant(c.op)}`,
    String(rows),
    String(outcomes),
    floats(c.p),
    floats(c.q),
    literal("double", c.base),
    String(c.normalize),
    doubles(c.value),
  ];
}

function softmaxClassifier(c) {
  return [
    text(c.name),
    `{${c.features}, ${c.classes}, ${c.rows}, ${["learningRate", "momentum", "l2"].map((key) => literal("float", c[key])).join(", ")}, 0}`,
    `FeatureType::${constant(c.type)}`,
    floats(c.x),
    literal("float", c.scale),
    view("int32_t", c.labels),
    floats(c.initialWeights),
    floats(c.initialBias),
    doubles(c.losses),
    doubles(c.weights),
    doubles(c.bias),
    literal("double", c.finalLoss),
    String(c.finalCorrect),
    doubles(c.probs),
  ];
}

// The files, and the table that each becomes.
const TABLES = {
  "cross_entropy_labels.json": ["GoldenCrossEntropy kGoldenLabels", crossEntropy],
  "cross_entropy_probs.json": ["GoldenCrossEntropy kGoldenProbs", crossEntropy],
  "softmax.json": ["GoldenSoftmax kGoldenSoftmax", softmax],
  "information.json": ["GoldenInformation kGoldenInformation", information],
  "softmax_classifier.json": ["GoldenSoftmaxClassifier kGoldenSoftmaxClassifier", softmaxClassifier],
};

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string" } },
});
if (!options.out || files.length === 0) throw new Error("usage: golden-to-cpp.mjs --out FILE tests/golden/*.json");

const tables = files.map((file) => {
  const table = TABLES[basename(file)];
  if (!table) throw new Error(`${file}: no table is defined for it`);
  const [declaration, row] = table;
  const { cases } = JSON.parse(readFileSync(file, "utf8"));
  if (cases.length === 0) throw new Error(`${file}: no cases`);
  return `const ${declaration}[] = {\n${cases.map((c) => `    {${row(c).join(", ")}},\n`).join("")}};\n`;
});
const missing = Object.keys(TABLES).filter((name) => !files.some((file) => basename(file) === name));
if (missing.length > 0) throw new Error(`not given: ${missing.join(", ")}`);

function wrapped(literals) {
  const lines = [];
  for (let i = 0; i < literals.length; i += 16) lines.push(`    ${literals.slice(i, i + 16).join(", ")},\n`);
  return lines.join("");
}

const pooled = Object.entries(pools).map(
  ([type, literals]) => `const ${type} k_${type}[] = {\n${wrapped(literals)}};\n`,
);
writeFileSync(
  options.out,
  `// Written by scripts/golden-to-cpp.mjs; included by tests/core/golden_test.cc.\n\n${[...pooled, ...tables].join("\n")}`,
);
