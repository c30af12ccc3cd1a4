# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Holds the gradients of the golden cases to finite differences of the losses, in float64.

For every case with finite numbers: the slope along a random direction that the gradient in the file has is between those of
the loss to either side, which are one but for rounding, or for a kink: there it is that of a subgradient, as documented.
Where two step sizes disagree a kink is near, and the case is passed over. CTC is left out: its gradient is, as PyTorch's, that of the logits before a log-softmax.

    finite_differences.py [LOSS …]
"""

import json
import math
import pathlib
import sys

import numpy as np
import torch

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

import reference_server
from reference_server import number
from golden_lib import f32
from loss_lib import tensor_of

STEP = 1e-5
LEFT_OUT = {"ctc_loss"}

# Where a gradient is, as PyTorch's, not the derivative, and the contracts say so: losses kept below 100 keep their slopes,
# as do variances and norms kept above eps.
DOCUMENTED = {
    "binary_cross_entropy": lambda case: any(not 1e-10 < f32(number(v)) < 1 for v in case["args"]["input"]["data"]),
    "cosine_similarity": lambda case: case["options"]["eps"] > 1e-3,
    "gaussian_nll_loss": lambda case: any(not number(v) >= case["options"]["eps"] for v in case["args"]["var"]["data"]),
}


def total(function, arguments, options, upstream):
    result = function(arguments, options)
    return float((result * torch.as_tensor(upstream, dtype=torch.float64).reshape(
        result.shape if np.ndim(upstream) else [])).sum())


def moved(function, arguments, options, upstream, name, by):
    """The total where an argument, or an option that is an array, is something else."""
    of = lambda arrays: {**arrays, name: arrays[name] + by} if name in arrays else arrays
    return total(function, of(arguments), of(options), upstream)


def derivative(function, arguments, options, upstream, name, direction, step):
    at = lambda sign: moved(function, arguments, options, upstream, name, sign * step * direction)
    return (at(1) - at(-1)) / (2 * step)


def one_sided(function, arguments, options, upstream, name, direction):
    """The slopes to either side."""
    here, ahead, behind = (moved(function, arguments, options, upstream, name, sign * STEP * direction) for sign in (0, 1, -1))
    return (ahead - here) / STEP, (here - behind) / STEP


def disagreements(loss, cases):
    """What is wrong, and how many derivatives were compared."""
    function, wrong, compared = reference_server.function_of(loss), [], 0
    for seed, case in enumerate(cases):
        arguments = {key: tensor_of(reference_server.argument(item)) for key, item in case["args"].items()}
        options = {key: tensor_of(reference_server.argument(item)) if isinstance(item, dict) else number(item)
                   for key, item in case["options"].items()}
        upstream = 1.0 if case["gradOutput"] is None else case["gradOutput"]
        for name, grad in case["grads"].items():
            grad = np.array([number(g) for g in grad], float)
            floats = [tensor for tensor in arguments.values() if tensor.is_floating_point()]
            if grad.size == 0 or not np.all(np.isfinite(grad)) or not all(t.isfinite().all() and (t.abs() < 1e3).all() for t in floats):
                continue
            generator = torch.Generator().manual_seed(seed)
            scale = max(1e-3, float(np.abs(grad).sum()))
            if scale > 1e6:  # a step would be too long
                continue
            direction = torch.randn({**options, **arguments}[name].shape, dtype=torch.float64, generator=generator)
            try:
                found, finer = (derivative(function, arguments, options, upstream, name, direction, s)
                                for s in (STEP, STEP / 3))
                ahead, behind = one_sided(function, arguments, options, upstream, name, direction)
            except (RuntimeError, ValueError):  # at the end of the domain: a probability of 0 has nowhere to go
                continue
            # Near a kink, or where the loss turns within a step.
            if not math.isfinite(found) or abs(found - finer) > 1e-6 * scale or abs(ahead - behind) > 1e-2 * scale:
                continue
            compared += 1
            want = float(grad @ direction.reshape(-1).numpy())
            if not min(ahead, behind) - 1e-5 * scale <= want <= max(ahead, behind) + 1e-5 * scale:
                wrong.append(f"{case['name']}: {name} has slope {want}, and the loss changes by {found}")
    return wrong, compared


def is_derivative(loss, case):
    return "deviates" not in case and not (loss in DOCUMENTED and DOCUMENTED[loss](case))


def main():
    folder = pathlib.Path(__file__).parent / "losses"
    losses = sys.argv[1:] or sorted(path.stem for path in folder.glob("*.json"))
    failed = False
    for loss in losses:
        if loss in LEFT_OUT:
            continue
        cases = json.loads((folder / f"{loss}.json").read_text())["cases"]
        wrong, compared = disagreements(loss, [case for case in cases if is_derivative(loss, case)])
        print(f"{loss}: {compared} derivatives, {len(wrong)} wrong")
        for line in wrong[:5]:
            print(f"  {line}")
        failed = failed or bool(wrong) or compared == 0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
