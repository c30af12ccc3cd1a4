// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// SoftmaxClassifier: any configuration, then whatever order of calls.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

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

// Mostly from 0 to `limit`, so that there is something to train.
float Within(Bytes& bytes, float limit) {
  return bytes.Rarely(16) ? bytes.Float() : limit * static_cast<float>(bytes.Byte()) / 255.0f;
}

// Weights, most of them good ones, or none.
std::vector<float> Weights(Bytes& bytes, size_t count) {
  std::vector<float> weights = bytes.Floats(count, true);
  if (!bytes.Rarely(4)) {
    for (float& weight : weights) weight = std::isfinite(weight) ? std::fabs(weight) : 1.0f;
  }
  return weights;
}

// A matrix of examples with its labels, and weights or none, in memory of its own.
class Examples {
 public:
  Examples(Bytes& bytes, const SoftmaxClassifierConfig& config)
      : rows_(bytes.Size(kMaxElements / config.features)),
        type_(bytes.Flag() ? FeatureType::kUint8 : FeatureType::kFloat32),
        scale_(bytes.Rarely(4) ? bytes.Float() : 0.25f),
        floats_(bytes.Floats(type_ == FeatureType::kFloat32 ? rows_ * config.features : 0), bytes.Below(4)),
        // Bytes have no alignment.
        pixels_(Pixels(bytes, type_ == FeatureType::kUint8 ? rows_ * config.features : 0)),
        labels_(bytes.Labels(rows_, config.classes), bytes.Below(4)),
        is_weighted_(bytes.Flag()),
        sample_weights_(Weights(bytes, is_weighted_ ? rows_ : 0), bytes.Below(4)) {}

  FeatureMatrix matrix() const {
    const bool is_float = type_ == FeatureType::kFloat32;
    return {is_float ? static_cast<const void*>(floats_) : static_cast<const void*>(pixels_), type_, rows_, scale_};
  }
  TrainingData training() const {
    return {matrix(), labels_, is_weighted_ ? static_cast<const float*>(sample_weights_) : nullptr};
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
  bool is_weighted_;
  Input<float> sample_weights_;
};

// All that a classifier's training has become.
struct Saved {
  explicit Saved(const SoftmaxClassifier& classifier) : arrays(classifier.ArraysLength(classifier.standardized())) {
    classifier.CopyTraining(arrays.data(), &numbers);
  }
  bool operator==(const Saved& other) const {
    return arrays.size() == other.arrays.size() && std::memcmp(&numbers, &other.numbers, sizeof(numbers)) == 0 &&
           (arrays.empty() || std::memcmp(arrays.data(), other.arrays.data(), arrays.size() * sizeof(float)) == 0);
  }

