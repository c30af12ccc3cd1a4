# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden training runs of 100 steps with torch.optim, full batch: every optimizer, loss and kind of weight; and the
learning rates of torch.optim.lr_scheduler."""

import torch
import torch.nn.functional as F

from golden_lib import Numbers, f32, flat

STEPS = 100
ROWS, FEATURES, CLASSES = 24, 5, 4


def optimizer_of(config, weights, bias):
    groups = [{"params": [weights], "weight_decay": f32(config.get("l2", 0))}, {"params": [bias], "weight_decay": 0}]
    rate = f32(config["learningRate"])
    if config["optimizer"] == "sgd":
        return torch.optim.SGD(groups, lr=rate, momentum=f32(config.get("momentum", 0)),
                               nesterov=config.get("nesterov", False))
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[config["optimizer"]]
    return kind(groups, lr=rate, betas=config.get("betas", (0.9, 0.999)), eps=f32(config.get("eps", 1e-8)))


def mean_loss(config, logits, target, class_weights, sample_weights):
    """The weighted mean that torch gives if examples of weight s are repeated s times."""
    if config.get("loss") == "focal":
        log_prob = F.log_softmax(logits, 1).gather(1, target[:, None])[:, 0]
        losses = class_weights[target] * (1 - log_prob.exp()) ** f32(config.get("gamma", 2)) * -log_prob
    else:
        losses = F.cross_entropy(logits, target, weight=class_weights, reduction="none",
                                 label_smoothing=f32(config.get("labelSmoothing", 0)))
    return (sample_weights * losses).sum() / (sample_weights * class_weights[target]).sum()


def run(name, seed, weighted=False, sampled=False, standardize=False, **config):
    numbers = Numbers(seed)
    labels = [numbers.below(CLASSES) for _ in range(ROWS)]
    x = [((j % CLASSES) == label) + v for label in labels for j, v in enumerate(numbers.fractions(FEATURES, 1))]
    if standardize:
        x = [16 * value + 3 * (i % FEATURES) for i, value in enumerate(x)]
    initial_weights, initial_bias = numbers.fractions(FEATURES * CLASSES, 1), numbers.fractions(CLASSES, 1)
    tensor = lambda values: torch.tensor([f32(v) for v in values], dtype=torch.float64)
    class_weights = [0.5, 2, 1, 0.25] if weighted else None
    sample_weights = [numbers.below(4) for _ in labels] if sampled else None

    inputs = tensor(x).reshape(ROWS, FEATURES)
    if standardize:
        inputs = (inputs - inputs.mean(0)) / inputs.std(0, unbiased=False)
    target = torch.tensor(labels)
    weights = tensor(initial_weights).reshape(FEATURES, CLASSES).requires_grad_()
    bias = tensor(initial_bias).requires_grad_()
    optimizer = optimizer_of(config, weights, bias)
    of_classes = tensor(class_weights or [1] * CLASSES)
    of_samples = tensor(sample_weights or [1] * ROWS)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = mean_loss(config, inputs @ weights + bias, target, of_classes, of_samples)
        loss.backward()
        if "clipNorm" in config:
            torch.nn.utils.clip_grad_norm_([weights, bias], f32(config["clipNorm"]))
        optimizer.step()
        losses.append(loss.item())
    if class_weights:
        config["weight"] = class_weights
    return {"name": name, "config": {"features": FEATURES, "classes": CLASSES, "batchSize": ROWS, **config}, "x": x,
            "labels": labels, "sampleWeights": sample_weights, "standardize": standardize,
            "initialWeights": initial_weights, "initialBias": initial_bias, "losses": losses[9::10],
            "weights": flat(weights), "bias": flat(bias)}


def cases_of_optimizers():
    return [
        run("sgd", 1, optimizer="sgd", learningRate=0.5),
        run("momentum", 2, optimizer="sgd", learningRate=0.1, momentum=0.9, l2=0.01),
        run("nesterov", 3, optimizer="sgd", learningRate=0.1, momentum=0.9, nesterov=True),
        run("nesterov-l2", 4, optimizer="sgd", learningRate=0.1, momentum=0.5, nesterov=True, l2=0.1),
        run("adam", 5, optimizer="adam", learningRate=0.01),
        run("adam-l2", 6, optimizer="adam", learningRate=0.01, l2=0.1),
        run("adam-betas-eps", 7, optimizer="adam", learningRate=0.01, betas=[0.8, 0.95], eps=0.01),
        run("adamw", 8, optimizer="adamw", learningRate=0.01, l2=0.5),
        run("adamw-betas", 9, optimizer="adamw", learningRate=0.02, betas=[0.8, 0.99], l2=0.01, eps=1e-6),
        run("clipped-sgd", 10, optimizer="sgd", learningRate=0.5, clipNorm=0.125),
        run("clipped-momentum-l2", 11, optimizer="sgd", learningRate=0.1, momentum=0.9, l2=0.01, clipNorm=0.25),
        run("clipped-adam", 12, optimizer="adam", learningRate=0.01, clipNorm=0.0625),
        run("smoothing", 13, optimizer="sgd", learningRate=0.5, labelSmoothing=0.1),
        run("class-weights", 14, weighted=True, optimizer="sgd", learningRate=0.5),
        run("class-weights-smoothing", 15, weighted=True, optimizer="sgd", learningRate=0.5, labelSmoothing=0.25),
        run("focal", 16, optimizer="sgd", learningRate=0.5, loss="focal"),
        run("focal-gamma-class-weights", 17, weighted=True, optimizer="sgd", learningRate=0.5, loss="focal", gamma=0.5),
        run("sample-weights", 18, sampled=True, optimizer="sgd", learningRate=0.5),
        run("both-weights-smoothing", 19, weighted=True, sampled=True, optimizer="adam", learningRate=0.01,
            labelSmoothing=0.1),
        run("both-weights-focal", 20, weighted=True, sampled=True, optimizer="sgd", learningRate=0.5, loss="focal",
            gamma=1),
        run("standardized", 21, standardize=True, optimizer="sgd", learningRate=0.5, l2=0.01),
    ]


def rates(name, learning_rate, schedule, make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=learning_rate)
    scheduler = make(optimizer)
    found = []
    for _ in range(60):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"name": name, "learningRate": learning_rate, "schedule": schedule, "rates": found}


def cases_of_schedules():
    of = torch.optim.lr_scheduler
    warm = lambda optimizer: of.LinearLR(optimizer, start_factor=1 / 8, total_iters=7)
    cosine = {"kind": "cosine", "steps": 59, "minRate": 0.01}
    return [
        rates("step", 0.5, {"kind": "step", "every": 7, "factor": 0.5}, lambda o: of.StepLR(o, 7, 0.5)),
        rates("step-every-step", 0.5, {"kind": "step", "every": 1, "factor": 0.9}, lambda o: of.StepLR(o, 1, 0.9)),
        rates("cosine", 0.5, {"kind": "cosine", "steps": 60}, lambda o: of.CosineAnnealingLR(o, 60)),
        rates("cosine-to-minimum", 0.5, cosine, lambda o: of.CosineAnnealingLR(o, 59, 0.01)),
        rates("warm-up", 0.5, {"kind": "constant", "warmupSteps": 8}, warm),
        rates("warm-up-step", 0.5, {"kind": "step", "every": 9, "factor": 0.25, "warmupSteps": 8},
              lambda o: of.SequentialLR(o, [warm(o), of.StepLR(o, 9, 0.25)], [8])),
    ]
