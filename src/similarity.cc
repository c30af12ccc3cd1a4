// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#include "src/similarity.h"

#include <algorithm>
#include <cmath>

#include "src/scalar_math.h"
#include "src/simd/products-inl.h"
#include "src/softmax.h"

namespace surprisal {
namespace {

namespace simd = HWY_NAMESPACE;

// Rows of the matrix at a time: what is read of the candidates, and added to their gradients, serves so many.
constexpr size_t kRowsAtOnce = 16;

// The derivatives of the loss are in the tile. Scaled by what made similarities of products, they are the factors of
// the gradient sums.
void AddGrads(const SimilarityMatrix& matrix, const SimilarityTile& tile, double scale) {
  const Embeddings& rows = *matrix.rows;
  const size_t dims = rows.dims();
  size_t column = 0;
  if (matrix.own != nullptr) {
    const Embeddings& own = *matrix.own;
    for (size_t r = 0; r < tile.rows; ++r) {
      const size_t row = tile.first_row + r;
      double* const factor = tile.similarities + r * tile.columns;
      *factor *= scale * rows.scale(row) * own.scale(row);
      const simd::Factors<double> factors = {factor, 0, 0};
      if (rows.wants_grad()) simd::AddCombinations(dims, factors, 1, 1, own.Row(row), rows.GradSums(row));
      if (own.wants_grad()) simd::AddCombinations(dims, factors, 1, 1, rows.Row(row), own.GradSums(row));
    }
    column = 1;
  }
  for (const Embeddings* candidates : matrix.candidates) {
    if (candidates == nullptr) continue;
    const size_t count = candidates->count();
    double* const factors = tile.similarities + column;
    for (size_t r = 0; r < tile.rows; ++r) {
      const double row_scale = scale * rows.scale(tile.first_row + r);
      for (size_t j = 0; j < count; ++j) factors[r * tile.columns + j] *= row_scale * candidates->scale(j);
    }
    if (rows.wants_grad()) {
      simd::AddCombinations(dims, {factors, tile.columns, 1}, tile.rows, count, candidates->Row(0),
                            rows.GradSums(tile.first_row));
    }
    if (candidates->wants_grad()) {
      simd::AddCombinations(dims, {factors, 1, tile.columns}, count, tile.rows, rows.Row(tile.first_row),
                            candidates->GradSums(0));
    }
    column += count;
  }
}

void FillTile(const SimilarityMatrix& matrix, const SimilarityTile& tile, double scale) {
  const Embeddings& rows = *matrix.rows;
  const size_t dims = rows.dims();
  size_t column = 0;
  if (matrix.own != nullptr) {
    for (size_t r = 0; r < tile.rows; ++r) {
      const size_t row = tile.first_row + r;
      double* const similarity = tile.similarities + r * tile.columns;
      simd::AllProducts(dims, 1, rows.Row(row), 1, matrix.own->Row(row), 1, similarity);
      *similarity *= scale * rows.scale(row) * matrix.own->scale(row);
    }
    column = 1;
  }
  for (const Embeddings* candidates : matrix.candidates) {
    if (candidates == nullptr) continue;
    const size_t count = candidates->count();
    double* const similarities = tile.similarities + column;
    simd::AllProducts(dims, tile.rows, rows.Row(tile.first_row), count, candidates->Row(0), tile.columns, similarities);
    for (size_t r = 0; r < tile.rows; ++r) {
      const double row_scale = scale * rows.scale(tile.first_row + r);
      for (size_t j = 0; j < count; ++j) similarities[r * tile.columns + j] *= row_scale * candidates->scale(j);
    }
    column += count;
  }
}

}  // namespace

Status CheckEmbeddings(std::initializer_list<const FloatArray*> arrays) {
  const size_t dims = (*arrays.begin())->shape.sizes[1];
  size_t position = 0;
  for (const FloatArray* array : arrays) {
    const Shape& shape = array->shape;
    if (array->data != nullptr && shape.rank != 2) {
      return {StatusCode::kShapeInvalid, position, static_cast<double>(shape.rank)};
    }
    if (array->data != nullptr && shape.sizes[1] != dims) return {StatusCode::kShapeInvalid, position, 1.0};
    // Columns are numbered by int32, of two arrays together.
    if (shape.sizes[0] > 0x3FFFFFFFu) return {StatusCode::kTooLarge, 0, static_cast<double>(shape.sizes[0])};
    ++position;
  }
  return {};
}

Status CheckTemperature(double temperature) {
  const auto rounded = static_cast<float>(temperature);
  if (rounded >= kMinTemperature && rounded <= kMaxTemperature) return {};
  return {StatusCode::kTemperatureInvalid, 0, temperature};
}

Status Embeddings::Bind(const FloatArray& array, bool normalize, float* grad) {
  data_ = array.data;
  count_ = array.shape.sizes[0];
  dims_ = array.shape.sizes[1];
  normalize_ = normalize;
  grad_ = grad;
  if (const Status status = AllocateGrid(count_, 1, &scales_); !status.ok()) return status;
  for (size_t i = 0; i < count_; ++i) {
    scales_[i] = 1.0;
    if (!normalize) continue;
    double square = 0.0;
    simd::AllProducts(dims_, 1, Row(i), 1, Row(i), 1, &square);
    const double norm = std::sqrt(square);
    scales_[i] = 1.0 / (norm > kMinNorm ? norm : kMinNorm);
  }
  return grad == nullptr ? Status() : AllocateGrid(count_, dims_, &sums_);
}

void Embeddings::WriteGrad() const {
  if (grad_ == nullptr) return;
  for (size_t i = 0; i < count_; ++i) {
    const float* row = Row(i);
    const double* sums = sums_.get() + i * dims_;
    float* grad = grad_ + i * dims_;
    // Along the row itself a normalized one does not move. A norm that counts as another does not change either.
    double along = 0.0;
    if (normalize_ && scales_[i] < 1.0 / kMinNorm) {
      for (size_t k = 0; k < dims_; ++k) along += sums[k] * static_cast<double>(row[k]);
      along *= scales_[i] * scales_[i];
    }
    for (size_t k = 0; k < dims_; ++k) grad[k] = static_cast<float>(sums[k] - along * static_cast<double>(row[k]));
  }
}

size_t SimilarityMatrix::Columns() const {
  size_t columns = own != nullptr ? 1 : 0;
  for (const Embeddings* each : candidates) columns += each != nullptr ? each->count() : 0;
  return columns;
}

Status SimilarityRunner::Allocate(size_t columns) { return AllocateGrid(kRowsAtOnce, columns, &tile_); }

void SimilarityRunner::Run(const SimilarityMatrix& matrix, double scale, SimilarityLoss& loss) const {
  bool with_grad = false;
  for (const Embeddings* each : {matrix.rows, matrix.own, matrix.candidates[0], matrix.candidates[1]}) {
    with_grad |= each != nullptr && each->wants_grad();
  }
  SimilarityTile tile = {.columns = matrix.Columns(), .similarities = tile_.get()};
  const size_t rows = matrix.rows->count();
  for (; tile.first_row < rows; tile.first_row += kRowsAtOnce) {
    tile.rows = std::min(kRowsAtOnce, rows - tile.first_row);
    FillTile(matrix, tile, scale);
    loss.Take(tile);
    if (with_grad) AddGrads(matrix, tile, scale);
  }
}

void SimilarityCrossEntropy::Take(const SimilarityTile& tile) {
  for (size_t r = 0; r < tile.rows; ++r) {
    const size_t row = tile.first_row + r;
    const double factor = row_upstream == nullptr ? upstream : upstream * static_cast<double>(row_upstream[row]);
    const double loss = TakeRow(row, tile.columns, tile.similarities + r * tile.columns, factor);
    total += loss;
    if (row_losses != nullptr) row_losses[row] = static_cast<float>(loss);
  }
}

double SimilarityCrossEntropy::TakeRow(size_t row, size_t columns, double* similarities, double factor) const {
  const size_t label = label_base + row * label_step;
  if (excluded_base != kNone) similarities[excluded_base + row] = -HUGE_VAL;
  double max = -HUGE_VAL;
  size_t at_max = 0;
  for (size_t j = 0; j < columns; ++j) {
    if (!(similarities[j] > max)) continue;
    max = similarities[j];
    at_max = j;
  }
  for (size_t j = 0; j < columns; ++j) similarities[j] -= max;
  const double gap = -similarities[label];
  // The maximum, whose exponential is 1, is left out of the sum: of a row that is as good as certain 1e-20 is left. A
  // row without a maximum is NaN.
  const double own = similarities[at_max];
  similarities[at_max] = -HUGE_VAL;
  const double rest = own + simd::SumDoubleExps(columns, similarities);
  similarities[at_max] = 1.0;
  const double scale = factor / (1.0 + rest);
  for (size_t j = 0; j < columns; ++j) similarities[j] *= scale;
  similarities[label] = label == at_max ? -scale * rest : similarities[label] - factor;
  return gap + ScalarLog1p(rest);
}

Status SimilarityPair::Bind(const FloatArray& first_array, const FloatArray& second_array, size_t candidates,
                            const LossResults& results) {
  Status status = CheckEmbeddings({&first_array, &second_array});
  if (!status.ok()) return status;
  const size_t count = first_array.shape.sizes[0];
  if (second_array.shape.sizes[0] != count) return {StatusCode::kShapeInvalid, 1, 0.0};
  status = first.Bind(first_array, true, results.grads[0]);
  if (status.ok()) status = second.Bind(second_array, true, results.grads[1]);
  if (status.ok()) status = runner.Allocate(candidates * count);
  loss.upstream = UpstreamOf(results) / (2.0 * static_cast<double>(count));
  return status;
}

void SimilarityPair::Finish(const LossResults& results) const {
  if (results.value != nullptr) *results.value = loss.total / (2.0 * static_cast<double>(first.count()));
  first.WriteGrad();
  second.WriteGrad();
}

}  // namespace surprisal
