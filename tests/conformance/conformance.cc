// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Runs all cases of the files that it is given (tests/golden/conformance.py), each called FOLDER/<loss>, through the
// registry of losses, and prints for each file, as scripts/conformance.mjs reads it,
//
//   result LOSS CASES VALUE_SHARE GRAD_SHARE FAILED
//   failed LOSS CASE WHAT ...
//
// where the shares are the largest errors as parts of the bounds.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/conformance/case_file.h"
#include "tests/core/near.h"

namespace surprisal {
namespace {

// What a call has not written is neither a result nor zero.
constexpr float kUnwritten = -12345.678f;

struct Worst {
  double share = 0.0;
  size_t index = 0;
  double got = 0.0;
  double want = 0.0;
};

template <class T>
Worst Compare(std::span<const T> got, std::span<const double> want, const Bound& bound, double scale = 0.0) {
  Worst worst;
  scale = std::max(scale, LargestMagnitude(want));
  for (size_t i = 0; i < want.size(); ++i) {
    const double value = static_cast<double>(got[i]);
    const double share = ErrorShare(value, want[i], bound, scale);
    if (share > worst.share) worst = {share, i, value, want[i]};
  }
  return worst;
}

class Tester {
 public:
  explicit Tester(const LossEntry& entry) : entry_(entry) {}

  void Run(const ConformanceCase& c) {
    const size_t failures = failures_;
    Call(c, "value", true, false);
    if (!c.grads.empty()) Call(c, "value and gradients", true, true);
    if (!c.grads.empty()) Call(c, "gradients", false, true);
    ++cases_;
    if (failures_ > failures) ++failed_;
  }

  void Report() const {
    std::printf("result %s %zu %.3g %.3g %zu\n", Name(), cases_, value_share_, grad_share_, failed_);
  }

 private:
  const char* Name() const { return entry_.name.data(); }

  void Fail(const ConformanceCase& c, const char* what, const std::string& found) {
    ++failures_;
    std::printf("failed %s %.*s %s: %s\n", Name(), static_cast<int>(c.name.size()), c.name.data(), what, found.c_str());
  }

  void Judge(const ConformanceCase& c, const char* what, const Worst& worst, double* largest) {
    *largest = std::max(*largest, worst.share);
    if (worst.share <= 1.0) return;
    char text[160];
    std::snprintf(text, sizeof(text), "[%zu] is %.9g, wanted %.9g, %.3g times what is allowed", worst.index, worst.got,
                  worst.want, worst.share);
    Fail(c, what, text);
  }

  void Call(const ConformanceCase& c, const char* what, bool with_value, bool with_grads) {
    double value = static_cast<double>(kUnwritten);
    std::vector<float> losses(c.has_losses ? c.value.size() : 0, kUnwritten);
    std::vector<std::vector<float>> grads;
    LossResults results;
    if (with_value) {
      results.value = &value;
      // Not null even where there are none.
      losses.reserve(1);
      results.losses = losses.data();
    }
    if (c.grad_output.data() != nullptr) results.grad_output = c.grad_output.data();
    for (const ConformanceGrad& grad : c.grads) {
      if (!with_grads) break;
      if (grad.argument >= std::size(results.grads)) return Fail(c, what, "no such gradient");
      grads.emplace_back(grad.want.size(), kUnwritten).reserve(1);
      results.grads[grad.argument] = grads.back().data();
    }
    Bound bound = entry_.value_bound;
    bound.absolute *= c.value_scale;
    const Status status = entry_.run({c.arguments, c.options}, results);
    if (!status.ok()) return Fail(c, what, "status " + std::to_string(static_cast<int>(status.code)));
    if (with_value && c.has_losses) {
      Judge(c, what, Compare<float>(losses, c.value, bound), &value_share_);
    } else if (with_value) {
      Judge(c, what, Compare<double>({&value, 1}, c.value, bound), &value_share_);
    }
    for (size_t i = 0; i < grads.size(); ++i) {
      const std::string name = "gradient " + std::to_string(c.grads[i].argument) + " of " + what;
      Judge(c, name.c_str(), Compare<float>(grads[i], c.grads[i].want, entry_.grad_bound, c.grads[i].scale),
            &grad_share_);
    }
  }

  const LossEntry& entry_;
  size_t cases_ = 0;
  size_t failed_ = 0;  // cases
  size_t failures_ = 0;
  double value_share_ = 0.0;
  double grad_share_ = 0.0;
};

int Main(std::span<char* const> paths) {
  for (const char* path : paths) {
    const std::string_view whole = path;
    const std::string_view name = whole.substr(whole.rfind('/') + 1);
    const LossEntry* entry = FindLoss(name);
    if (entry == nullptr) {
      std::fprintf(stderr, "no entry for the loss %s\n", path);
      return 2;
    }
    const CaseFile file{std::string(whole)};
    Tester tester(*entry);
    for (const ConformanceCase& c : file.cases()) tester.Run(c);
    tester.Report();
  }
  return 0;
}

}  // namespace
}  // namespace surprisal

int main(int count, char** arguments) { return surprisal::Main({arguments + 1, arguments + count}); }
