// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { FixedSizeList, Float32, Int32, Table } from "apache-arrow";
import { load } from "surprisal";

/** Columns of float32, one number a row, as they are in memory. */
export async function binaryLoss(table: Table<{ score: Float32; target: Float32 }>) {
  const s = await load();
  // Of a column in one chunk toArray() gives the column's own memory; of several, a copy.
  const score = table.getChild("score")!.toArray();
  const target = table.getChild("target")!.toArray();
  return s.binaryCrossEntropyWithLogits(score, target);
}

/** A column with a list of logits in each row, and one with class labels, some of them null. */
export async function evaluate(table: Table<{ logits: FixedSizeList<Float32>; label: Int32 }>) {
  const s = await load();
  const lists = table.getChild("logits")!;
  const rows = { data: lists.getChildAt<Float32>(0)!.toArray(), shape: [table.numRows, lists.type.listSize] };
  // Not toArray(): where a label is null, that gives whatever number the memory holds. -100 is ignored.
  const labels = Int32Array.from(table.getChild("label")!, (label) => label ?? -100);
  return { loss: s.crossEntropy(rows, labels), losses: s.crossEntropy(rows, labels, { reduction: "none" }) };
}
