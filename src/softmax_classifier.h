// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

#ifndef SURPRISAL_SRC_SOFTMAX_CLASSIFIER_H_
#define SURPRISAL_SRC_SOFTMAX_CLASSIFIER_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "src/feature_matrix.h"
#include "src/memory.h"
#include "src/random.h"
#include "src/softmax_classifier_config.h"
#include "src/status.h"

namespace surprisal {

// What a model is trained on, or updated from: `labels` [rows], each in [0, classes); `sample_weights` [rows], each >=
// 0 and finite, or null for ones.
struct TrainingData {
  FeatureMatrix features;
  const int32_t* labels = nullptr;
  const float* sample_weights = nullptr;
};

// What becomes of the features' standardisation when data are bound.
enum class StandardizeMode : int32_t {
  kKeep = 0,     // what the model has, at first none
  kCompute = 1,  // that of these data
  kNone = 2,
};

// How good a model is at examples that have been evaluated one part after another.
struct Evaluation {
  double total_loss = 0.0;  // cross-entropies, nats
  size_t rows = 0;
  size_t correct = 0;  // rows whose largest logit is the label's; ties go to the lowest class

  // NaN for no rows.
  double loss() const { return total_loss / static_cast<double>(rows); }
};

// The numbers of a training besides its arrays, all of them doubles, so that they can be handed over as one array.
struct TrainingNumbers {
  double steps = 0.0;
  double rows = 0.0;  // of the bound data; epoch and next_row are the position in them
  double epoch = 0.0;
  double next_row = 0.0;
  double beta1_power = 1.0;  // beta1^steps
  double beta2_power = 1.0;
  double standardized = 0.0;  // 0 or 1
  double random[4] = {};      // the generator before it shuffled the bound data for this epoch
};

// Multinomial logistic regression, trained by minibatch gradient descent.
//
//   logits = X W + b,  W [features, classes],  b [classes]
//   g      = d loss(logits, labels) / d (W, b), times min(1, clip_norm / (|g| + 1e-6)) if clip_norm is not 0
//   loss   = sum_i s_i l_i / sum_i s_i w_{y_i},  s = sample_weights, w = class_weights, y = labels,
//            l_i = the cross-entropy or focal loss of a row, times w_{y_i} (CrossEntropy(), SoftmaxFocalLoss())
//   kSgd    h = g + (l2 W, 0);  v = momentum v + h;  (W, b) -= rate (nesterov ? h + momentum v : v)
//   kAdam   h = g + (l2 W, 0);  m = beta1 m + (1 - beta1) h;  q = beta2 q + (1 - beta2) h^2
//           (W, b) -= rate (m / (1 - beta1^t)) / (sqrt(q / (1 - beta2^t)) + eps),  t = steps, from 1
//   kAdamW  W *= 1 - rate l2 first, and h = g
//
// A sample weight counts as that many copies of the example in its batch. A batch whose weights sum to 0 has loss 0 and
// gradient 0, where PyTorch has NaN, which would be the end of the model.
//
// W and b start uniform in +-1 / sqrt(features), as torch.nn.Linear's do, from `seed`; the order of the examples is
// shuffled anew for each epoch, from the same generator. The same seed, data and configuration give the same bits on
// every variant but `relaxed`.
//
// Memory: the model, its gradient and one (kSgd) or two arrays of its size, and a tile of logits; with training data, 4
// bytes an example. Examples are read where they are.
// Accuracy: kTrainingBound, kOptimizerBound (tests/core/bounds.h) against float64.
// Source: torch.nn.Linear, torch.optim.{SGD, Adam, AdamW} with weight_decay on W alone,
//   torch.nn.utils.clip_grad_norm_.
class SoftmaxClassifier {
 public:
  // The errors of CheckConfig, kTooLarge, kOutOfMemory; *classifier is untouched then.
  static Status Create(const SoftmaxClassifierConfig& config, std::unique_ptr<SoftmaxClassifier>* classifier);

  // Sets what Step() trains on and starts epoch 0 over; the model stays. Only the first data that are bound after
  // SetTraining(), if they have as many rows as the saved ones, go on where those were. The arrays must outlive their
  // use. kLabelOutOfRange, kWeightInvalid (index: the row), kConfigInvalid (no rows), kTooLarge, kOutOfMemory; the
  // former data stay bound then.
  Status BindTrainingData(const TrainingData& data, StandardizeMode standardize);
  Status BindTrainingData(const FeatureMatrix& features, const int32_t* labels) {
    return BindTrainingData({features, labels}, StandardizeMode::kKeep);
  }

