// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// One start, in a page that has done nothing yet. The bundle knows what "surprisal" is.

/* global document, location */

import { clocked } from "./clocked.mjs";

const own = {
  surprisal: () => import("surprisal"),
  "surprisal-simd": () => import("surprisal/simd"),
};
const assets = {
  onnxruntime: new URL("onnxruntime/", document.baseURI).href,
  tfjs: new URL("tfjs/", document.baseURI).href,
};
globalThis.result = clocked(location.hash.slice(1), { own, assets });
