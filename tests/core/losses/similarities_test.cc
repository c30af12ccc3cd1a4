// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The losses of similarity matrices beyond their golden cases: against the whole matrix in double, across the tiles'
// boundaries, and against each other.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "src/clip_loss.h"
#include "src/cross_entropy.h"
#include "src/info_nce_loss.h"
#include "src/nt_xent_labels_loss.h"
#include "src/nt_xent_loss.h"
#include "src/softmax.h"
#include "tests/core/arrays.h"
#include "tests/core/golden.h"
#include "tests/core/matchers.h"

namespace surprisal {
namespace {

using Doubles = std::vector<double>;

struct Matrix {
  size_t rows;
  size_t dims;
  std::vector<float> numbers;

  FloatArray Array() const { return {numbers.data(), {rows, dims}}; }
  double At(size_t i, size_t k) const { return static_cast<double>(numbers[i * dims + k]); }
};

Matrix Random(Numbers& numbers, size_t rows, size_t dims) {
  return {rows, dims, numbers.Floats(rows * dims, -1.0f, 1.0f)};
}

Matrix Stacked(const Matrix& first, const Matrix& second) {
  Matrix stacked = {first.rows + second.rows, first.dims, first.numbers};
  stacked.numbers.insert(stacked.numbers.end(), second.numbers.begin(), second.numbers.end());
  return stacked;
}

// The value, the losses if there are any, and the gradients.
struct Got {
  double value = 0.0;
  std::vector<float> losses;
  std::vector<std::vector<float>> grads;
};

// Runs a loss on misaligned copies; every gradient is asked for.
using Call = std::function<Status(const std::vector<FloatArray>& arrays, const LossResults& results)>;

Got RunLoss(const std::vector<Matrix>& matrices, const Call& call, size_t losses = 0) {
  Got got;
  std::vector<std::unique_ptr<Input<float>>> copies;
  std::vector<std::unique_ptr<Output<float>>> grads;
  std::vector<FloatArray> arrays;
  LossResults results;
  for (size_t i = 0; i < matrices.size(); ++i) {
    copies.push_back(std::make_unique<Input<float>>(matrices[i].numbers, i + 1));
    arrays.push_back({copies.back()->data(), {matrices[i].rows, matrices[i].dims}});
    grads.push_back(std::make_unique<Output<float>>(matrices[i].numbers.size(), i));
    results.grads[i] = *grads.back();
  }
  Output<float> loss_array(losses, 1);
  results.value = &got.value;
  results.losses = loss_array;
  EXPECT_TRUE(call(arrays, results).ok());
  if (losses > 0) got.losses.assign(loss_array.values().begin(), loss_array.values().end());
  for (const auto& grad : grads) got.grads.emplace_back(grad->values().begin(), grad->values().end());
  return got;
}

Got RunInfoNce(const std::vector<Matrix>& matrices, double temperature, bool normalize = true,
               Reduction reduction = Reduction::kMean) {
  const auto call = [&](const std::vector<FloatArray>& arrays, const LossResults& results) {
    const FloatArray negatives = arrays.size() > 2 ? arrays[2] : FloatArray();
    return InfoNceLoss(arrays[0], arrays[1], negatives, temperature, normalize, reduction, results);
  };
  return RunLoss(matrices, call, reduction == Reduction::kNone ? matrices[0].rows : 0);
}

Got RunNtXent(const Matrix& z1, const Matrix& z2, double temperature) {
  return RunLoss({z1, z2}, [&](const std::vector<FloatArray>& arrays, const LossResults& results) {
    return NtXentLoss(arrays[0], arrays[1], temperature, results);
  });
}

Got RunClip(const Matrix& image, const Matrix& text, double logit_scale) {
  return RunLoss({image, text}, [&](const std::vector<FloatArray>& arrays, const LossResults& results) {
    return ClipLoss(arrays[0], arrays[1], logit_scale, results);
  });
}

Got RunLabels(const Matrix& embeddings, const std::vector<int32_t>& labels, double temperature) {
  const Input<int32_t> copy(labels);
  return RunLoss({embeddings}, [&](const std::vector<FloatArray>& arrays, const LossResults& results) {
    return NtXentLabelsLoss(arrays[0], copy, temperature, results);
  });
}

// ---- The definition, in double

double Norm(const Matrix& matrix, size_t i) {
  double square = 0.0;
  for (size_t k = 0; k < matrix.dims; ++k) square += matrix.At(i, k) * matrix.At(i, k);
  return std::max(std::sqrt(square), 1e-12);
}

double Cosine(const Matrix& a, size_t i, const Matrix& b, size_t j) {
  double product = 0.0;
  for (size_t k = 0; k < a.dims; ++k) product += a.At(i, k) * b.At(j, k);
  return product / (Norm(a, i) * Norm(b, j));
}

// Adds a derivative with respect to cos(a_i, b_j) to the gradient of a_i.
void AddCosineGrad(const Matrix& a, size_t i, const Matrix& b, size_t j, double derivative, Doubles& grad) {
  const double norm = Norm(a, i);
  const double other_norm = Norm(b, j);
  const double cosine = Cosine(a, i, b, j);
  for (size_t k = 0; k < a.dims; ++k) {
    grad[i * a.dims + k] += derivative * (b.At(j, k) / other_norm - cosine * a.At(i, k) / norm) / norm;
  }
}

struct Want {
  double value = 0.0;
  Doubles row_grad;
  Doubles column_grad;
};

// The mean cross-entropy of scaled cosines against the diagonal.
Want DiagonalCrossEntropy(const Matrix& rows, const Matrix& columns, double scale) {
  Want want = {0.0, Doubles(rows.numbers.size()), Doubles(columns.numbers.size())};
  const double count = static_cast<double>(rows.rows);
  for (size_t i = 0; i < rows.rows; ++i) {
    Doubles similarities(columns.rows);
    for (size_t j = 0; j < columns.rows; ++j) similarities[j] = scale * Cosine(rows, i, columns, j);
    const double max = *std::max_element(similarities.begin(), similarities.end());
    double sum = 0.0;
    double others = 0.0;
    for (size_t j = 0; j < columns.rows; ++j) {
      sum += std::exp(similarities[j] - max);
      if (j != i) others += std::exp(similarities[j] - similarities[i]);
    }
    want.value += std::log1p(others) / count;
    for (size_t j = 0; j < columns.rows; ++j) {
      const double prob = std::exp(similarities[j] - max) / sum;
      const double derivative = scale * (i == j ? -others / (1.0 + others) : prob) / count;
      AddCosineGrad(rows, i, columns, j, derivative, want.row_grad);
      AddCosineGrad(columns, j, rows, i, derivative, want.column_grad);
    }
  }
  return want;
}

TEST(SimilaritiesTest, InfoNceEqualsTheWholeMatrix) {
  Numbers numbers(1);
  for (const size_t count : {1u, 2u, 3u, 4u, 5u, 15u, 16u, 17u, 31u, 33u, 50u}) {
    for (const size_t dims : {1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u, 9u, 33u, 128u}) {
      SCOPED_TRACE(::testing::Message() << count << " of " << dims);
      const Matrix query = Random(numbers, count, dims);
      const Matrix key = Random(numbers, count, dims);
      const Want want = DiagonalCrossEntropy(query, key, 1.0 / 0.07);
      const Got got = RunInfoNce({query, key}, 0.07);
      EXPECT_TRUE(Near(got.value, want.value, kElementwiseBound));
      EXPECT_TRUE(Near(got.grads[0], want.row_grad, kElementwiseGradBound));
      EXPECT_TRUE(Near(got.grads[1], want.column_grad, kElementwiseGradBound));
    }
  }
}

TEST(SimilaritiesTest, ManyLongVectors) {
  Numbers numbers(2);
  Matrix image = Random(numbers, 70, 512);
  Matrix text = Random(numbers, 70, 512);
  // Nearer to each other than by chance, as after some training.
  for (size_t i = 0; i < text.numbers.size(); ++i) text.numbers[i] += 0.4f * image.numbers[i];
  const Want there = DiagonalCrossEntropy(image, text, 100.0);
  const Want back = DiagonalCrossEntropy(text, image, 100.0);
  const Got got = RunClip(image, text, 100.0);
  EXPECT_TRUE(Near(got.value, (there.value + back.value) / 2.0, kElementwiseBound));
  Doubles image_grad, text_grad;
  for (size_t i = 0; i < there.row_grad.size(); ++i) {
    image_grad.push_back((there.row_grad[i] + back.column_grad[i]) / 2.0);
    text_grad.push_back((there.column_grad[i] + back.row_grad[i]) / 2.0);
  }
  EXPECT_TRUE(Near(got.grads[0], image_grad, kElementwiseGradBound));
  EXPECT_TRUE(Near(got.grads[1], text_grad, kElementwiseGradBound));
}

// Each image is near its own text and far from the others: what is left is a gradient of 1e-9, and its digits.
TEST(SimilaritiesTest, WhereAllIsCertainGradientsKeepTheirDigits) {
  constexpr double kNats = 25.0;
  Matrix image = {5, 5, std::vector<float>(25, 0.0f)};
  for (size_t i = 0; i < 5; ++i) image.numbers[i * 5 + i] = 1.0f;
  Matrix text = image;
  for (size_t i = 0; i < 25; ++i) text.numbers[i] += 0.01f * static_cast<float>(i % 7);
  const Want there = DiagonalCrossEntropy(image, text, kNats);
  const Want back = DiagonalCrossEntropy(text, image, kNats);
  Doubles grad;
  for (size_t i = 0; i < 25; ++i) grad.push_back((there.row_grad[i] + back.column_grad[i]) / 2.0);
  ASSERT_LT(LargestMagnitude(grad), 1e-8);
  const Got got = RunClip(image, text, kNats);
  EXPECT_TRUE(Near(got.value, (there.value + back.value) / 2.0, {.relative = 1e-6}));
  EXPECT_TRUE(Near(got.grads[0], grad, kElementwiseGradBound));
}

// ---- Identities

TEST(SimilaritiesTest, InfoNceIsTheCrossEntropyOfItsSimilarities) {
  Numbers numbers(3);
  const Matrix query = Random(numbers, 19, 6);
  const Matrix key = Random(numbers, 19, 6);
  const Matrix negatives = Random(numbers, 21, 6);
  for (const bool with_negatives : {false, true}) {
    const size_t columns = with_negatives ? 22 : 19;
    std::vector<float> similarities;
    std::vector<int32_t> labels;
    for (size_t i = 0; i < 19; ++i) {
      labels.push_back(with_negatives ? 0 : static_cast<int32_t>(i));
      for (size_t j = 0; j < columns; ++j) {
        const double cosine = !with_negatives ? Cosine(query, i, key, j)
                              : j == 0        ? Cosine(query, i, key, i)
                                              : Cosine(query, i, negatives, j - 1);
        similarities.push_back(static_cast<float>(cosine / 0.5));
      }
    }
    std::vector<float> row_losses(19);
    ASSERT_TRUE(CrossEntropy({19, columns, 1}, similarities.data(), labels.data(), {.reduction = Reduction::kNone},
                             {.losses = row_losses.data()})
                    .ok());
    std::vector<Matrix> matrices = {query, key};
    if (with_negatives) matrices.push_back(negatives);
    const Got got = RunInfoNce(matrices, 0.5, true, Reduction::kNone);
    EXPECT_TRUE(Near(got.losses, Doubles(row_losses.begin(), row_losses.end()), kElementwiseBound));
  }
}

TEST(SimilaritiesTest, KeysAsNegativesOfASingleQuery) {
  Numbers numbers(4);
  const Matrix query = Random(numbers, 1, 5);
  const Matrix key = Random(numbers, 1, 5);
  const Matrix negatives = Random(numbers, 6, 5);
  const Got got = RunInfoNce({query, key, negatives}, 0.2);
  double sum = 0.0;
  for (size_t j = 0; j < 6; ++j) sum += std::exp((Cosine(query, 0, negatives, j) - Cosine(query, 0, key, 0)) / 0.2);
  EXPECT_TRUE(Near(got.value, std::log1p(sum), kElementwiseBound));
}

TEST(SimilaritiesTest, ClipDoesNotTellItsArgumentsApart) {
  Numbers numbers(5);
  const Matrix image = Random(numbers, 18, 7);
  const Matrix text = Random(numbers, 18, 7);
  const Got one = RunClip(image, text, 9.0);
  const Got other = RunClip(text, image, 9.0);
  EXPECT_TRUE(Near(one.value, other.value, {.relative = 1e-14}));
  EXPECT_TRUE(Near(one.grads[0], Doubles(other.grads[1].begin(), other.grads[1].end()), {.relative = 1e-6}));
  EXPECT_TRUE(Near(one.grads[1], Doubles(other.grads[0].begin(), other.grads[0].end()), {.relative = 1e-6}));
}

TEST(SimilaritiesTest, NtXentOfLabelsThatStandTwiceIsNtXent) {
  Numbers numbers(6);
  for (const size_t count : {2u, 3u, 8u, 9u, 17u, 40u}) {
    const Matrix z1 = Random(numbers, count, 5);
    const Matrix z2 = Random(numbers, count, 5);
    std::vector<int32_t> labels;
    for (size_t i = 0; i < 2 * count; ++i) labels.push_back(1000 - static_cast<int32_t>(i % count));
    const Got want = RunNtXent(z1, z2, 0.3);
    const Got got = RunLabels(Stacked(z1, z2), labels, 0.3);
    EXPECT_TRUE(Near(got.value, want.value, kElementwiseBound));
    Doubles grads(want.grads[0].begin(), want.grads[0].end());
    grads.insert(grads.end(), want.grads[1].begin(), want.grads[1].end());
    EXPECT_TRUE(Near(got.grads[0], grads, kElementwiseGradBound));
  }
}

TEST(SimilaritiesTest, LengthsDoNotMatter) {
  Numbers numbers(7);
  const Matrix z1 = Random(numbers, 5, 6);
  const Matrix z2 = Random(numbers, 5, 6);
  const Got once = RunNtXent(z1, z2, 0.5);
  Matrix longer = z1;
  for (float& number : longer.numbers) number *= 0x1p70f;
  const Got more = RunNtXent(longer, z2, 0.5);
  EXPECT_EQ(once.value, more.value);
  for (size_t i = 0; i < once.grads[0].size(); ++i) EXPECT_EQ(once.grads[0][i], more.grads[0][i] * 0x1p70f);
  EXPECT_TRUE(Same(once.grads[1], more.grads[1]));
  // So nothing is to be gained along an embedding.
  for (size_t i = 0; i < 5; ++i) {
    double along = 0.0;
    for (size_t k = 0; k < 6; ++k) along += z1.At(i, k) * static_cast<double>(once.grads[0][i * 6 + k]);
    EXPECT_NEAR(along, 0.0, 1e-7);
  }
}

// ---- Limits

TEST(SimilaritiesTest, OneCandidateIsNoSurprise) {
  Numbers numbers(8);
  const Matrix one = Random(numbers, 1, 4);
  const Matrix other = Random(numbers, 1, 4);
  for (const Got& got : {RunNtXent(one, other, 0.5), RunClip(one, other, 10.0), RunInfoNce({one, other}, 0.1)}) {
    EXPECT_EQ(got.value, 0.0);
    for (const auto& grad : got.grads) EXPECT_TRUE(Same(grad, std::vector<float>(4, 0.0f)));
  }
}

TEST(SimilaritiesTest, TemperatureBlursAndSharpens) {
  Numbers numbers(9);
  const Matrix z1 = Random(numbers, 6, 8);
  Matrix z2 = z1;  // each its own nearest
  z2.numbers[3] += 0.01f;
  EXPECT_TRUE(Near(RunNtXent(z1, z2, 1e36).value, std::log(11.0), kElementwiseBound));
  EXPECT_TRUE(Near(RunInfoNce({z1, z2}, 1e36).value, std::log(6.0), kElementwiseBound));
  EXPECT_TRUE(Near(RunClip(z1, z2, 0.0).value, std::log(6.0), kElementwiseBound));
  EXPECT_EQ(RunNtXent(z1, z2, 1e-36).value, 0.0);
  EXPECT_EQ(RunClip(z1, z2, 1e30).value, 0.0);
  // And the wrong way round, every image as far from its text as can be.
  EXPECT_GT(RunClip(z1, z2, -1e30).value, 1e29);
}

TEST(SimilaritiesTest, ZeroVectors) {
  const Matrix zeros = {3, 4, std::vector<float>(12, 0.0f)};
  const Got got = RunNtXent(zeros, zeros, 0.5);
  EXPECT_TRUE(Near(got.value, std::log(5.0), kElementwiseBound));
  EXPECT_TRUE(Same(got.grads[0], std::vector<float>(12, 0.0f)));
  const Got labelled = RunLabels(zeros, {1, 1, 2}, 0.5);
  EXPECT_TRUE(Near(labelled.value, std::log(2.0), kElementwiseBound));
  EXPECT_TRUE(Same(labelled.grads[0], std::vector<float>(12, 0.0f)));
  const Got nothing = RunClip({3, 0, {}}, {3, 0, {}}, 2.0);
  EXPECT_TRUE(Near(nothing.value, std::log(3.0), kElementwiseBound));
}

TEST(SimilaritiesTest, WithoutPairsThereIsNoMean) {
  Numbers numbers(10);
  const Got got = RunLabels(Random(numbers, 3, 2), {1, 2, 3}, 0.5);
  EXPECT_TRUE(std::isnan(got.value));
  EXPECT_TRUE(Same(got.grads[0], std::vector<float>(6, 0.0f)));
  // One label alone: nothing to tell it from.
  const Got alone = RunLabels(Random(numbers, 3, 2), {7, 7, 7}, 0.5);
  EXPECT_EQ(alone.value, 0.0);
  EXPECT_TRUE(Same(alone.grads[0], std::vector<float>(6, 0.0f)));
}

// ---- Errors

// That all four report the same, and write nothing; `arrays` are their array arguments.
void ExpectStatus(const std::vector<FloatArray>& arrays, double temperature, StatusCode code, size_t index,
                  double got_number, bool single = false) {
  Output<double> value(1);
  Output<float> losses(8), first(64), second(64), third(64);
  const LossResults results = {.value = value, .losses = losses, .grads = {first, second, third}};
  const int32_t labels[8] = {};
  const FloatArray none;
  std::vector<Status> statuses;
  if (single) {
    statuses = {NtXentLabelsLoss(arrays[0], labels, temperature, results)};
  } else if (arrays.size() == 3) {
    statuses = {InfoNceLoss(arrays[0], arrays[1], arrays[2], temperature, true, Reduction::kMean, results)};
  } else {
    statuses = {InfoNceLoss(arrays[0], arrays[1], none, temperature, true, Reduction::kSum, results),
                NtXentLoss(arrays[0], arrays[1], temperature, results)};
    if (code == StatusCode::kShapeInvalid) statuses.push_back(ClipLoss(arrays[0], arrays[1], 1.0, results));
  }
  for (const Status& status : statuses) EXPECT_TRUE(IsStatus(status, code, index, got_number));
  EXPECT_TRUE(value.Untouched() && losses.Untouched() && first.Untouched() && second.Untouched() && third.Untouched());
}

TEST(SimilaritiesTest, ErrorsWriteNothing) {
  const std::vector<float> numbers(64, 1.0f);
  const auto of = [&](const Shape& shape) { return FloatArray{numbers.data(), shape}; };
  const FloatArray good = of({3, 4});
  constexpr auto kShape = StatusCode::kShapeInvalid;
  ExpectStatus({of({12}), good}, 1.0, kShape, 0, 1.0);
  ExpectStatus({of({3, 2, 2}), good}, 1.0, kShape, 0, 3.0);
  ExpectStatus({good, of({})}, 1.0, kShape, 1, 0.0);
  ExpectStatus({good, of({3, 5})}, 1.0, kShape, 1, 1.0);
  ExpectStatus({good, of({2, 4})}, 1.0, kShape, 1, 0.0);
  ExpectStatus({good, good, of({3, 5})}, 1.0, kShape, 2, 1.0);
  ExpectStatus({good, good, of({4})}, 1.0, kShape, 2, 1.0);
  ExpectStatus({of({4})}, 1.0, kShape, 0, 1.0, true);
  for (const double temperature : {0.0, -1.0, 1e-37, 1e37, kDoubleInf, kDoubleNaN}) {
    ExpectStatus({good, good}, temperature, StatusCode::kTemperatureInvalid, 0, temperature);
    ExpectStatus({good}, temperature, StatusCode::kTemperatureInvalid, 0, temperature, true);
  }
  Output<double> value(1);
  for (const double scale : {kDoubleInf, -kDoubleInf, kDoubleNaN}) {
    EXPECT_TRUE(IsStatus(ClipLoss(good, good, scale, {.value = value}), StatusCode::kOptionInvalid, 2, scale));
  }
  const FloatArray huge = of({size_t{1} << 30, 0});
  EXPECT_EQ(ClipLoss(huge, huge, 1.0, {.value = value}).code, StatusCode::kTooLarge);
  EXPECT_TRUE(value.Untouched());
}

}  // namespace
}  // namespace surprisal
