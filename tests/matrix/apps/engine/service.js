// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Service workers may not import when they run, so this is of the entries that do not.

import { load } from "surprisal/simd";

import { attempt } from "./answer_of.js";
import item from "./golden_case.js";

self.onmessage = async ({ source }) => {
  source.postMessage(await attempt(load, item));
};
