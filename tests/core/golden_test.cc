// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Every golden case (tests/golden/README.md): PyTorch's numbers, in float64.

#include "tests/core/golden.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "src/cross_entropy.h"
#include "src/information.h"
#include "src/softmax.h"
#include "src/softmax_classifier.h"
#include "tests/core/arrays.h"
#include "tests/core/bounds.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

#include "golden_cases.inc"

// ------------------------------ Cross-entropy

Status RunCrossEntropy(const GoldenCrossEntropy& c, const LossResults& results) {
  const Input<float> logits(c.logits), targets(c.targets), weights(c.class_weights), upstream(c.grad_output);
  const Input<int32_t> labels(c.labels);
  const CrossEntropyOptions options = {weights, c.ignore_label, c.label_smoothing, c.reduction};
  LossResults with_upstream = results;
  with_upstream.grad_output = upstream;
  return c.labels.data() != nullptr ? CrossEntropy(c.shape, logits, labels, options, with_upstream)
                                    : CrossEntropyWithProbs(c.shape, logits, targets, options, with_upstream);
}

void CheckCrossEntropy(const GoldenCrossEntropy& c) {
  SCOPED_TRACE(c.name);
  const bool none = c.reduction == Reduction::kNone;
  const bool probs = c.targets.data() != nullptr;
  // Values and gradients in one pass, then each by itself: kernels may take other paths then.
  for (const bool with_value : {true, false}) {
    for (const bool with_grad : {true, false}) {
      SCOPED_TRACE(::testing::Message() << "value " << with_value << ", gradient " << with_grad);
      Output<double> value(1);
      Output<float> row_losses(c.shape.Rows()), grad(c.shape.Size()), grad_targets(probs ? c.shape.Size() : 0);
      Output<float> grad_weights(c.grad_weights.size());
      const bool weighted = c.grad_weights.data() != nullptr;
      LossResults results;
      if (with_value && none) results.losses = row_losses;
      if (with_value && !none) results.value = value;
      if (with_grad) results.grads[0] = grad;
      if (with_grad && probs) results.grads[1] = grad_targets;
      if (with_grad && weighted) results.grads[2] = grad_weights;
      ASSERT_TRUE(RunCrossEntropy(c, results).ok());
      if (with_value && none) EXPECT_TRUE(Near(row_losses.values(), c.value, kCrossEntropyBound));
      if (with_value && !none) EXPECT_TRUE(Near(value.values(), c.value, kCrossEntropyBound));
      if (with_grad) EXPECT_TRUE(Near(grad.values(), c.grad, kCrossEntropyGradBound)) << "d logits";
      if (with_grad && probs) {
        EXPECT_TRUE(Near(grad_targets.values(), c.grad_targets, kCrossEntropyGradBound)) << "d targets";
      }
      if (with_grad && weighted) {
        EXPECT_TRUE(Near(grad_weights.values(), c.grad_weights, kCrossEntropyGradBound)) << "d weights";
      }
    }
  }
}

TEST(GoldenTest, CrossEntropyWithLabels) {
  for (const GoldenCrossEntropy& c : kGoldenLabels) CheckCrossEntropy(c);
}

TEST(GoldenTest, CrossEntropyWithProbs) {
  for (const GoldenCrossEntropy& c : kGoldenProbs) CheckCrossEntropy(c);
}

// ------------------------------ Softmax

struct SoftmaxFunctions {
  Status (*value)(const RowShape&, const float*, float, float*);
  Status (*grad)(const RowShape&, const float*, float, const float*, float*);
};

SoftmaxFunctions FunctionsOf(GoldenOp op) {
  if (op == GoldenOp::kSoftmax) return {Softmax, SoftmaxGrad};
  if (op == GoldenOp::kSoftmin) return {Softmin, SoftminGrad};
  if (op == GoldenOp::kLogSoftmax) return {LogSoftmax, LogSoftmaxGrad};
  return {LogSumExp, LogSumExpGrad};
}

TEST(GoldenTest, Softmax) {
  for (const GoldenSoftmax& c : kGoldenSoftmax) {
    SCOPED_TRACE(c.name);
    const SoftmaxFunctions functions = FunctionsOf(c.op);
    const Input<float> logits(c.logits), upstream(c.grad_output);
    Output<float> value(c.value.size()), grad(c.grad.size());
    ASSERT_TRUE(functions.value(c.shape, logits, c.temperature, value).ok());
    EXPECT_TRUE(Near(value.values(), c.value, kSoftmaxBound));
    ASSERT_TRUE(functions.grad(c.shape, logits, c.temperature, upstream, grad).ok());
    // The gradient is a difference of numbers of the upstream gradient's size.
    const std::vector<double> upstream_values(c.grad_output.begin(), c.grad_output.end());
    const double scale = LargestMagnitude(upstream_values) / static_cast<double>(c.temperature);
    EXPECT_TRUE(Near(grad.values(), c.grad, kSoftmaxGradBound, scale)) << "gradient";
  }
}

// ------------------------------ Measures of distributions