  std::vector<float> arrays;
  TrainingNumbers numbers;
};

// The state that a caller can see.
void CheckModel(const SoftmaxClassifier& classifier) {
  const size_t classes = classifier.config().classes;
  CheckCall([&](Outputs& outputs) {
    classifier.CopyModel(outputs.Add<float>(classifier.config().features * classes), outputs.Add<float>(classes));
    return Status();
  });
}

void CheckUpdate(const SoftmaxClassifier& classifier, size_t steps_before, const Status& status, double loss) {
  Require(classifier.steps() == steps_before + (status.ok() ? 1 : 0), "steps counted wrongly");
  Require(status.ok() || loss == -1.0, "a loss in spite of an error");
  Require(!status.ok() || !(loss < 0.0), "a negative loss");
}

void Step(SoftmaxClassifier& classifier, bool bound) {
  const size_t before = classifier.steps();
  double loss = -1.0;
  const Status status = classifier.Step(&loss);
  Require(bound || !status.ok(), "a step without data");
  CheckUpdate(classifier, before, status, loss);
}

void PartialFit(SoftmaxClassifier& classifier, Bytes& bytes) {
  const Examples examples(bytes, classifier.config());
  const size_t before = classifier.steps();
  double loss = -1.0;
  const Status status = classifier.PartialFit(examples.training(), &loss);
  CheckUpdate(classifier, before, status, loss);
}

// A classifier that takes over what another one has become is the same from then on, to the bit. (`bound` may have
// labels by now that nothing can be bound with.)
void CheckTwin(SoftmaxClassifier& classifier, const Examples* bound, Bytes& bytes) {
  const Saved saved(classifier);
  std::unique_ptr<SoftmaxClassifier> twin;
  Require(SoftmaxClassifier::Create(classifier.config(), &twin).ok(), "a configuration that is no longer one");
  Require(twin->SetTraining(saved.arrays.data(), saved.numbers).ok(), "what was saved is not taken back");
  Require(Saved(*twin) == saved, "what was restored is not what was saved");
  const bool has_data = bound != nullptr && twin->BindTrainingData(bound->training(), StandardizeMode::kKeep).ok();
  if (!has_data) return;
  Require(Saved(*twin) == saved, "binding the same data again changed something");
  for (size_t steps = bytes.Below(6); steps > 0; --steps) {
    double loss = -1.0, loss_of_twin = -1.0;
    const bool went = classifier.Step(&loss).ok();
    Require(twin->Step(&loss_of_twin).ok() == went && std::memcmp(&loss, &loss_of_twin, sizeof(loss)) == 0,
            "a step after restoring is another");
  }
  Require(Saved(*twin) == Saved(classifier), "training went on otherwise after restoring");
}

// Takes over anything. Whether it did; if not, nothing has changed.
bool Restore(SoftmaxClassifier& classifier, Bytes& bytes) {
  const Saved before(classifier);
  TrainingNumbers numbers = before.numbers;
  double* const fields[] = {&numbers.steps,        &numbers.rows,        &numbers.epoch,
                            &numbers.next_row,     &numbers.beta1_power, &numbers.beta2_power,
                            &numbers.standardized, &numbers.random[0],   &numbers.random[3]};
  for (size_t changes = bytes.Below(4); changes > 0; --changes) {
    *fields[bytes.Below(std::size(fields))] = bytes.Flag() ? static_cast<double>(bytes.Word()) : bytes.Double();
  }
  const std::vector<float> arrays = bytes.Floats(classifier.ArraysLength(true));
  if (classifier.SetTraining(arrays.data(), numbers).ok()) return true;
  Require(Saved(classifier) == before, "changed in spite of an error");
  return false;
}

void Run(SoftmaxClassifier& classifier, Bytes& bytes) {
  const SoftmaxClassifierConfig config = classifier.config();
  std::unique_ptr<Examples> bound;
  for (size_t i = 0; i < kMaxSteps; ++i) {
    switch (bytes.Below(12)) {
      case 0: {
        auto examples = std::make_unique<Examples>(bytes, config);
        constexpr StandardizeMode kModes[] = {StandardizeMode::kKeep, StandardizeMode::kCompute,
                                              StandardizeMode::kNone};
        const StandardizeMode mode = kModes[bytes.Below(std::size(kModes))];
        if (classifier.BindTrainingData(examples->training(), mode).ok()) bound = std::move(examples);
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
        if (bound != nullptr && bytes.Rarely(4)) bound->ChangeLabel(bytes);
        break;
      case 7:
        PartialFit(classifier, bytes);
        break;
      case 8:
        CheckTwin(classifier, bound.get(), bytes);
        break;
      case 9:
        if (bytes.Rarely(4) && Restore(classifier, bytes)) bound = nullptr;
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
  config.learning_rate = Within(bytes, 2.0f);
  config.optimizer = static_cast<Optimizer>(bytes.Below(3));
  config.loss = static_cast<ClassifierLoss>(bytes.Below(2));
  if (bytes.Flag()) config.momentum = Within(bytes, 0.99f);
  if (bytes.Flag()) config.l2 = Within(bytes, 1.0f);
  if (bytes.Flag()) config.beta1 = static_cast<double>(Within(bytes, 0.99f));
  if (bytes.Flag()) config.beta2 = static_cast<double>(Within(bytes, 0.99f));
  if (bytes.Flag()) config.eps = Within(bytes, 1.0f);
  if (bytes.Flag()) config.gamma = Within(bytes, 4.0f);
  if (bytes.Rarely(4)) config.label_smoothing = Within(bytes, 1.0f);
  if (bytes.Flag()) config.clip_norm = Within(bytes, 4.0f);
  config.nesterov = bytes.Flag();
  config.seed = bytes.Word();
  // What can be addressed but not had is a matter of the machine, not of the classifier.
  const bool small = config.features <= kMaxElements && config.classes <= kMaxElements;
  if (!small && static_cast<double>(config.features) * static_cast<double>(config.classes) < 0x1p62 &&
      std::max(config.features, config.classes) < (size_t{1} << 62)) {
    return;
  }
  std::unique_ptr<SoftmaxClassifier> classifier;
  Status status;
  {
    // Copied, says the contract: what is read of it later is gone.
    const bool is_weighted = small && bytes.Flag();
    const Input<float> class_weights(Weights(bytes, is_weighted ? config.classes : 0));
    if (is_weighted) config.class_weights = class_weights;
    status = SoftmaxClassifier::Create(config, &classifier);
  }
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
