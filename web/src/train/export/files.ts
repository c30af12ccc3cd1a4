// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// All that writes a run as files, in one part: it is fetched for the first of them.

export { writeCode } from "./code.ts";
export { chartPng, saveFile } from "./save.ts";
export { drawSvg } from "./svg.ts";
export { writeCurve, writeModel } from "./tables.ts";
