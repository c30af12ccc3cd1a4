// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// One start, in a page that has done nothing yet, or has come to rest once the code was there: as its address says. The
// bundle knows what "surprisal" is.

/* global addEventListener, document, location, requestIdleCallback */

import { clocked } from "./clocked.mjs";

const own = {
  surprisal: () => import("surprisal"),
  "surprisal-simd": () => import("surprisal/simd"),
};
const assets = {
  onnxruntime: new URL("onnxruntime/", document.baseURI).href,
  tfjs: new URL("tfjs/", document.baseURI).href,
};

/** Resolves when the browser, too, has done what a new page makes it do. */
async function settled() {
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
  await new Promise((resolve) => setTimeout(resolve, 500));
  await new Promise((resolve) => requestIdleCallback(resolve));
}

const [name, condition] = location.hash.slice(1).split(",");
globalThis.result = clocked(name, { own, assets }, condition === "settled" ? settled : undefined);
