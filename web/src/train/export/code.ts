// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A program that repeats a run with the package, in Node or anywhere else: the same data, settings and seed give the same
// losses, bit for bit.

import type { Split } from "../../data/dataset.ts";
import { PIXELS } from "../../data/digits.ts";
import { MAX_LEVEL } from "../../data/packed.ts";
import type { Snapshot } from "../protocol.ts";
import { writeFloat, writeList, writeLiteral } from "./literal.ts";

/** Where things are that the program refers to. */
export interface Origins {
  /** The page's address, with the settings. */
  readonly page: string;
  /** The packed digits. */
  readonly digits: string;
}

/** The digits come from the site; `left`: how many of each class are trained on, null for all. */
function digitsCode(url: string, left: readonly number[] | null): string {
  const thinning =
    left === null
      ? ""
      : `
// Made imbalanced: only the first so many of each class are trained on.
const left = [${left.join(", ")}];
const kept = [...training.labels.keys()].filter((i) => left[training.labels[i]]-- > 0);
training = {
  ...training,
  features: Uint8Array.from({ length: kept.length * ${String(PIXELS)} }, (_, i) =>
    training.features[kept[Math.floor(i / ${String(PIXELS)})] * ${String(PIXELS)} + (i % ${String(PIXELS)})]),
  labels: Uint8Array.from(kept, (i) => training.labels[i]),
};
`;
  return `// The handwritten digits as the site has them: labels, then pixels of two bits, behind a header of 20 bytes.
let file = new Uint8Array(await (await fetch(${JSON.stringify(url)})).arrayBuffer());
if (file[0] === 0x1f) {
  const unpacked = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
  file = new Uint8Array(await new Response(unpacked).arrayBuffer());
}
const view = new DataView(file.buffer);
const counts = [8, 12, 16].map((at) => view.getUint32(at, true));
const pixels = 20 + counts[0] + counts[1] + counts[2];
const split = (from, count) => ({
  features: Uint8Array.from({ length: count * ${String(PIXELS)} }, (_, i) => {
    const at = from * ${String(PIXELS)} + i;
    return (file[pixels + (at >> 2)] >> (2 * (at & 3))) & 3;
  }),
  labels: file.slice(20 + from, 20 + from + count),
  scale: 1 / ${String(MAX_LEVEL)},
});
${left === null ? "const" : "let"} training = split(0, counts[0]);
const validation = split(counts[0], counts[1]);
${thinning}`;
}

function splitCode(name: string, { features, labels }: Split, scale: number): string {
  const kind = features instanceof Uint8Array ? "Uint8Array" : "Float32Array";
  const numbers = Array.from(features, kind === "Float32Array" ? writeFloat : String);
  return `const ${name} = {
  features: ${kind}.from([
${writeList(numbers, "    ")}
  ]),
  labels: Uint8Array.from([
${writeList(Array.from(labels, String), "    ")}
  ]),${scale === 1 ? "" : `\n  scale: ${String(scale)},`}
};
`;
}

function dataCode(snapshot: Snapshot, origins: Origins): string {
  const { data, classCounts, scale } = snapshot;
  if (data === null) return digitsCode(origins.digits, snapshot.thinned ? classCounts : null);
  const head = "// The examples, as they are trained on: split, and standardised where the page does so.\n";
  return head + splitCode("training", data.training, scale) + splitCode("validation", data.validation, scale);
}

/** The updates, with the learning rate changed where it was. */
function stepsCode({ rates, steps }: Snapshot): string {
  const loop = `let loss;
for (let step = 0; step < ${String(steps)}; ++step) {`;
  if (rates.length < 2) return `${loop}\n  loss = model.step();\n}\n`;
  const changes = rates.map(({ step, rate }) => `[${String(step)}, ${String(rate)}]`).join(", ");
  return `// From which step on which learning rate.
const rates = new Map([${changes}]);
${loop}
  model.learningRate = rates.get(step) ?? model.learningRate;
  loss = model.step();
}
`;
}

export function writeCode(snapshot: Snapshot, origins: Origins): string {
  return `// Repeats a run of ${origins.page}
// with surprisal ${snapshot.version}: npm install surprisal, then node with this file, ending in .mjs.

import { load } from "surprisal";

${dataCode(snapshot, origins)}
const s = await load();
const model = s.softmaxClassifier(${writeLiteral(snapshot.config, "  ")});
model.bind(training);
${stepsCode(snapshot)}
console.log("last batch:", loss, "nats");
console.log("validation:", model.evaluate(validation));
model.dispose();
`;
}
