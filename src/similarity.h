// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the losses of similarity matrices share: rows of embeddings against candidates, a few rows of the matrix at a
// time, and the gradients of the embeddings, through their normalization. A loss says which rows meet which candidates,
// and what becomes of their similarities.

#ifndef SURPRISAL_SRC_SIMILARITY_H_
#define SURPRISAL_SRC_SIMILARITY_H_

#include <cstddef>
#include <initializer_list>
#include <limits>

#include "src/memory.h"
#include "src/status.h"
#include "src/tensor.h"

namespace surprisal {

// Norms below this count as this: zero vectors stay zero, with a gradient of 1e12.
inline constexpr double kMinNorm = 1e-12;

// Arrays of embeddings [count, dims] of one `dims`, or else kShapeInvalid (index: the array; got: its axis). Those
// without data are skipped.
Status CheckEmbeddings(std::initializer_list<const FloatArray*> arrays);

// From kMinTemperature to kMaxTemperature.
Status CheckTemperature(double temperature);

// An array of embeddings, and where its gradient goes.
class Embeddings {
 public:
  // `grad` is null if it is not wanted. The embeddings are normalized, or taken as they are.
  Status Bind(const FloatArray& array, bool normalize, float* grad);

  size_t count() const { return count_; }
  size_t dims() const { return dims_; }
  const float* Row(size_t i) const { return data_ + i * dims_; }
  // What a row is multiplied by.
  double scale(size_t i) const { return scales_[i]; }
  // Before projection: the gradient with respect to the normalized row, times the row's scale. Null: not wanted.
  double* GradSums(size_t i) const { return grad_ == nullptr ? nullptr : sums_.get() + i * dims_; }
  bool wants_grad() const { return grad_ != nullptr; }
  // From the sums to the gradient.
  void WriteGrad() const;

 private:
  const float* data_ = nullptr;
  size_t count_ = 0;
  size_t dims_ = 0;
  bool normalize_ = true;
  float* grad_ = nullptr;
  Buffer<double> scales_;
  Buffer<double> sums_;
};

// Some rows of a similarity matrix.
struct SimilarityTile {
  size_t first_row = 0;
  size_t rows = 0;
  size_t columns = 0;
  // [rows, columns], scaled; a loss puts the derivatives with respect to them in their place.
  double* similarities = nullptr;
};

class SimilarityLoss {
 public:
  virtual void Take(const SimilarityTile& tile) = 0;

 protected:
  ~SimilarityLoss() = default;
};

// The columns of a row: the row of the same number of `own`, if there is one; then all candidates, in order.
struct SimilarityMatrix {
  const Embeddings* rows = nullptr;
  const Embeddings* own = nullptr;
  const Embeddings* candidates[2] = {};

  size_t Columns() const;
};

// Scratch for a tile.
class SimilarityRunner {
 public:
  Status Allocate(size_t columns);
  // Adds to the gradient sums of all that want them.
  void Run(const SimilarityMatrix& matrix, double scale, SimilarityLoss& loss) const;

 private:
  Buffer<double> tile_;
};

// The cross-entropy of the rows' softmax against one column each. In double, unlike src/cross_entropy.h: on their way
// to the embeddings the derivatives of a row's columns largely cancel, and are divided by norms; rounded to floats,
// they left gradients off by 4e-6 of the largest. Beside the products its exponentials cost little.
class SimilarityCrossEntropy final : public SimilarityLoss {
 public:
  static constexpr size_t kNone = std::numeric_limits<size_t>::max();

  void Take(const SimilarityTile& tile) override;

  // For the matrix to come. The label of row i is column label_base + i * label_step; column excluded_base + i does not
  // count, unless that base is kNone.
  size_t label_base = 0;
  size_t label_step = 1;
  size_t excluded_base = kNone;
  // Of the derivatives: one factor for all rows, and one for each, or null.
  double upstream = 1.0;
  const float* row_upstream = nullptr;

  float* row_losses = nullptr;  // or null
  double total = 0.0;

 private:
  double TakeRow(size_t row, size_t columns, double* similarities, double factor) const;
};

// What a loss of the rows of two arrays that belong together, both in their turns, needs: its value is the mean of all.
struct SimilarityPair {
  // `candidates`: how many of the two arrays a row meets.
  Status Bind(const FloatArray& first_array, const FloatArray& second_array, size_t candidates,
              const LossResults& results);
  void Finish(const LossResults& results) const;

  Embeddings first;
  Embeddings second;
  SimilarityRunner runner;
  SimilarityCrossEntropy loss;
};

// The upstream gradient of a loss that is one number.
inline double UpstreamOf(const LossResults& results) {
  return results.grad_output == nullptr ? 1.0 : static_cast<double>(results.grad_output[0]);
}

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SIMILARITY_H_
