// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { softmaxClassifier, transfer } from "surprisal/worker";

async function train() {
  const model = await softmaxClassifier({ features: 2, classes: 2, learningRate: 1 });
  const features = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1);
  const labels = [0, 0, 1, 1];
  const { reason } = await model.fit({ epochs: 20, examples: { features: transfer(features), labels } });
  const predicted = await model.predict({ features: [[0.9, 0.1]] });
  await model.dispose();
  return { reason, handedOver: features.length === 0, predicted: [...predicted] };
}

train()
  .catch(({ message, code }) => ({ message, code }))
  .then((answer) => {
    document.body.dataset.answer = JSON.stringify(answer);
  });
