// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// CrossEntropy and CrossEntropyWithProbs: shapes of any number of axes, options, wanted results, gradients in the place
// of the logits.

#include <algorithm>

#include "src/cross_entropy.h"
#include "tests/core/input.h"
#include "tests/fuzz/bytes.h"
#include "tests/fuzz/check_call.h"

namespace surprisal {
namespace {

constexpr size_t kMaxElements = 4096;

void Fuzz(Bytes& bytes) {
  const RowShape shape = {bytes.Size(), bytes.Size(), bytes.Flag() ? 1 : bytes.Size()};
  if (shape.Size() > kMaxElements || shape.Rows() > kMaxElements) return;
  const size_t rows = shape.Rows();
  const bool with_probs = bytes.Flag();
  const Input<float> logits(bytes.Floats(shape.Size()), bytes.Below(4));
  const Input<int32_t> labels(bytes.Labels(with_probs ? 0 : rows, shape.classes), bytes.Below(4));
  const Input<float> probs(bytes.Floats(with_probs ? shape.Size() : 0, true), bytes.Below(4));
  const bool weighted = bytes.Flag();
  const Input<float> weights(bytes.Floats(weighted ? shape.classes : 0, true), bytes.Below(4));

  CrossEntropyOptions options;
  if (weighted) options.class_weights = weights;
  options.ignore_label = bytes.Flag() ? -100 : bytes.Labels(1, shape.classes)[0];
  options.label_smoothing = bytes.Flag() ? 0.0f : bytes.Floats(1, true)[0];
  const Reduction reductions[] = {Reduction::kMean, Reduction::kSum, Reduction::kNone};
  options.reduction = reductions[bytes.Below(std::size(reductions))];
  const bool per_row = options.reduction == Reduction::kNone;

  const bool with_value = bytes.Flag();
  const bool with_grad = bytes.Flag();
  const bool with_grad_targets = with_probs && bytes.Flag();
  const bool with_grad_weights = with_probs && bytes.Flag();
  const bool in_place = with_grad && bytes.Rarely(4);
  const bool with_upstream = bytes.Flag();
  const Input<float> grad_output(bytes.Floats(!with_upstream ? 0 : per_row ? rows : 1), bytes.Below(4));

  CheckCall([&](Outputs& outputs) {
    const float* given_logits = logits;
    LossResults results;
    if (with_value) {
      results.value = per_row ? outputs.AddUnused<double>(1) : outputs.Add<double>(1);
      results.losses = per_row ? outputs.Add<float>(rows) : outputs.AddUnused<float>(rows);
    }
    if (in_place) {
      results.grads[0] = outputs.AddInPlace<float>({given_logits, shape.Size()});
      given_logits = results.grads[0];
    } else if (with_grad) {
      results.grads[0] = outputs.Add<float>(shape.Size());
    }
    if (with_grad_targets) results.grads[1] = outputs.Add<float>(shape.Size());
    if (with_grad_weights) results.grads[2] = outputs.Add<float>(shape.classes);
    if (with_upstream) results.grad_output = grad_output;
    return with_probs ? CrossEntropyWithProbs(shape, given_logits, probs, options, results)
                      : CrossEntropy(shape, given_logits, labels, options, results);
  });
}

}  // namespace
}  // namespace surprisal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  surprisal::Bytes bytes(data, size);
  surprisal::Fuzz(bytes);
  return 0;
}
