// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses in the form of rows against labels (row_declaration.ts): what has to be known of a loss before it is called.

export * from "./cross_entropy.ts";
export * from "./multi_margin_loss.ts";
export * from "./multilabel_margin_loss.ts";
export * from "./nll_loss.ts";
export * from "./perplexity.ts";
export * from "./poly1_cross_entropy.ts";
export * from "./softmax_focal_loss.ts";
export * from "./z_loss_cross_entropy.ts";
