# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden training runs: torch.optim.SGD on a linear layer, full batch, so that the order of the examples is moot."""

import torch
import torch.nn.functional as F

from golden_lib import Numbers, f32, flat

STEPS = 20


def run(name, seed, rows, features, classes, kind="float32", scale=1, learning_rate=0.5, momentum=0, l2=0):
    numbers = Numbers(seed)
    labels = [numbers.below(classes) for _ in range(rows)]
    if kind == "uint8":
        # Pixels: mostly 0, bright where the label says so.
        x = [numbers.below(256) if numbers.below(3) == 0 or (j % classes) == label else 0
             for label in labels for j in range(features)]
    else:
        x = [((j % classes) == label) + v for label in labels
             for j, v in enumerate(numbers.fractions(features, 1))]
    initial_weights, initial_bias = numbers.fractions(features * classes, 1), numbers.fractions(classes, 1)

    tensor = lambda values: torch.tensor([f32(v) for v in values], dtype=torch.float64)
    inputs = tensor(x).reshape(rows, features) * f32(scale)
    target = torch.tensor(labels)
    weights = tensor(initial_weights).reshape(features, classes).requires_grad_()
    bias = tensor(initial_bias).requires_grad_()
    optimizer = torch.optim.SGD([{"params": [weights], "weight_decay": f32(l2)}, {"params": [bias]}],
                                lr=f32(learning_rate), momentum=f32(momentum))
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(inputs @ weights + bias, target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    logits = (inputs @ weights + bias).detach()
    top = logits.topk(min(2, classes), dim=1).values
    assert classes == 1 or (top[:, 0] - top[:, 1]).min() > 1e-3, f"{name}: a prediction is too close to call"
    return {"name": name, "rows": rows, "features": features, "classes": classes, "x": x, "type": kind, "scale": scale,
            "labels": labels, "learningRate": learning_rate, "momentum": momentum, "l2": l2, "steps": STEPS,
            "initialWeights": initial_weights, "initialBias": initial_bias, "losses": losses, "weights": flat(weights),
            "bias": flat(bias), "finalLoss": F.cross_entropy(logits, target).item(),
            "finalCorrect": int((logits.argmax(1) == target).sum()), "probs": flat(torch.softmax(logits, 1))}


def cases_of_classifier():
    return [
        run("plain", 1, 12, 3, 4),
        run("momentum", 2, 17, 5, 3, momentum=0.9, learning_rate=0.1),
        run("l2", 3, 9, 7, 5, l2=0.1),
        run("momentum-l2", 4, 33, 4, 10, momentum=0.5, l2=0.01),
        run("pixels", 5, 20, 16, 10, "uint8", 1 / 255, momentum=0.9, l2=0.001),
        run("scaled-floats", 6, 8, 6, 3, scale=0.25),
        run("one-feature-two-classes", 7, 5, 1, 2),
        run("one-class", 8, 5, 3, 1),
        run("many-classes", 9, 21, 3, 17, learning_rate=1),
    ]
