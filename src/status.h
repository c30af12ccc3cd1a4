// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// How the core reports bad input: a code, which element, and what it held. The core never throws, aborts, or reads
// outside the arrays it was given; the language bindings turn a Status into a message.

#ifndef SURPRISAL_SRC_STATUS_H_
#define SURPRISAL_SRC_STATUS_H_

#include <cstddef>
#include <cstdint>

namespace surprisal {

// The numbers are part of the bindings' ABI (bindings/ts/core/status.ts): append, never renumber.
enum class StatusCode : int32_t {
  kOk = 0,
  kLabelOutOfRange = 1,        // index: position in `labels`; got: the label
  kWeightInvalid = 2,          // a class weight is negative, infinite or NaN; index: the class
  kProbabilityInvalid = 3,     // a probability is negative, infinite or NaN; index: flat position
  kRowNotNormalized = 4,       // index: the row; got: its sum
  kLabelSmoothingInvalid = 5,  // outside [0, 1], or NaN
  kTemperatureInvalid = 6,     // outside kMinTemperature..kMaxTemperature
  kBaseInvalid = 7,            // a logarithm's base other than e, 2 and 10
  kOutOfMemory = 8,            // got: the bytes asked for
  kConfigInvalid = 9,          // index: the field's position in its struct; got: its value
  kTooLarge = 10,              // sizes whose product overflows; got: the product, as a double
  kShapeInvalid = 11,          // shapes that don't go together; index: the array argument's position; got: its axis
  kOptionInvalid = 12,         // an option out of its range; index: its position in the signature; got: its value
  kVarianceInvalid = 13,       // a negative variance; index: flat position
  kLengthInvalid = 14,         // a length that exceeds what there is; index: position in `lengths`; got: the length
  kScoreInvalid = 15,          // a score is NaN where scores are put in order; index: its position
  kClassMissing = 16,          // a class without any weight where both are wanted; got: the class
};

struct [[nodiscard]] Status {
  StatusCode code = StatusCode::kOk;
  size_t index = 0;
  double got = 0.0;

  constexpr bool ok() const { return code == StatusCode::kOk; }
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_STATUS_H_
