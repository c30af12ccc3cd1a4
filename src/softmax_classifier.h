// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SOFTMAX_CLASSIFIER_H_
#define SURPRISAL_SRC_SOFTMAX_CLASSIFIER_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "src/memory.h"
#include "src/random.h"
#include "src/status.h"

namespace surprisal {

// A matrix of examples, [rows, features], row-major. A feature's value is `scale` times the number stored: images are
// {pixels, FeatureType::kUint8, rows, 1 / 255}, a quarter of the memory of floats.
enum class FeatureType : int32_t { kFloat32 = 0, kUint8 = 1 };

struct FeatureMatrix {
  const void* values = nullptr;
  FeatureType type = FeatureType::kFloat32;
  size_t rows = 0;
  float scale = 1.0f;
};

struct SoftmaxClassifierConfig {
  size_t features = 0;         // 0: at least 1
  size_t classes = 0;          // 1: at least 1
  size_t batch_size = 128;     // 2: at least 1; an epoch's last batch may be smaller
  float learning_rate = 0.1f;  // 3: >= 0, finite
  float momentum = 0.0f;       // 4: in [0, 1)
  float l2 = 0.0f;             // 5: >= 0, finite; weights only, never the bias
  uint32_t seed = 0;           // initial weights and the order of the examples
};

struct Evaluation {
  double loss = 0.0;   // mean cross-entropy, nats; NaN for no rows
  size_t correct = 0;  // rows whose largest logit is the label's; ties go to the lowest class
};

// Multinomial logistic regression, trained by minibatch gradient descent on the cross-entropy.
//
//   logits = X W + b,  W [features, classes],  b [classes]
//   g      = d mean cross-entropy(logits, labels) / d (W, b)  + (l2 W, 0)
//   v      = momentum v + g;  (W, b) -= learning_rate v      (torch.optim.SGD; its weight_decay on W alone)
//
// W and b start uniform in +-1 / sqrt(features), as torch.nn.Linear's do, from `seed`; the order of the examples is
// shuffled anew for each epoch, from the same generator. The same seed, data and configuration give the same bits on
// every variant but `relaxed`.
//
// Memory: the model, its gradient and momentum, and one batch of logits; with training data, 4 bytes an example.
// Examples are read where they are.
class SoftmaxClassifier {
 public:
  // kConfigInvalid (index: the number beside the field above), kTooLarge, kOutOfMemory; *classifier is untouched then.
  static Status Create(const SoftmaxClassifierConfig& config, std::unique_ptr<SoftmaxClassifier>* classifier);

  // Sets what Step() trains on and starts epoch 0 over; the model stays. The arrays must outlive their use.
  // kLabelOutOfRange, kConfigInvalid (no rows), kOutOfMemory; the former data stay bound then.
  Status BindTrainingData(const FeatureMatrix& features, const int32_t* labels);

  // One update from the next batch: forward, loss, gradient and update, the batch's mean loss (before the update) in
  // *loss. kConfigInvalid if no data are bound.
  Status Step(double* loss);

  // kLabelOutOfRange. Reads the model, does not change it.
  Status Evaluate(const FeatureMatrix& features, const int32_t* labels, Evaluation* evaluation);

  // The most probable class of each row [rows]; ties go to the lowest class. `probs` [rows, classes].
  void PredictLabels(const FeatureMatrix& features, int32_t* labels);
  void PredictProbs(const FeatureMatrix& features, float* probs);

  // Copies of the model, [features, classes] and [classes].
  void CopyModel(float* weights, float* bias) const;
  void SetModel(const float* weights, const float* bias);

  // kConfigInvalid, as in Create.
  Status SetLearningRate(float learning_rate);

  const SoftmaxClassifierConfig& config() const { return config_; }
  size_t steps() const { return steps_; }  // since Create
  size_t epoch() const { return epoch_; }  // passes over the bound data completed
  size_t batch_in_epoch() const { return next_row_ / config_.batch_size; }

 private:
  // Never a label that was bound.
  static constexpr int32_t kNoLabel = -1;

  explicit SoftmaxClassifier(const SoftmaxClassifierConfig& config);

  void Shuffle();
  void LoadExample(const FeatureMatrix& features, size_t row, size_t slot);
  // Calls consume(first row, rows) with the logits of these rows in logits_.
  template <class Consume>
  void ForEachLogitsTile(const FeatureMatrix& features, const Consume& consume);

  SoftmaxClassifierConfig config_;
  Random random_;
  Buffer<float> weights_;   // [features + 1, stride], the layout of simd/linear-inl.h
  Buffer<float> gradient_;  // likewise
  Buffer<float> velocity_;  // likewise
  Buffer<float> examples_;  // a tile of examples, as floats
  Buffer<float> logits_;    // that tile's, then their gradient
  Buffer<uint32_t> order_;  // a permutation of the bound rows
  FeatureMatrix data_;
  const int32_t* labels_ = nullptr;
  size_t steps_ = 0;
  size_t epoch_ = 0;
  size_t next_row_ = 0;
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFTMAX_CLASSIFIER_H_
