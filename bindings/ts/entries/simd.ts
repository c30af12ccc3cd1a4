// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { staticLoad } from "../lazy_load.ts";
import { variant } from "../variants/simd.ts";

/** The `load` of "surprisal" for the variant "simd" alone, which comes with this entry: no import when it is called. */
export const load = staticLoad({ simd: variant });

export { SurprisalError } from "../errors.ts";
