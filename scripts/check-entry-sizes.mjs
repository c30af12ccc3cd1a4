// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   node scripts/check-entry-sizes.mjs            what a page downloads for each entry of dist/; fails above a budget
//   node scripts/check-entry-sizes.mjs --write    makes the budgets what is measured and 2 % more
//
// "As published" is the files of the package that the entry loads, comments and all, each compressed for itself, as by a
// server; "bundled" is what a bundler makes of them, minified. Of the entry that chooses a variant it is with "simd".

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

import { rolldown } from "rolldown";

import { distDir, root } from "./lib/paths.mjs";
import { runMain, UserError } from "./lib/report.mjs";

const budgetFile = path.join(root, "scripts/size-budgets.json");
const spare = 1.02;
const ways = ["as published", "bundled"];
const packings = ["gzip", "brotli"];

const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

/** The entries' files, by what they are imported as. */
function entryFiles() {
  const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === "object");
  const files = entries.map(([name, { default: file }]) => [path.posix.join(manifest.name, name), file]);
  return { ...Object.fromEntries(files), [`${manifest.name} (workerd)`]: manifest.exports["."].workerd };
}

const sizesOf = (bytes) => ({ gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length });

const measured = new Map();

function sizesOfFile(file) {
  if (!measured.has(file)) measured.set(file, sizesOf(readFileSync(file)));
  return measured.get(file);
}

const total = (sizes) =>
  Object.fromEntries(packings.map((packing) => [packing, sizes.reduce((sum, size) => sum + size[packing], 0)]));

/** What is loaded if `begin` is, when `next` gives what a file imports. */
function loaded(begin, next) {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    next(file).forEach(visit);
  };
  visit(begin);
  return [...seen];
}

/** Of the modules that are imported when they are needed: the variant that nearly everyone gets. */
const isUsual = (file) => path.basename(file) === "simd.js";

async function sizesOfEntry(file) {
  const modules = new Map();
  const external = [];
  const bundle = await rolldown({
    input: path.join(distDir, "..", file),
    plugins: [
      {
        name: "sizes",
        resolveId(id, importer) {
          if (!id.endsWith(".wasm")) return null;
          external.push(path.join(path.dirname(importer), id));
          return { id, external: true };
        },
        moduleParsed: ({ id, importedIds, dynamicallyImportedIds }) => {
          modules.set(id, [...importedIds, ...dynamicallyImportedIds.filter(isUsual)]);
        },
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  const published = loaded(path.join(root, file), (id) => modules.get(id) ?? []).filter((id) => path.isAbsolute(id));

  const chunks = new Map(output.map((chunk) => [chunk.fileName, chunk]));
  const bundled = loaded(output.find(({ isEntry }) => isEntry).fileName, (name) => {
    const { imports, dynamicImports } = chunks.get(name);
    const usual = dynamicImports.filter((other) => chunks.get(other).moduleIds.some(isUsual));
    return [...imports, ...usual].filter((other) => chunks.has(other));
  });
  const wasm = external.map(sizesOfFile);
  return {
    "as published": total([...published.map(sizesOfFile), ...wasm]),
    bundled: total([...bundled.map((name) => sizesOf(chunks.get(name).code)), ...wasm]),
  };
}

async function measureAll() {
  const result = {};
  for (const [name, file] of Object.entries(entryFiles())) result[name] = await sizesOfEntry(file);
  const files = readdirSync(path.join(distDir, "wasm")).filter((name) => name.endsWith(".wasm"));
  for (const name of files.sort()) {
    result[`${manifest.name}/wasm/${name}`] = { "as published": sizesOfFile(path.join(distDir, "wasm", name)) };
  }
  return result;
}

/** Each number with what it belongs to. */
const numbersOf = (sizes) =>
  Object.entries(sizes).flatMap(([name, byWay]) =>
    Object.entries(byWay).flatMap(([way, size]) =>
      packings.map((packing) => ({ name, way, packing, bytes: size[packing] })),
    ),
  );

function budgetsFrom(sizes) {
  const budgets = structuredClone(sizes);
  for (const { name, way, packing, bytes } of numbersOf(sizes)) budgets[name][way][packing] = Math.ceil(bytes * spare);
  return budgets;
}

function table(sizes, budgets) {
  const columns = ways.flatMap((way) => packings.map((packing) => ({ way, packing })));
  const cell = (name, { way, packing }) => {
    const bytes = sizes[name][way]?.[packing];
    return bytes === undefined ? "" : `${bytes} / ${budgets[name]?.[way]?.[packing] ?? "?"}`;
  };
  const rows = [
    ["bytes / budget", ...columns.map(({ way, packing }) => `${way}, ${packing}`)],
    ...Object.keys(sizes).map((name) => [name, ...columns.map((column) => cell(name, column))]),
  ];
  const widths = rows[0].map((_, index) => Math.max(...rows.map((row) => row[index].length)));
  const pad = (text, index) => (index === 0 ? text.padEnd(widths[0]) : text.padStart(widths[index]));
  return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

await runMain(async () => {
  const sizes = await measureAll();
  if (process.argv.includes("--write")) writeFileSync(budgetFile, `${JSON.stringify(budgetsFrom(sizes), null, 2)}\n`);
  const budgets = JSON.parse(readFileSync(budgetFile, "utf8"));
  console.log(table(sizes, budgets));
  // What has no budget is above it.
  const over = numbersOf(sizes).filter(({ name, way, packing, bytes }) => !(bytes <= budgets[name]?.[way]?.[packing]));
  const gone = Object.keys(budgets).filter((name) => !(name in sizes));
  const complaints = [
    ...over.map(({ name, way, packing }) => `${name}: above its budget, ${way}, ${packing}`),
    ...gone.map((name) => `${name}: has a budget and is not there`),
  ];
  if (complaints.length > 0) {
    throw new UserError(`${complaints.join("\n")}\nIf it has to be: node scripts/check-entry-sizes.mjs --write`);
  }
});
