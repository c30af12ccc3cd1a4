// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The softmax family with its gradients, and the measures of distributions.

#include "src/information.h"
#include "src/softmax.h"
#include "tests/core/input.h"
#include "tests/fuzz/bytes.h"
#include "tests/fuzz/check_call.h"

namespace surprisal {
namespace {

constexpr size_t kMaxElements = 4096;

void FuzzSoftmax(Bytes& bytes) {
  using Value = Status (*)(const RowShape&, const float*, float, float*);
  using Grad = Status (*)(const RowShape&, const float*, float, const float*, float*);
  constexpr Value kValues[] = {Softmax, Softmin, LogSoftmax, LogSumExp};
  constexpr Grad kGrads[] = {SoftmaxGrad, SoftminGrad, LogSoftmaxGrad, LogSumExpGrad};
  const RowShape shape = {bytes.Size(), bytes.Size(), bytes.Flag() ? 1 : bytes.Size()};
  if (shape.Size() > kMaxElements || shape.Rows() > kMaxElements) return;
  const Input<float> logits(bytes.Floats(shape.Size()), bytes.Below(4));
  const float temperature = bytes.Flag() ? 1.0f : bytes.Float();
  const size_t function = bytes.Below(std::size(kValues));
  const bool per_row = kValues[function] == LogSumExp;
  const size_t results = per_row ? shape.Rows() : shape.Size();

  if (bytes.Flag()) {
    const bool in_place = !per_row && bytes.Flag();
    CheckCall([&](Outputs& outputs) {
      const float* from = logits;
      float* result = in_place ? outputs.AddInPlace<float>({from, results}) : outputs.Add<float>(results);
      if (in_place) from = result;
      return kValues[function](shape, from, temperature, result);
    });
    return;
  }
  const bool with_upstream = bytes.Flag();
  const Input<float> grad_output(bytes.Floats(with_upstream ? results : 0), bytes.Below(4));
  CheckCall([&](Outputs& outputs) {
    const float* upstream = grad_output;
    float* grad = outputs.Add<float>(shape.Size());
    return kGrads[function](shape, logits, temperature, with_upstream ? upstream : nullptr, grad);
  });
}

double Base(Bytes& bytes) {
  const double bases[] = {InformationOptions().base, 2.0, 10.0};
  return bytes.Rarely(8) ? bytes.Double() : bases[bytes.Below(std::size(bases))];
}

// As they come, or each row divided by its sum.
std::vector<float> Probs(Bytes& bytes, size_t rows, size_t outcomes) {
  std::vector<float> probs = bytes.Floats(rows * outcomes, true);
  if (bytes.Rarely(4)) return probs;
  for (size_t row = 0; row < rows; ++row) {
    const std::span<float> p(probs.data() + row * outcomes, outcomes);
    double sum = 0.0;
    for (const float value : p) sum += static_cast<double>(value);
    for (float& value : p) value = static_cast<float>(static_cast<double>(value) / sum);
  }
  return probs;
}

void FuzzInformation(Bytes& bytes) {
  const size_t rows = bytes.Size();
  const size_t outcomes = bytes.Size();
  if (rows * outcomes > kMaxElements) return;
  const InformationOptions options = {.base = Base(bytes), .normalize = bytes.Flag()};
  const size_t function = bytes.Below(5);
  const Input<float> probs(Probs(bytes, rows, outcomes), bytes.Below(4));
  const bool two = function >= 2;
  const Input<float> other(two ? Probs(bytes, rows, outcomes) : std::vector<float>(), bytes.Below(4));
  const bool wanted[] = {bytes.Flag(), bytes.Flag(), two && bytes.Flag()};
  const bool with_upstream = bytes.Flag();
  const Input<float> grad_output(bytes.Floats(with_upstream ? rows : 0), bytes.Below(4));
  CheckCall([&](Outputs& outputs) {
    InformationResults results;
    if (wanted[0]) results.values = outputs.Add<double>(rows);
    if (wanted[1]) results.grad_probs = outputs.Add<float>(rows * outcomes);
    if (wanted[2]) results.grad_other_probs = outputs.Add<float>(rows * outcomes);
    if (with_upstream) results.grad_output = grad_output;
    if (!two) return (function == 0 ? Entropy : Perplexity)(rows, outcomes, probs, options, results);
    const auto measure = function == 2 ? DistributionCrossEntropy : function == 3 ? KlDivergence : JsDivergence;
    return measure(rows, outcomes, probs, other, options, results);
  });
}

void FuzzSurprisal(Bytes& bytes) {
  const size_t count = bytes.Size();
  const double base = Base(bytes);
  const Input<float> probs(bytes.Floats(count, true), bytes.Below(4));
  const bool with_upstream = bytes.Flag();
  const Input<float> grad_output(bytes.Floats(with_upstream ? count : 0), bytes.Below(4));
  CheckCall([&](Outputs& outputs) {
    LossResults results = {.losses = outputs.Add<float>(count), .grads = {outputs.Add<float>(count)}};
    if (with_upstream) results.grad_output = grad_output;
    return Surprisal(count, probs, base, results);
  });
}

}  // namespace
}  // namespace surprisal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  surprisal::Bytes bytes(data, size);
  switch (bytes.Below(5)) {
    case 0:
      surprisal::FuzzSurprisal(bytes);
      break;
    case 1:
    case 2:
      surprisal::FuzzInformation(bytes);
      break;
    default:
      surprisal::FuzzSoftmax(bytes);
  }
  return 0;
}
