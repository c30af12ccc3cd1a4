// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Turns the golden files into the C++ tables that tests/core/golden.h describes, so that the tests need no JSON parser
// and no files:
//
//   node scripts/golden-to-cpp.mjs --out FOLDER tests/golden/*.json tests/golden/losses/*.json
//
// All numbers stand in three pools, and a case has views of them: thousands of small arrays would take the compiler
// longer.

import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseArgs } from "node:util";

const pools = { float: [], double: [], int32_t: [], LossArgument: [], LossOption: [] };

const nonFinite = new Set(["NaN", "Infinity", "-Infinity"]);

function literal(type, value) {
  if (value === "NaN") return type === "float" ? "kNaN" : "kDoubleNaN";
  if (value === "Infinity" || value === "-Infinity") {
    return `${value === "-Infinity" ? "-" : ""}${type === "float" ? "kInf" : "kDoubleInf"}`;
  }
  if (typeof value !== "number") throw new Error(`${JSON.stringify(value)} is not a number`);
  if (type === "int32_t") return value === -2147483648 ? "INT32_MIN" : String(value);
  const digits = Object.is(value, -0) ? "-0.0" : /[.e]/.test(`${value}`) ? `${value}` : `${value}.0`;
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
    doubles(c.gradWeight),
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
    floats(c.gradOutput),
    doubles(c.value),
    doubles(c.gradP),
    doubles(c.gradQ),
    doubles(c.gradScales),
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

function argument([name, { shape, data, labels }]) {
  return `{${text(name)}, {${shape.join(", ")}}, ${floats(data)}, ${view("int32_t", labels)}}`;
}

function option([name, value]) {
  return typeof value === "string" && !nonFinite.has(value)
    ? `{${text(name)}, 0.0, ${text(value)}}`
    : `{${text(name)}, ${literal("double", typeof value === "boolean" ? Number(value) : value)}}`;
}

/** A view of rows, in the pool of their type. */
function rows(type, list) {
  const pool = pools[type];
  const begin = pool.length;
  pool.push(...list);
  return `{k_${type} + ${begin}, ${list.length}}`;
}

// How many gradients GoldenLoss (tests/core/golden.h) has.
const maxGrads = 4;

// A case of tests/golden/losses/<loss>.json.
function loss(c, name) {
  const options = Object.entries(c.options);
  const isArray = ([, value]) => typeof value === "object";
  const args = [...Object.entries(c.args), ...options.filter(isArray)];
  const arrays = [...Object.keys(c.args), ...options.filter(isArray).map(([key]) => key)];
  const grads = arrays.slice(0, maxGrads).map((key) => doubles(c.grads[key]));
  return [
    text(name),
    text(c.name),
    `{${rows("LossArgument", args.map(argument))}, ${rows("LossOption", options.filter((o) => !isArray(o)).map(option))}}`,
    floats(c.gradOutput),
    doubles(c.value),
    `{${grads.join(", ")}}`,
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
if (!options.out || files.length === 0) throw new Error("usage: golden-to-cpp.mjs --out FOLDER tests/golden/*.json");

function casesOf(file) {
  const { cases } = JSON.parse(readFileSync(file, "utf8"));
  if (cases.length === 0) throw new Error(`${file}: no cases`);
  return cases;
}

function table(declaration, list) {
  return `const ${declaration}[] = {\n${list.map((row) => `    {${row.join(", ")}},\n`).join("")}};\n`;
}

function tableOf(file) {
  const found = TABLES[basename(file)];
  if (!found) throw new Error(`${file}: no table is defined for it`);
  const [declaration, row] = found;
  return table(declaration, casesOf(file).map(row));
}

function wrapped(literals) {
  const lines = [];
  for (let i = 0; i < literals.length; i += 16) lines.push(`    ${literals.slice(i, i + 16).join(", ")},\n`);
  return lines.join("");
}

/** Writes tables, and before them the pools that they fill. */
function write(name, makeTables) {
  for (const pool of Object.values(pools)) pool.length = 0;
  const tables = makeTables();
  const pooled = Object.entries(pools)
    .filter(([, literals]) => literals.length > 0)
    .map(([type, literals]) => `const ${type} k_${type}[] = {\n${wrapped(literals)}};\n`);
  writeFileSync(
    join(options.out, name),
    `// Written by scripts/golden-to-cpp.mjs; included by a test.\n\n${[...pooled, ...tables].join("\n")}`,
  );
}

const isLoss = (file) => basename(dirname(file)) === "losses";
const missing = Object.keys(TABLES).filter((name) => !files.some((file) => basename(file) === name));
if (missing.length > 0) throw new Error(`not given: ${missing.join(", ")}`);

write("golden_cases.inc", () => files.filter((file) => !isLoss(file)).map(tableOf));
write("golden_losses.inc", () => [
  table(
    "GoldenLoss kGoldenLosses",
    files.filter(isLoss).flatMap((file) => casesOf(file).map((c) => loss(c, basename(file, ".json")))),
  ),
]);
