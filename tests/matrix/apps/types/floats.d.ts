// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// As it is since TypeScript 5.7; ../../full/types.test.mjs writes it anew for each compiler.
type Floats = Float32Array<ArrayBuffer>;
