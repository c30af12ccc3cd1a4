// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { staticLoad } from "../lazy_load.ts";
import { variant } from "../variants/js.ts";

/** The `load` of "surprisal" for the variant "js" alone, which comes with this entry: no import when it is called. */
export const load = staticLoad({ js: variant });

export { SurprisalError } from "../errors.ts";
