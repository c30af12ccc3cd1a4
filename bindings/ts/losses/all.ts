// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every loss that is declared, in the common form (declaration.ts) or in that of rows against labels (row_declaration.ts).
// `export *`, because editors then find the documentation of a declaration at its function.

export * from "./activations.ts";
export * from "./all_of_rows.ts";
export * from "./binary_cross_entropy.ts";
export * from "./binary_cross_entropy_with_logits.ts";
export * from "./clip_loss.ts";
export * from "./cosine_embedding_loss.ts";
export * from "./cosine_similarity.ts";
export * from "./ctc_loss.ts";
export * from "./dice_loss.ts";
export * from "./gaussian_nll_loss.ts";
export * from "./hinge_embedding_loss.ts";
export * from "./huber_loss.ts";
export * from "./info_nce_loss.ts";
export * from "./kl_div.ts";
export * from "./l1_loss.ts";
export * from "./linear_cross_entropy.ts";
export * from "./log_cosh_loss.ts";
export * from "./margin_ranking_loss.ts";
export * from "./mse_loss.ts";
export * from "./multilabel_soft_margin_loss.ts";
export * from "./nt_xent_labels_loss.ts";
export * from "./nt_xent_loss.ts";
export * from "./pairwise_distance.ts";
export * from "./poisson_nll_loss.ts";
export * from "./quantile_loss.ts";
export * from "./sigmoid_focal_loss.ts";
export * from "./smooth_l1_loss.ts";
export * from "./soft_margin_loss.ts";
export * from "./triplet_margin_loss.ts";
export * from "./tversky_loss.ts";
