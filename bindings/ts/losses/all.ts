// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every loss that is declared in the common form (declaration.ts). `export *`, because editors then find the documentation
// of a declaration at its function.

export * from "./mse_loss.ts";
