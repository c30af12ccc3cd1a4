// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { createModule, version } from "#wasm/js";

import type { RawModule } from "../core/raw_module.ts";
import type { VariantModule } from "../loader.ts";

export const variant: VariantModule = { version, open: () => createModule() as Promise<RawModule> };
