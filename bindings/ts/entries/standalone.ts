// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { staticLoad } from "../lazy_load.ts";
import { variant as js } from "../variants/js.ts";
import { variant as simd } from "../variants/simd.ts";

/**
 * The `load` of "surprisal", all of it in one file: the variant "simd", and "js" where that does not run. Without
 * "baseline", which would make the file half as large again for the few engines that have WebAssembly and no SIMD.
 */
export const load = staticLoad({ simd, js });

export { SurprisalError } from "../errors.ts";