Status RunInformation(const GoldenInformation& c, const InformationResults& results) {
  const InformationOptions options = {c.base, c.normalize};
  const Input<float> p(c.p), q(c.q);
  switch (c.op) {
    case GoldenOp::kEntropy:
      return Entropy(c.rows, c.outcomes, p, options, results);
    case GoldenOp::kPerplexity:
      return Perplexity(c.rows, c.outcomes, p, options, results);
    case GoldenOp::kCrossEntropy:
      return DistributionCrossEntropy(c.rows, c.outcomes, p, q, options, results);
    case GoldenOp::kKlDivergence:
      return KlDivergence(c.rows, c.outcomes, p, q, options, results);
    default:
      return JsDivergence(c.rows, c.outcomes, p, q, options, results);
  }
}

void CheckSurprisal(const GoldenInformation& c) {
  const Input<float> p(c.p), upstream(c.grad_output);
  Output<float> values(c.rows), grad(c.rows);
  const LossResults results = {.losses = values, .grad_output = upstream, .grads = {grad}};
  ASSERT_TRUE(Surprisal(c.rows, p, c.base, results).ok());
  EXPECT_TRUE(Near(values.values(), c.value, kInformationBound));
  EXPECT_TRUE(Near(grad.values(), c.grad_p, {.relative = kInformationGradBound.of_scale})) << "gradient";
}

void CheckInformation(const GoldenInformation& c) {
  const Input<float> upstream(c.grad_output);
  // All in one call, then the gradients alone.
  for (const bool with_values : {true, false}) {
    Output<double> values(c.rows);
    Output<float> grad_p(c.p.size()), grad_q(c.q.size());
    InformationResults results = {.grad_probs = grad_p, .grad_output = upstream};
    if (with_values) results.values = values;
    if (c.q.data() != nullptr) results.grad_other_probs = grad_q;
    ASSERT_TRUE(RunInformation(c, results).ok());
    if (with_values) EXPECT_TRUE(Near(values.values(), c.value, kInformationBound));
    EXPECT_TRUE(Near(grad_p.values(), c.grad_p, kInformationGradBound, c.grad_scales[0])) << "d p";
    if (c.q.data() == nullptr) continue;
    EXPECT_TRUE(Near(grad_q.values(), c.grad_q, kInformationGradBound, c.grad_scales[1])) << "d q";
  }
}

TEST(GoldenTest, Information) {
  for (const GoldenInformation& c : kGoldenInformation) {
    SCOPED_TRACE(c.name);
    if (c.op == GoldenOp::kSurprisal) {
      CheckSurprisal(c);
    } else {
      CheckInformation(c);
    }
  }
}

// ------------------------------ Softmax classifier

TEST(GoldenTest, SoftmaxClassifier) {
  for (const GoldenSoftmaxClassifier& c : kGoldenSoftmaxClassifier) {
    SCOPED_TRACE(c.name);
    const size_t rows = c.config.batch_size, classes = c.config.classes;
    const bool are_bytes = c.type == FeatureType::kUint8;
    const std::vector<uint8_t> bytes(c.x.begin(), are_bytes ? c.x.end() : c.x.begin());
    const Input<uint8_t> pixels{std::span<const uint8_t>(bytes)};
    const Input<float> floats(c.x);
    const Input<int32_t> labels(c.labels);
    const FeatureMatrix features = {are_bytes ? static_cast<const void*>(pixels) : floats, c.type, rows, c.scale};

    std::unique_ptr<SoftmaxClassifier> model;
    ASSERT_TRUE(SoftmaxClassifier::Create(c.config, &model).ok());
    model->SetModel(c.initial_weights.data(), c.initial_bias.data());
    ASSERT_TRUE(model->BindTrainingData(features, labels).ok());
    std::vector<double> losses;
    for (size_t step = 0; step < c.losses.size(); ++step) {
      double loss = 0.0;
      ASSERT_TRUE(model->Step(&loss).ok());
      losses.push_back(loss);
    }
    EXPECT_TRUE(Near(losses, c.losses, kTrainingBound)) << "losses";

    Output<float> weights(c.weights.size()), bias(c.bias.size()), probs(c.probs.size());
    model->CopyModel(weights, bias);
    EXPECT_TRUE(Near(weights.values(), c.weights, kTrainingBound)) << "weights";
    EXPECT_TRUE(Near(bias.values(), c.bias, kTrainingBound)) << "bias";
    model->PredictProbs(features, probs);
    EXPECT_TRUE(Near(probs.values(), c.probs, kTrainingBound)) << "probs";

    Evaluation evaluation;
    ASSERT_TRUE(model->Evaluate(features, labels, &evaluation).ok());
    EXPECT_TRUE(Near(evaluation.loss(), c.final_loss, kTrainingBound));
    EXPECT_EQ(evaluation.correct, c.final_correct);
    Output<int32_t> predicted(rows);
    model->PredictLabels(features, predicted);
    size_t correct = 0;
    for (size_t i = 0; i < rows; ++i) {
      ASSERT_LT(static_cast<size_t>(predicted.values()[i]), classes);
      correct += predicted.values()[i] == c.labels[i];
    }
    EXPECT_EQ(correct, c.final_correct);
  }
}

}  // namespace
}  // namespace surprisal
