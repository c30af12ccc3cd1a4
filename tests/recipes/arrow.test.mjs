// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import * as arrow from "apache-arrow";
import { load } from "surprisal";
import { expect, test } from "vitest";

import { makeData } from "../../bench/cases/data.mjs";
import { reference } from "../../bench/core/reference.mjs";
import { expectClose } from "./close.mjs";
import { binaryLoss, evaluate } from "./code/arrow.ts";

const [rows, classes] = [12, 5];

function logitsColumn(logits) {
  const child = new arrow.Field("item", new arrow.Float32());
  const type = new arrow.FixedSizeList(classes, child);
  const values = arrow.makeData({ type: child.type, data: logits });
  return arrow.makeVector(arrow.makeData({ type, length: logits.length / classes, child: values }));
}

test("two columns of float32 go in as they are in memory", async () => {
  const { logits } = makeData("normal", rows, 1);
  const targets = Float32Array.from({ length: rows }, (_, row) => row % 2);
  const table = new arrow.Table({ score: arrow.makeVector(logits), target: arrow.makeVector(targets) });
  expect(table.getChild("score").toArray().buffer).toBe(logits.buffer);
  const terms = [...logits].map((x, row) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0) - x * targets[row]);
  expectClose(await binaryLoss(table), terms.reduce((sum, term) => sum + term, 0) / rows);
  // A part of a table is a view of it.
  const part = table.slice(2, 7);
  expect(part.getChild("score").toArray().buffer).toBe(logits.buffer);
  expectClose(await binaryLoss(part), terms.slice(2, 7).reduce((sum, term) => sum + term, 0) / 5);
});

test("rows of logits, and labels that may be null", async () => {
  const { logits, labels } = makeData("normal", rows, classes);
  const isKnown = (row) => row % 4 !== 1;
  const known = [...labels.keys()].filter(isKnown);
  const column = arrow.vectorFromArray(
    [...labels].map((label, row) => (isKnown(row) ? label : null)),
    new arrow.Int32(),
  );
  expect(column.nullCount).toBe(rows - known.length);
  const table = new arrow.Table({ logits: logitsColumn(logits), label: column });

  const surprisalOf = (row) => {
    const one = { logits: logits.subarray(row * classes, (row + 1) * classes), labels: [labels[row]] };
    return reference({ ...one, rows: 1, classes }, "loss").value;
  };
  const wanted = [...labels.keys()].map((row) => (isKnown(row) ? surprisalOf(row) : 0));
  const sum = wanted.reduce((total, nats) => total + nats, 0);
  const { loss, losses } = await evaluate(table);
  expectClose(losses, wanted);
  expectClose(loss, sum / known.length);
  // Of a part of the table, too.
  expectClose((await evaluate(table.slice(3, 9))).losses, wanted.slice(3, 9));
});

test("in several chunks, too", async () => {
  const { logits, labels } = makeData("normal", rows, classes);
  const chunk = (begin, end) =>
    new arrow.Table({
      logits: logitsColumn(logits.slice(begin * classes, end * classes)),
      label: arrow.vectorFromArray([...labels.subarray(begin, end)], new arrow.Int32()),
    });
  const table = chunk(0, 5).concat(chunk(5, rows));
  expect(table.batches.length).toBe(2);
  const s = await load();
  expect((await evaluate(table)).loss).toBe(s.crossEntropy(logits, labels));
});
