// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { staticLoad } from "../lazy_load.ts";
import { variant } from "../variants/baseline.ts";

/** The `load` of "surprisal" for the variant "baseline" alone, which comes with this entry: no import when it is called. */
export const load = staticLoad({ baseline: variant });

export { SurprisalError } from "../errors.ts";
