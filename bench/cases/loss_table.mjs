// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Every loss: typical arguments, and what PyTorch calls the same. An argument is [kind, ...sizes]; the kinds are in
// each_loss.mjs. `torch` is a Python expression of the arguments' names; F is torch.nn.functional. Where PyTorch has no
// such loss, the expression is how one writes it there. Gradients are with respect to `wrt`. `reads`: how many times the
// logits are read, if not once.

const many = [256, 1024];
const rows = [256, 1000];
const vectors = [1024, 256];
const images = [4, 3, 128, 128];

const elementwise = (name, torch, input = "normal", target = "normal", options = {}) => ({
  name,
  family: "elementwise",
  args: { input: [input, ...many], target: [target, ...many] },
  wrt: ["input"],
  options,
  torch,
});

const ofRows = (name, torch, options = {}, target = ["labels", rows[0], rows[1]]) => ({
  name,
  family: "rows",
  args: { input: ["normal", ...rows], target },
  wrt: ["input"],
  options,
  torch,
});

const other = (name, wrt, args, torch, options = {}) => ({ name, family: "others", args, wrt, options, torch });

const focal = "F.binary_cross_entropy_with_logits(input, target, reduction='none')";
const unit = (name) => `F.normalize(${name})`;

export const lossTable = [
  elementwise("l1Loss", "F.l1_loss(input, target)"),
  elementwise("mseLoss", "F.mse_loss(input, target)"),
  elementwise("smoothL1Loss", "F.smooth_l1_loss(input, target)"),
  elementwise("huberLoss", "F.huber_loss(input, target)"),
  elementwise("logCoshLoss", "(d := (input - target).abs(), (d + F.softplus(-2 * d) - 0.6931471805599453).mean())[1]"),
  elementwise("quantileLoss", "(e := target - input, torch.maximum(0.9 * e, -0.1 * e).mean())[1]", "normal", "normal", {
    quantile: 0.9,
  }),
  elementwise("poissonNllLoss", "F.poisson_nll_loss(input, target)", "normal", "probability"),
  elementwise("klDiv", "F.kl_div(input, target)", "negative", "probability"),
  elementwise("binaryCrossEntropy", "F.binary_cross_entropy(input, target)", "probability", "probability"),
  elementwise(
    "binaryCrossEntropyWithLogits",
    "F.binary_cross_entropy_with_logits(input, target)",
    "normal",
    "probability",
  ),
  elementwise("softMarginLoss", "F.soft_margin_loss(input, target)", "normal", "sign"),
  elementwise("hingeEmbeddingLoss", "F.hinge_embedding_loss(input, target)", "normal", "sign"),
  elementwise(
    "sigmoidFocalLoss",
    `(p := torch.sigmoid(input), q := p * (1 - target) + (1 - p) * target,
      ((0.25 * target + 0.75 * (1 - target)) * q ** 2 * ${focal}).mean())[2]`,
    "normal",
    "probability",
    { reduction: "mean" },
  ),
  elementwise("multilabelSoftMarginLoss", "F.multilabel_soft_margin_loss(input, target)", "normal", "probability"),
  {
    name: "marginRankingLoss",
    family: "elementwise",
    wrt: ["input1", "input2"],
    args: { input1: ["normal", ...many], input2: ["normal", ...many], target: ["sign", ...many] },
    options: { margin: 0.5 },
    torch: "F.margin_ranking_loss(input1, input2, target, margin=0.5)",
  },
  {
    name: "gaussianNllLoss",
    family: "elementwise",
    wrt: ["input", "var"],
    args: { input: ["normal", ...many], target: ["normal", ...many], var: ["probability", ...many] },
    options: {},
    torch: "F.gaussian_nll_loss(input, target, var)",
  },

  ofRows("crossEntropy", "F.cross_entropy(input, target)"),
  ofRows("nllLoss", "F.nll_loss(input, target)"),
  ofRows("perplexity", "F.cross_entropy(input, target).exp()"),
  ofRows(
    "softmaxFocalLoss",
    "(c := F.cross_entropy(input, target, reduction='none'), (-torch.expm1(-c)) ** 2 * c)[1].mean()",
  ),
  ofRows("poly1CrossEntropy", "(c := F.cross_entropy(input, target, reduction='none'), c - torch.expm1(-c))[1].mean()"),
  ofRows("zLossCrossEntropy", "F.cross_entropy(input, target) + 1e-4 * (torch.logsumexp(input, 1) ** 2).mean()"),
  ofRows("multiMarginLoss", "F.multi_margin_loss(input, target)"),
  // Each of the three classes that a row lists is compared with all others.
  { ...ofRows("multilabelMarginLoss", "F.multilabel_margin_loss(input, target)", {}, ["lists", ...rows]), reads: 3 },

  other(
    "linearCrossEntropy",
    ["hidden", "weight", "bias"],
    {
      hidden: ["normal", 64, 256],
      weight: ["small", 8192, 256],
      bias: ["normal", 8192],
      labels: ["labels", 64, 8192],
    },
    "F.cross_entropy(F.linear(hidden, weight, bias), labels)",
  ),
  other(
    "cosineEmbeddingLoss",
    ["input1", "input2"],
    { input1: ["normal", ...vectors], input2: ["normal", ...vectors], target: ["sign", vectors[0]] },
    "F.cosine_embedding_loss(input1, input2, target)",
  ),
  other(
    "tripletMarginLoss",
    ["anchor", "positive", "negative"],
    { anchor: ["normal", ...vectors], positive: ["normal", ...vectors], negative: ["normal", ...vectors] },
    "F.triplet_margin_loss(anchor, positive, negative)",
  ),
  other(
    "diceLoss",
    ["input"],
    { input: ["normal", ...images], target: ["probability", ...images] },
    `(p := torch.sigmoid(input), (1 - (2 * (p * target).sum((2, 3)) + 1) /
      (p.sum((2, 3)) + target.sum((2, 3)) + 1)).mean())[1]`,
    { activation: "sigmoid" },
  ),
  other(
    "tverskyLoss",
    ["input"],
    { input: ["normal", ...images], target: ["probability", ...images] },
    `(p := torch.sigmoid(input), i := (p * target).sum((2, 3)), (1 - (i + 1) /
      (i + 0.5 * (p.sum((2, 3)) - i) + 0.5 * (target.sum((2, 3)) - i) + 1)).mean())[2]`,
    { activation: "sigmoid" },
  ),
  other(
    "ctcLoss",
    ["logProbs"],
    {
      logProbs: ["logProbs", 100, 16, 32],
      targets: ["classes", 16, 20, 32],
      inputLengths: ["constant", 16, 100],
      targetLengths: ["constant", 16, 20],
    },
    "F.ctc_loss(logProbs, targets, inputLengths, targetLengths)",
  ),
  other(
    "infoNceLoss",
    ["query", "key"],
    { query: ["normal", 256, 128], key: ["normal", 256, 128] },
    `F.cross_entropy(${unit("query")} @ ${unit("key")}.t() / 0.1, torch.arange(256))`,
  ),
  other(
    "clipLoss",
    ["image", "text"],
    { image: ["normal", 256, 128], text: ["normal", 256, 128] },
    `(s := ${unit("image")} @ ${unit("text")}.t() / 0.07, l := torch.arange(256),
      (F.cross_entropy(s, l) + F.cross_entropy(s.t(), l)) / 2)[2]`,
  ),
];
