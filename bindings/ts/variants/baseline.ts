// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { instantiate } from "#instantiate";
import { createModule, version, wasm } from "#wasm/baseline";

import type { RawModule } from "../core/raw_module.ts";
import type { VariantModule } from "../loader.ts";

export const variant: VariantModule = { version, open: () => instantiate<RawModule>(createModule, wasm) };
