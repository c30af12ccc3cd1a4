// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// SoftmaxClassifier: any configuration, then whatever order of calls.

#include <cmath>
#include <memory>

#include "src/softmax_classifier.h"
#include "tests/core/input.h"
#include "tests/fuzz/bytes.h"
#include "tests/fuzz/check_call.h"

namespace surprisal {
namespace {

constexpr size_t kMaxElements = 4096;
constexpr size_t kMaxSteps = 24;

// Sizes that can't be allocated, and must not be tried.
size_t SizeOrTooMuch(Bytes& bytes, size_t limit) {
  return bytes.Rarely(32) ? std::numeric_limits<size_t>::max() >> bytes.Below(24) : bytes.Size(limit);
}

// A matrix of examples with its labels, in memory of its own.
class Examples {
 public:
  Examples(Bytes& bytes, const SoftmaxClassifierConfig& config)
      : rows_(bytes.Size(kMaxElements / config.features)),
        type_(bytes.Flag() ? FeatureType::kUint8 : FeatureType::kFloat32),
        scale_(bytes.Rarely(4) ? bytes.Float() : 0.25f),
        floats_(bytes.Floats(type_ == FeatureType::kFloat32 ? rows_ * config.features : 0), bytes.Below(4)),
        // Bytes have no alignment.
        pixels_(Pixels(bytes, type_ == FeatureType::kUint8 ? rows_ * config.features : 0)),
        labels_(bytes.Labels(rows_, config.classes), bytes.Below(4)) {}

  FeatureMatrix matrix() const {
    const bool is_float = type_ == FeatureType::kFloat32;
    return {is_float ? static_cast<const void*>(floats_) : static_cast<const void*>(pixels_), type_, rows_, scale_};
  }
  const int32_t* labels() const { return labels_; }
  size_t rows() const { return rows_; }
  // As a caller might, after these were bound.
  void ChangeLabel(Bytes& bytes) {
    if (rows_ > 0) labels_.data()[bytes.Below(rows_)] = bytes.Labels(1, 4)[0];
  }

 private:
  static std::vector<uint8_t> Pixels(Bytes& bytes, size_t count) {
    std::vector<uint8_t> pixels;
    pixels.reserve(count + 1);
    for (size_t i = 0; i < count; ++i) pixels.push_back(i < 64 ? bytes.Byte() : pixels[i - 64]);
    return pixels;
  }

  size_t rows_;
  FeatureType type_;
  float scale_;
  Input<float> floats_;
  Input<uint8_t> pixels_;
  Input<int32_t> labels_;
};

// The state that a caller can see.
void CheckModel(const SoftmaxClassifier& classifier) {
  const size_t classes = classifier.config().classes;
  CheckCall([&](Outputs& outputs) {
    classifier.CopyModel(outputs.Add<float>(classifier.config().features * classes), outputs.Add<float>(classes));
    return Status();
  });
}

void Step(SoftmaxClassifier& classifier, bool bound) {
  const size_t before = classifier.steps();
  double loss = -1.0;
  const Status status = classifier.Step(&loss);
  Require(bound || !status.ok(), "a step without data");
  Require(classifier.steps() == before + (status.ok() ? 1 : 0), "steps counted wrongly");
  Require(status.ok() || loss == -1.0, "a loss in spite of an error");
  Require(!status.ok() || !(loss < 0.0), "a negative loss");
}

void Run(SoftmaxClassifier& classifier, Bytes& bytes) {
  const SoftmaxClassifierConfig config = classifier.config();
  std::unique_ptr<Examples> bound;
  for (size_t i = 0; i < kMaxSteps; ++i) {
    switch (bytes.Below(8)) {
      case 0: {
        auto examples = std::make_unique<Examples>(bytes, config);
        if (classifier.BindTrainingData(examples->matrix(), examples->labels()).ok()) bound = std::move(examples);
        break;
      }
      case 1: {
        const Examples examples(bytes, config);
        CheckCall([&](Outputs& outputs) {
          Evaluation evaluation;  // it is added to
          const Status status = classifier.Evaluate(examples.matrix(), examples.labels(), &evaluation);
          Evaluation* const output = outputs.Add<Evaluation>(1);
          if (status.ok()) *output = evaluation;
          return status;
        });
        break;
      }
      case 2: {
        const Examples examples(bytes, config);
        CheckCall([&](Outputs& outputs) {
          classifier.PredictLabels(examples.matrix(), outputs.Add<int32_t>(examples.rows()));
          return Status();
        });
        break;
      }
      case 3: {
        const Examples examples(bytes, config);
        CheckCall([&](Outputs& outputs) {
          classifier.PredictProbs(examples.matrix(), outputs.Add<float>(examples.rows() * config.classes));
          return Status();
        });
        break;
      }
      case 4: {
        const Input<float> weights(bytes.Floats(config.features * config.classes));
        const Input<float> bias(bytes.Floats(config.classes));
        classifier.SetModel(weights, bias);
        break;
      }
      case 5: {
        const float rate = bytes.Float();
        const bool good = rate >= 0.0f && std::isfinite(rate);
        Require(classifier.SetLearningRate(rate).ok() == good, "the range of the learning rate");
        break;
      }
      case 6:
        if (bound != nullptr) bound->ChangeLabel(bytes);
        break;
      default:
        Step(classifier, bound != nullptr);
    }
  }
  CheckModel(classifier);
}

void Fuzz(Bytes& bytes) {
  SoftmaxClassifierConfig config;
  config.features = SizeOrTooMuch(bytes, 65);
  config.classes = SizeOrTooMuch(bytes, 33);
  config.batch_size = bytes.Size();
  if (bytes.Flag()) config.learning_rate = bytes.Float();
  if (bytes.Flag()) config.momentum = bytes.Float();
  if (bytes.Flag()) config.l2 = bytes.Float();
  config.seed = bytes.Word();
  // What can be addressed but not had is a matter of the machine, not of the classifier.
  const bool small = config.features <= kMaxElements && config.classes <= kMaxElements;
  if (!small && static_cast<double>(config.features) * static_cast<double>(config.classes) < 0x1p62 &&
      std::max(config.features, config.classes) < (size_t{1} << 62)) {
    return;
  }
  std::unique_ptr<SoftmaxClassifier> classifier;
  const Status status = SoftmaxClassifier::Create(config, &classifier);
  Require(status.ok() == (classifier != nullptr), "a status that is not the result");
  Require(small || !status.ok(), "more than there can be");
  if (classifier != nullptr) Run(*classifier, bytes);
}

}  // namespace
}  // namespace surprisal

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  surprisal::Bytes bytes(data, size);
  surprisal::Fuzz(bytes);
  return 0;
}