  // One update from the next batch: forward, loss, gradient and update, the batch's loss (before the update) in *loss.
  // kConfigInvalid if no data are bound; kLabelOutOfRange if a label has changed since, which leaves no trace.
  Status Step(double* loss);

  // One update from all of these examples; those that are bound, and the position in them, stay. The errors of
  // BindTrainingData.
  Status PartialFit(const TrainingData& data, double* loss);

  // Adds these rows to *evaluation: their cross-entropy, whatever loss the model is trained by. kLabelOutOfRange. Reads
  // the model, does not change it.
  Status Evaluate(const FeatureMatrix& features, const int32_t* labels, Evaluation* evaluation);

  // The most probable class of each row [rows], as ArgMax has it: ties go to the lowest class. `probs` [rows, classes].
  void PredictLabels(const FeatureMatrix& features, int32_t* labels);
  void PredictProbs(const FeatureMatrix& features, float* probs);

  // Copies of the model, [features, classes] and [classes].
  void CopyModel(float* weights, float* bias) const;
  void SetModel(const float* weights, const float* bias);

  // All that training has made of a classifier, so that another one of the same configuration can go on exactly as this
  // one would: arrays of ArraysLength(whether it is standardised) floats, and numbers.
  size_t ArraysLength(bool standardized) const;
  void CopyTraining(float* arrays, TrainingNumbers* numbers) const;
  // No data are bound then. kConfigInvalid for numbers that no training has (index: their position), kOutOfMemory;
  // nothing is changed then.
  Status SetTraining(const float* arrays, const TrainingNumbers& numbers);

  // kConfigInvalid, as in Create.
  Status SetLearningRate(float learning_rate);

  const SoftmaxClassifierConfig& config() const { return config_; }
  bool standardized() const { return static_cast<bool>(standardization_); }
  size_t steps() const { return steps_; }  // since Create
  size_t epoch() const { return epoch_; }  // passes over the bound data completed
  size_t batch_in_epoch() const { return next_row_ / config_.batch_size; }

 private:
  // Examples that go forward, through the loss and backward together: few enough that as floats they stay in cache
  // between the two products.
  static constexpr size_t kTileRows = 8;
  // Never a label that was bound.
  static constexpr int32_t kNoLabel = -1;

  explicit SoftmaxClassifier(const SoftmaxClassifierConfig& config);

  Status CheckData(const TrainingData& data) const;
  void Shuffle();
  void LoadExample(const FeatureMatrix& features, size_t row, size_t slot);
  // The sum of the weights that a batch's mean is divided by.
  Status SumWeights(const TrainingData& data, const uint32_t* order, size_t batch, double* sum) const;
  // One update from the rows that `order` lists, or the first if it is null.
  Status Update(const TrainingData& data, const uint32_t* order, size_t batch, double* loss);
  // Adds the gradient of the rows in examples_ to gradient_, and their loss to *total. The index of an error is of
  // these rows.
  Status AddTile(size_t rows, const int32_t* labels, const float* sample_weights, double divisor, double* total);
  void ApplyGradient();
  // Calls consume(first row, rows) with the logits of these rows in logits_.
  template <class Consume>
  void ForEachLogitsTile(const FeatureMatrix& features, const Consume& consume);
  // The class with the largest of the logits in logits_, of so many rows.
  void Predict(size_t rows, int32_t* predictions) const;

  SoftmaxClassifierConfig config_;
  Random random_;
  Random epoch_random_;          // before it shuffled the bound data for this epoch
  Buffer<float> class_weights_;  // null: ones
  Buffer<float> weights_;        // [features + 1, stride], the layout of simd/linear-inl.h
  Buffer<float> gradient_;       // likewise
  Buffer<float> velocity_;       // likewise; Adam's first moments
  Buffer<float> squares_;        // likewise; Adam's second moments, else null
  Buffer<float> examples_;       // a tile of examples, as floats
  Buffer<float> logits_;         // that tile's, then their gradient
  Standardization standardization_;
  Buffer<uint32_t> order_;  // a permutation of the bound rows
  TrainingData data_;       // without labels none are bound: the rows are those of the data to go on with
  double beta1_power_ = 1.0;
  double beta2_power_ = 1.0;
  size_t steps_ = 0;
  size_t epoch_ = 0;
  size_t next_row_ = 0;
};

}  // namespace surprisal

#endif  // SURPRISAL_SRC_SOFTMAX_CLASSIFIER_H_
