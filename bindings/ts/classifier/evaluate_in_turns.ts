// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Memory } from "../core/memory.ts";
import type { Address } from "../core/raw_module.ts";
import type { Validate } from "./fit.ts";
import type { HeldExamples } from "./held_examples.ts";

/** Multiplications in a part; some milliseconds without SIMD. */
const partSize = 2 ** 20;
/** The core's tiles: parts of whole tiles are added up like all examples at once, to the bit. */
const tileRows = 8;

/** What evaluates held examples part by part, with turns for others in between. `handleOf` refuses if there is no model. */
export function evaluateInTurns(
  memory: Memory,
  held: HeldExamples,
  { features, classes }: { readonly features: number; readonly classes: number },
  handleOf: () => Address,
): Validate {
  const rowBytes = features * (held.type === 0 ? 4 : 1);
  const part = tileRows * Math.max(1, Math.floor(partSize / (tileRows * features * classes)));
  return async (turns, isAborted) => {
    let [loss, correct] = [0, 0];
    for (let first = 0; first < held.rows; first += part) {
      if (turns.isOver) await turns.next();
      if (isAborted()) return undefined;
      const handle = handleOf();
      const rows = Math.min(part, held.rows - first);
      const values = held.features + first * rowBytes;
      // Labels were checked when they were copied: there is no other status than ok.
      memory.raw._classifierEvaluate(handle, values, held.type, rows, held.scale, held.labels + 4 * first, loss);
      loss = memory.value;
      correct += memory.index;
    }
    return { loss: loss / held.rows, accuracy: correct / held.rows };
  };
}
