// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** The classes of the sample. */
const CLASSES = ["cat", "dog", "fox", "hen", "owl"];
const ROWS = 3000;
/** How many times too large its logits are: the temperature that will be found, about. */
export const SAMPLE_TEMPERATURE = 2.5;

/** Numbers in 0..1, the same each time (Vigna's and others' splitmix, of 32 bits). */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    yield ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  }
}

/** A table of logits that are surer of themselves than they have reason to, and of labels; the same each time. */
export function sampleFile(): File {
  const random = randomNumbers(20261128);
  const next = (): number => random.next().value;
  const lines = [[...CLASSES.map((name) => `logit_${name}`), "label"].join()];
  for (let row = 0; row < ROWS; ++row) {
    // Three numbers of even chances make a bell, near enough.
    const logits = CLASSES.map(() => 2.2 * (next() + next() + next() - 1.5));
    // The label of the largest sum of logit and Gumbel noise is drawn from the softmax.
    const keys = logits.map((logit) => logit - Math.log(-Math.log(next())));
    const label = CLASSES[keys.indexOf(Math.max(...keys))] ?? "";
    lines.push([...logits.map((logit) => (SAMPLE_TEMPERATURE * logit).toFixed(4)), label].join());
  }
  return new File([lines.join("\n"), "\n"], "sample.csv", { type: "text/csv" });
}
