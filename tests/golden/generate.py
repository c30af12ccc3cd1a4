# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Writes the golden files beside it: values and gradients by PyTorch in float64, checked by formula. See README.md.

    generate.py [FILE …]           writes the files, or those named
    generate.py --check [FILE …]   writes nothing; fails if a file is not what would be written
"""

import pathlib
import sys

import sklearn
import torch

sys.dont_write_bytecode = True  # nothing is left beside the golden files

import cross_entropy_cases
import cross_entropy_extremes
import elementwise_cases
import information_cases
import linear_cases
import logit_cases
import metrics_cases
import optimizer_cases
import pair_cases
import region_cases
import row_cases
import sequence_cases
import similarity_cases
import softmax_cases
import softmax_classifier_cases
from golden_lib import encode_case

FAMILIES = [elementwise_cases, logit_cases, pair_cases, region_cases, sequence_cases, similarity_cases, row_cases,
            linear_cases]

FILES = {
    "cross_entropy_labels.json":
        lambda: cross_entropy_cases.covering(labelled=True) + cross_entropy_extremes.label_extremes(),
    "cross_entropy_probs.json":
        lambda: cross_entropy_cases.covering(labelled=False) + cross_entropy_extremes.prob_extremes(),
    "softmax.json": lambda: softmax_cases.covering() + softmax_cases.extremes(),
    "information.json": information_cases.cases_of_information,
    "softmax_classifier.json": softmax_classifier_cases.cases_of_classifier,
    "optimizers.json": optimizer_cases.cases_of_optimizers,
    "schedules.json": optimizer_cases.cases_of_schedules,
    "metrics.json": metrics_cases.cases_of_metrics,
    # Losses in the common form (loss_lib.py), one file each, from modules with a table LOSSES.
    **{f"losses/{name}.json": build for family in FAMILIES for name, build in family.LOSSES.items()},
}

# Which library's numbers a file has, where not PyTorch's.
SOURCES = {"metrics.json": ("scikit-learn", sklearn.__version__)}


def contents(cases, library="PyTorch", version=torch.__version__):
    names = [case["name"] for case in cases]
    assert len(set(names)) == len(names), f"two cases have one name: {[n for n in names if names.count(n) > 1]}"
    version = version.split("+")[0].split("a")[0]
    lines = ",\n".join(encode_case(case) for case in cases)
    return f'{{"source":"{library} {version}, float64; tests/golden/generate.py","cases":[\n{lines}\n]}}\n'


def main():
    torch.set_num_threads(1)
    arguments = sys.argv[1:]
    check = arguments[:1] == ["--check"]
    names = arguments[check:] or list(FILES)
    if any(name not in FILES for name in names):
        sys.exit(__doc__)
    folder, stale = pathlib.Path(__file__).parent, []
    (folder / "losses").mkdir(exist_ok=True)
    for name in names:
        build = FILES[name]
        cases = build()
        text = contents(cases, *SOURCES.get(name, ()))
        path = folder / name
        if not check:
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            stale.append(name)
        print(f"{name}: {len(cases)} cases, {len(text)} bytes{' DIFFERS' if name in stale else ''}")
    if stale:
        sys.exit(f"not what the generator writes: {', '.join(stale)}")


if __name__ == "__main__":
    main()
