// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The main comparison: every operation on every shape, everybody who has it.

import { makeData, operations, shapes } from "./data.mjs";

/**
 * @typedef {object} Group what is measured together, in turns
 * @property {string} id
 * @property {string} kind
 * @property {string} [operation]
 * @property {number} [rows]
 * @property {number} [classes]
 * @property {number} [logits] that one call reads
 * @property {(import("../core/measure.mjs").Contender & { logits?: number })[]} contenders `logits` where they differ
 * @property {Partial<import("../core/measure.mjs").Pace>} [pace] where the usual does not do
 * @property {() => Promise<void>} [dispose]
 */

/** Ends tasks one after the other. */
export async function disposeAll(tasks) {
  for (const task of tasks) await task.dispose?.();
}

/** @returns {AsyncGenerator<Group>} */
export async function* lossGroups(peers, isWanted) {
  for (const [rows, classes] of shapes) {
    let data;
    for (const operation of operations) {
      const id = `${operation} ${rows}x${classes}`;
      if (!isWanted(id)) continue;
      data ??= makeData("normal", rows, classes);
      const contenders = [];
      for (const peer of peers) {
        const task = await peer.prepare(operation, data);
        if (task) contenders.push({ ...task, name: peer.name });
      }
      const dispose = () => disposeAll(contenders);
      yield { id, kind: "losses", operation, rows, classes, logits: rows * classes, contenders, dispose };
    }
  }
}
