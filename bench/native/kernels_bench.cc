// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Benchmarks named operation/rowsxclasses, and training/784x10, one step of softmax regression on a batch of 128.
//
// Built twice: for 128-bit vectors without fused multiply-add, as the `simd` variant, and with -march=native. The
// context of a report names the target and its lanes.

#include <benchmark/benchmark.h>
#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "src/cross_entropy.h"
#include "src/softmax.h"
#include "src/softmax_classifier.h"

namespace surprisal {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

struct Size {
  size_t rows;
  size_t classes;
};

constexpr Size kSizes[] = {{4096, 3}, {4096, 10}, {4096, 16}, {256, 1000}, {64, 4096}, {8, 50257}, {4, 128256}};

// What every operation reads, and a place to write to.
struct Arrays {
  explicit Arrays(Size size) : logits(size.rows * size.classes), labels(size.rows), output(logits.size()) {
    std::mt19937 random(1);
    std::normal_distribution<float> normal(0.0f, 3.0f);
    std::uniform_int_distribution<int32_t> label(0, static_cast<int32_t>(size.classes) - 1);
    for (float& logit : logits) logit = normal(random);
    for (int32_t& of_row : labels) of_row = label(random);
  }

  std::vector<float> logits;
  std::vector<int32_t> labels;
  std::vector<float> output;
};

using Operation = Status (*)(const RowShape& shape, Arrays& arrays);

Status Loss(const RowShape& shape, Arrays& arrays) {
  double loss = 0.0;
  const Status status = CrossEntropy(shape, arrays.logits.data(), arrays.labels.data(), {}, {.value = &loss});
  benchmark::DoNotOptimize(loss);
  return status;
}

Status LossAndGrad(const RowShape& shape, Arrays& arrays) {
  double loss = 0.0;
  const LossResults results = {.value = &loss, .grads = {arrays.output.data()}};
  const Status status = CrossEntropy(shape, arrays.logits.data(), arrays.labels.data(), {}, results);
  benchmark::DoNotOptimize(loss);
  return status;
}

Status Probs(const RowShape& shape, Arrays& arrays) {
  return Softmax(shape, arrays.logits.data(), 1.0f, arrays.output.data());
}

Status LogProbs(const RowShape& shape, Arrays& arrays) {
  return LogSoftmax(shape, arrays.logits.data(), 1.0f, arrays.output.data());
}

void Register(const std::string& name, Operation operation, Size size) {
  const std::string full_name = name + "/" + std::to_string(size.rows) + "x" + std::to_string(size.classes);
  benchmark::RegisterBenchmark(full_name.c_str(), [operation, size](benchmark::State& state) {
    Arrays arrays(size);
    const RowShape shape = {.outer = size.rows, .classes = size.classes};
    for (auto _ : state) {
      if (!operation(shape, arrays).ok()) state.SkipWithError("the kernel reports an error");
      benchmark::ClobberMemory();
    }
    const size_t logits = static_cast<size_t>(state.iterations()) * shape.Size();
    state.counters["logits"] = benchmark::Counter(static_cast<double>(logits), benchmark::Counter::kIsRate);
  });
}

void TrainingStep(benchmark::State& state) {
  constexpr size_t kImages = 60000;
  constexpr size_t kPixels = 784;
  constexpr size_t kClasses = 10;
  std::mt19937 random(1);
  std::vector<uint8_t> pixels(kImages * kPixels);
  std::vector<int32_t> labels(kImages);
  for (uint8_t& pixel : pixels) pixel = static_cast<uint8_t>(random());
  for (int32_t& label : labels) label = static_cast<int32_t>(random() % kClasses);

  std::unique_ptr<SoftmaxClassifier> model;
  const FeatureMatrix images = {pixels.data(), FeatureType::kUint8, kImages, 1.0f / 255.0f};
  if (!SoftmaxClassifier::Create({.features = kPixels, .classes = kClasses, .learning_rate = 0.01f}, &model).ok() ||
      !model->BindTrainingData(images, labels.data()).ok()) {
    state.SkipWithError("the classifier reports an error");
    return;
  }
  for (auto _ : state) {
    double loss = 0.0;
    if (!model->Step(&loss).ok()) state.SkipWithError("the classifier reports an error");
    benchmark::DoNotOptimize(loss);
  }
}

}  // namespace
}  // namespace surprisal

int main(int argc, char** argv) {
  using namespace surprisal;  // NOLINT(google-build-using-namespace): all of this file is in it
  benchmark::AddCustomContext("highway_target", hwy::TargetName(HWY_STATIC_TARGET));
  benchmark::AddCustomContext("float_lanes", std::to_string(hn::Lanes(hn::ScalableTag<float>())));
  for (const Size size : kSizes) {
    Register("loss", Loss, size);
    Register("grad", LossAndGrad, size);
    Register("softmax", Probs, size);
    Register("log-softmax", LogProbs, size);
  }
  benchmark::RegisterBenchmark("training/784x10", TrainingStep);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
