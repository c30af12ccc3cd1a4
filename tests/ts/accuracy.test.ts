// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The documentation promises what the tests hold the code to.

import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import {
  crossEntropyBound,
  crossEntropyGradBound,
  informationBound,
  informationGradBound,
  softmaxBound,
  softmaxGradBound,
  type Bound,
} from "./support/close.ts";

/** The declarations that the package ships, as one line. */
function declarations(name: string): string {
  return readFileSync(new URL(`../../dist/${name}.d.ts`, import.meta.url), "utf8").replaceAll(/\s+\*?\s*/g, " ");
}

/** 5e-7, not 0.0000005. */
const short = (value = 0) => value.toExponential().replace("e+0", "");
const ofValue = ({ relative, absolute }: Bound) => `|error| at most ${short(relative)} |value| + ${short(absolute)}`;
const ofScale = ({ ofScale: share }: Bound) => `|error| at most ${short(share)} of`;

test.each([
  ["losses/cross_entropy", "kCrossEntropyBound", ofValue(crossEntropyBound)],
  ["losses/cross_entropy", "kCrossEntropyGradBound", ofScale(crossEntropyGradBound)],
  ["rows", "kSoftmaxBound", ofValue(softmaxBound)],
  ["rows", "kSoftmaxGradBound", ofScale(softmaxGradBound)],
  ["information/types", "kInformationBound", ofValue(informationBound)],
  ["information/types", "kInformationGradBound", ofScale(informationGradBound)],
])("%s quotes %s", (name, constant, promise) => {
  const sentences = declarations(name).split(/\.\s|Accuracy:/);
  const sentence = sentences.find((text) => text.includes(`(${constant}`));
  expect(sentence).toContain(promise);
});
