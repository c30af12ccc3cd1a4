// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The documentation promises what the tests hold the code to.

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import {
  crossEntropyBound,
  boundOf,
  crossEntropyGradBound,
  informationBound,
  informationGradBound,
  softmaxBound,
  softmaxGradBound,
  type Bound,
} from "./support/close.ts";

/** The declarations that the package ships, as one line. */
function declarations(name: string): string {
  return readFileSync(new URL(`../../dist/types/${name}.d.ts`, import.meta.url), "utf8").replaceAll(/\s+\*?\s*/g, " ");
}

/** 5e-7, not 0.0000005. */
const short = (value = 0) => value.toExponential().replace("e+0", "");
const ofValue = ({ relative, absolute }: Bound) => `|error| at most ${short(relative)} |value| + ${short(absolute)}`;
const ofGradient = ({ ofScale: share }: Bound) => `of a gradient ${short(share)} of its largest entry`;
const ofScale = ({ ofScale: share }: Bound) => `|error| at most ${short(share)} of`;

const quotes: readonly (readonly [string, string, string])[] = [
  ["losses/cross_entropy", "kCrossEntropyBound", ofValue(crossEntropyBound)],
  ["losses/cross_entropy", "kCrossEntropyGradBound", ofGradient(crossEntropyGradBound)],
  ...["softmax_focal_loss", "poly1_cross_entropy", "z_loss_cross_entropy"].flatMap((loss) => [
    [`losses/${loss}`, "kSoftmaxLossBound", ofValue(boundOf("kSoftmaxLossBound"))] as const,
    [`losses/${loss}`, "kSoftmaxLossGradBound", ofGradient(boundOf("kSoftmaxLossGradBound"))] as const,
  ]),
  [
    "losses/perplexity",
    "kPerplexityBound",
    `|error| at most ${short(boundOf("kPerplexityBound").relative)} of the value`,
  ],
  ["losses/perplexity", "kPerplexityGradBound", ofGradient(boundOf("kPerplexityGradBound"))],
  ["rows", "kSoftmaxBound", ofValue(softmaxBound)],
  ["rows", "kSoftmaxGradBound", ofScale(softmaxGradBound)],
  ["information/types", "kInformationBound", ofValue(informationBound)],
  ["information/types", "kInformationGradBound", ofScale(informationGradBound)],
];

test.each(quotes)("%s quotes %s", (name, constant, promise) => {
  const sentences = declarations(name).split(/\.\s|Accuracy:/);
  const sentence = sentences.find((text) => new RegExp(`\\([^)]*\\b${constant}\\b`).test(text));
  expect(sentence).toContain(promise);
});
