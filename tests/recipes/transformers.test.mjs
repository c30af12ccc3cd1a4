// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { expect, test } from "vitest";

import { makeData } from "../../bench/cases/data.mjs";
import { reference } from "../../bench/core/reference.mjs";
import { expectClose } from "./close.mjs";
import { scoreTexts } from "./code/transformers.ts";

const vocabulary = 301;

/** What a model takes and gives, of that shape; `masks` says of each text which tokens are no padding. */
function modelRun(masks) {
  const [texts, length] = [masks.length, masks[0].length];
  const { logits, labels } = makeData("normal", texts * length, vocabulary);
  const int64 = (numbers) => ({ data: BigInt64Array.from(numbers, BigInt), dims: [texts, length], type: "int64" });
  return {
    logits: { data: logits, dims: [texts, length, vocabulary], type: "float32" },
    inputIds: int64(labels),
    mask: int64(masks.flat()),
  };
}

/** -log p of a token, in float64. */
const surprisalOf = (logits, at, token) => {
  const row = { logits: logits.data.subarray(at * vocabulary, (at + 1) * vocabulary), labels: [token] };
  return reference({ ...row, rows: 1, classes: vocabulary }, "loss").value;
};

/** For each place the surprisal of the next token; null where there is none. */
const wantedFrom = (masks, { logits, inputIds }) =>
  masks.flatMap((mask, text) =>
    mask.map((isToken, place) => {
      const at = text * mask.length + place;
      return isToken && mask[place + 1] ? surprisalOf(logits, at, Number(inputIds.data[at + 1])) : null;
    }),
  );

test.each([
  ["one text", [[1, 1, 1, 1, 1, 1]]],
  [
    "texts padded at the end",
    [
      [1, 1, 1, 1, 1],
      [1, 1, 1, 0, 0],
    ],
  ],
  [
    "texts padded at the beginning",
    [
      [0, 0, 1, 1, 1],
      [1, 1, 1, 1, 1],
    ],
  ],
])("scores %s", async (_, masks) => {
  const run = modelRun(masks);
  const got = await scoreTexts(run.logits, run.inputIds, run.mask);
  const wanted = wantedFrom(masks, run);
  const counted = wanted.filter((nats) => nats !== null);
  const mean = counted.reduce((sum, nats) => sum + nats, 0) / counted.length;

  expect(counted.length).toBe(masks.flat().reduce((sum, bit) => sum + bit, 0) - masks.length);
  expect(got.logProbs.map((logProb) => logProb === null)).toEqual(wanted.map((nats) => nats === null));
  expectClose(
    got.logProbs.filter((logProb) => logProb !== null),
    counted.map((nats) => -nats),
  );
  expectClose(got.perplexity, Math.exp(mean), 5e-6);
  expectClose(got.bitsPerToken, mean / Math.LN2);
});
