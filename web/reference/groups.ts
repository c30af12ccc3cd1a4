// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The order of the reference. A function or type that the package has and this does not name is an error of the build, and
// so is the reverse; types that are named nowhere else stand under the last heading.

export interface Group {
  readonly id: string;
  readonly title: string;
  /** What is said at its head; that of an interface, where one is named. */
  readonly about: string | { readonly docOf: string };
  /** Functions by the path that leads to them from `s`, or types by name, or `Interface.member` for what functions share. */
  readonly names: readonly string[];
}

/** What the contracts that functions share are called. */
export const sharedTitles: Readonly<Record<string, string>> = {
  "RowLossFunction.valueAndGrad": "valueAndGrad of losses of rows",
  "LossFunction.valueAndGrad": "valueAndGrad of other losses",
  "RowFunction.valueAndGrad": "valueAndGrad of row operations",
  "SurprisalFunction.valueAndGrad": "valueAndGrad of surprisal",
  "MeasureFunction.valueAndGrad": "valueAndGrad of one distribution",
  "ComparisonFunction.valueAndGrad": "valueAndGrad of two distributions",
};

export const groups: readonly Group[] = [
  {
    id: "loading",
    title: "Loading",
    about: "One function is imported; all others are methods of what it resolves to, here called `s`.",
    names: ["load", "dispose", "LoadOptions", "Surprisal", "VariantName", "PassedOver"],
  },
  {
    id: "classification",
    title: "Classification",
    about: "Rows of logits or log-probabilities against a class label each, or against probabilities.",
    names: [
      "crossEntropy",
      "linearCrossEntropy",
      "nllLoss",
      "softmaxFocalLoss",
      "poly1CrossEntropy",
      "zLossCrossEntropy",
      "perplexity",
      "klDiv",
    ],
  },
  {
    id: "binary",
    title: "Binary and multi-label",
    about: "Two classes, or several labels that don’t exclude each other.",
    names: [
      "binaryCrossEntropyWithLogits",
      "binaryCrossEntropy",
      "sigmoidFocalLoss",
      "softMarginLoss",
      "multilabelSoftMarginLoss",
    ],
  },
  {
    id: "regression",
    title: "Regression",
    about: "Numbers against numbers, element by element.",
    names: [
      "mseLoss",
      "l1Loss",
      "smoothL1Loss",
      "huberLoss",
      "logCoshLoss",
      "quantileLoss",
      "poissonNllLoss",
      "gaussianNllLoss",
    ],
  },
  {
    id: "margins",
    title: "Margins and embeddings",
    about: "Scores, distances and angles that should keep a margin.",
    names: [
      "multiMarginLoss",
      "multilabelMarginLoss",
      "marginRankingLoss",
      "hingeEmbeddingLoss",
      "cosineEmbeddingLoss",
      "tripletMarginLoss",
    ],
  },
  {
    id: "similarities",
    title: "Similarities in a batch",
    about: "Embeddings that should find their counterparts among all others.",
    names: ["infoNceLoss", "clipLoss", "ntXentLoss", "ntXentLabelsLoss"],
  },
  { id: "regions", title: "Regions", about: "Masks of images.", names: ["diceLoss", "tverskyLoss"] },
  { id: "sequences", title: "Sequences", about: "Labels in order, but not in time.", names: ["ctcLoss"] },
  {
    id: "gradients",
    title: "Gradients of losses",
    about: "What `valueAndGrad` of every loss has in common.",
    names: ["RowLossFunction.valueAndGrad", "LossFunction.valueAndGrad"],
  },
  {
    id: "rows",
    title: "Rows, elements, vectors",
    about: "Maps that are no losses. Those of rows run along any axis.",
    names: [
      "softmax",
      "logSoftmax",
      "softmin",
      "logSumExp",
      "RowFunction.valueAndGrad",
      "argmax",
      "topK",
      "sigmoid",
      "logSigmoid",
      "softplus",
      "cosineSimilarity",
      "pairwiseDistance",
    ],
  },
  {
    id: "information",
    title: "Information",
    about: { docOf: "Information" },
    names: [
      "information.surprisal",
      "information.entropy",
      "information.perplexity",
      "information.crossEntropy",
      "information.klDivergence",
      "information.jsDivergence",
      "SurprisalFunction.valueAndGrad",
      "MeasureFunction.valueAndGrad",
      "ComparisonFunction.valueAndGrad",
    ],
  },
  {
    id: "metrics",
    title: "Metrics",
    about: "Of a batch, as scikit-learn defines them.",
    names: [
      "accuracy",
      "topKAccuracy",
      "logLoss",
      "brierScore",
      "expectedCalibrationError",
      "confusionMatrix",
      "rocAuc",
      "temperatureScaling",
    ],
  },
  {
    id: "streams",
    title: "Metrics of a stream",
    about: "Batch after batch, in any order and any number of places.",
    names: ["scorer", "scorer.fromJSON", "Scorer", "ScorerConfig", "ScorerResult", "PerClass", "ScorerJson"],
  },
  {
    id: "training",
    title: "Training",
    about: "Multinomial logistic regression, one fused call a step.",
    names: [
      "softmaxClassifier",
      "SoftmaxClassifier",
      "SoftmaxClassifierConfig",
      "MakeSoftmaxClassifier",
      "Schedule",
      "Examples",
      "LabelledExamples",
      "WeightedExamples",
      "TrainingExamples",
      "Evaluation",
      "FitOptions",
      "FitListener",
      "FitProgress",
      "EpochRecord",
      "FitResult",
    ],
  },
  {
    id: "workers",
    title: "Training in a worker",
    about: "What `surprisal/worker` exports: the classifier in a worker, so that the page stays free while it trains.",
    names: ["MakeSoftmaxClassifierInWorker", "SoftmaxClassifierInWorker", "transfer", "InWorkerOptions", "Remote"],
  },
  {
    id: "memory",
    title: "Memory",
    about: { docOf: "Heap" },
    names: ["heap.float32", "heap.int32", "heap.uint8", "HeapArray"],
  },
  {
    id: "errors",
    title: "Errors",
    about:
      "Bad arguments are told before anything is computed or written: a `TypeError` is about a kind, a `RangeError` about a value or a shape. The message has the operation, the rule, and what was got: `crossEntropy: labels[17] is 12, outside 0..9`.",
    names: ["SurprisalError", "SurprisalErrorCode"],
  },
  { id: "types", title: "Other types", about: "What functions take and give.", names: [] },
];
