// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The files that tests/golden/conformance.py writes, which also says what is in them.

#ifndef SURPRISAL_TESTS_CONFORMANCE_CASE_FILE_H_
#define SURPRISAL_TESTS_CONFORMANCE_CASE_FILE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/core/loss_call.h"

namespace surprisal {

struct ConformanceGrad {
  size_t argument;  // whose
  double scale;     // what a bound is of, if larger than the largest of these
  std::span<const double> want;
};

// All of it views of the file's memory.
struct ConformanceCase {
  std::string_view name;
  std::vector<LossArgument> arguments;
  std::vector<LossOption> options;
  std::span<const float> grad_output;
  bool has_losses = false;   // an array and not one number
  double value_scale = 1.0;  // what the absolute part of the bound is multiplied by
  std::span<const double> value;
  std::vector<ConformanceGrad> grads;
};

class CaseFile {
 public:
  // Reads `path`.cases and `path`.bin. What is wrong is said to standard error, and ends the program.
  explicit CaseFile(const std::string& path);

  std::span<const ConformanceCase> cases() const { return cases_; }

 private:
  class Reader;

  std::string text_;
  std::vector<double> doubles_;
  std::vector<float> floats_;
  std::vector<int32_t> integers_;
  std::vector<ConformanceCase> cases_;
};

}  // namespace surprisal

#endif  // SURPRISAL_TESTS_CONFORMANCE_CASE_FILE_H_
