# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""Golden cases of the metrics of classification: scikit-learn's in float64, and formulas where it has none."""

import numpy as np
import scipy.optimize
import scipy.special
import sklearn.metrics

from golden_lib import INF, NAN, Numbers, assert_close

IGNORED = -100
SHAPES = [[1, 2], [2, 2], [3, 3], [5, 10], [17, 4], [33, 5], [4, 64], [3, 65], [2, 129], [70, 3]]
BINARY_SHAPES = [[2], [7], [33], [70]]


class Rows:
    """Scores and labels of one shape, and what a metric sees of them: the rows that are not ignored, in float64."""

    def __init__(self, seed, shape, kind, ignored=False):
        numbers, self.shape, self.kind = Numbers(seed), shape, kind
        rows, classes = shape[0], shape[1] if len(shape) > 1 else 1
        if kind == "logits":
            self.scores = numbers.fractions(rows * classes, 6)
        elif classes == 1:
            self.scores = [numbers.below(65) / 64 for _ in range(rows)]
        else:
            self.scores = [p for row in range(rows) for p in numbers.distribution(classes, zeros=row % 2 == 1)]
        scores = np.array(self.scores).reshape(rows, classes)
        # Mostly right, so that the numbers are those of a classifier that has learnt something.
        self.labels = [int(np.argmax(row)) if classes > 1 and numbers.below(3) else numbers.below(max(2, classes))
                       for row in scores]
        if classes == 1:
            self.labels[:2] = [0, 1]
        self.weights = numbers.positive(rows, 2)
        if ignored:
            self.labels = [IGNORED if i % 4 == 2 else label for i, label in enumerate(self.labels)]
        kept = [i for i, label in enumerate(self.labels) if label != IGNORED]
        self.true = np.array([self.labels[i] for i in kept])
        self.kept_weights = np.array([self.weights[i] for i in kept])
        self.kept = scores[kept]
        if kind == "probs":
            self.probs = np.hstack([1 - self.kept, self.kept]) if classes == 1 else self.kept
        else:
            pairs = np.hstack([0 * self.kept, self.kept]) if classes == 1 else self.kept
            self.probs = scipy.special.softmax(pairs, axis=1)

    def case(self, op, name, **more):
        shape = "x".join(map(str, self.shape))
        return {"name": f"{op}-{name}-{shape}", "op": op, "shape": self.shape, "scores": self.scores,
                "labels": self.labels, **more}


def confidently(probs, labels, bins):
    """The calibration error by definition, and the bins."""
    confidence, right = probs.max(1), probs.argmax(1) == labels
    bin_of = np.clip(np.ceil(confidence * bins) - 1, 0, bins - 1).astype(int)
    members = [bin_of == b for b in range(bins)]
    counts = [int(m.sum()) for m in members]
    mean = lambda values, m: float(values[m].mean()) if m.any() else NAN
    confidences, accuracies = [mean(confidence, m) for m in members], [mean(right, m) for m in members]
    ece = sum(n * abs(a - c) for n, a, c in zip(counts, accuracies, confidences) if n) / len(labels)
    return {"ece": ece, "counts": counts, "confidences": confidences, "accuracies": accuracies}


def brier(probs, labels, weights, binary):
    off = ((probs - np.eye(probs.shape[1])[labels])**2).sum(1)
    value = float(np.average(off, weights=weights)) / (2 if binary else 1)
    if binary:
        assert_close("brier", value, sklearn.metrics.brier_score_loss(labels, probs[:, 1], sample_weight=weights, pos_label=1))
    return value


def orders(rows, k):
    """What depends on the order of the scores alone."""
    classes = list(range(rows.shape[1]))
    predicted = rows.kept.argmax(1)
    matrix = sklearn.metrics.confusion_matrix(rows.true, predicted, labels=classes)
    each = sklearn.metrics.precision_recall_fscore_support(rows.true, predicted, labels=classes, zero_division=0)
    # The rank by definition; without ties scikit-learn's is the same.
    own = np.take_along_axis(rows.kept, rows.true[:, None], 1)
    earlier = np.array(classes)[None, :] < rows.true[:, None]
    hits = float((((rows.kept > own) | ((rows.kept == own) & earlier)).sum(1) < k).mean())
    if 2 < rows.shape[1] and k < rows.shape[1]:
        untied = rows.kept - np.arange(rows.shape[1]) * 1e-6
        assert_close("top-k", hits, sklearn.metrics.top_k_accuracy_score(rows.true, untied, k=k, labels=classes))
    small = rows.shape[1] <= 10
    return {"accuracy": sklearn.metrics.accuracy_score(rows.true, predicted), "topKAccuracy": hits,
            "confusionMatrix": matrix.reshape(-1).tolist() if small else None,
            "perClass": [float(v) for part in each for v in part] if small else None}


def losses(rows, eps, weights):
    binary = len(rows.shape) == 1
    of = lambda w, **more: float(sklearn.metrics.log_loss(
        rows.true, rows.probs, sample_weight=w, labels=list(range(rows.probs.shape[1])), **more))
    return {"logLoss": of(None, eps=2.0**-52), "logLossSum": of(None, eps=2.0**-52, normalize=False),
            "logLossWeighted": of(weights, eps=eps if rows.kind == "probs" else 2.0**-52),
            "brierScore": brier(rows.probs, rows.true, None, binary),
            "brierScoreWeighted": brier(rows.probs, rows.true, weights, binary)}


def row_cases():
    cases = []
    for i, shape in enumerate(SHAPES + BINARY_SHAPES):
        for kind in ("probs", "logits"):
            binary, ignored = len(shape) == 1, shape[0] > 2 and i % 2 == (kind == "probs")
            rows = Rows(32000 + i, shape, kind, ignored)
            k, bins, eps = 1 + i % 4, [15, 10, 4, 1, 64][i % 5], 0.125
            at = rows.probs.max(1) * bins
            assert kind == "probs" or np.min(np.abs(at - np.round(at))) > 1e-4, "a confidence is at an edge"
            more = {"from": kind, "sampleWeight": rows.weights, "k": k, "bins": bins, "eps": eps}
            results = losses(rows, eps, rows.kept_weights) | confidently(rows.probs, rows.true, bins)
            if binary:
                results |= {name: float(sklearn.metrics.roc_auc_score(rows.true, rows.kept[:, 0], sample_weight=w))
                            for name, w in (("rocAuc", None), ("rocAucWeighted", rows.kept_weights))}
            else:
                results |= orders(rows, k)
            cases.append(rows.case("rows", kind + ("-ignored" if ignored else ""), **more, **results))
    return cases


def temperature_cases():
    cases = []
    for i, shape in enumerate([[40, 2], [33, 5], [50, 3], [20, 10], [6, 65], [33]]):
        for scale in (1, 0.125, 8):
            rows = Rows(34000 + i, shape, "logits", i % 2 == 1)
            rows.scores = [scale * x for x in rows.scores]
            logits = scale * (np.hstack([0 * rows.kept, rows.kept]) if len(shape) == 1 else rows.kept)
            nll = lambda b: float(np.mean(scipy.special.logsumexp(b * logits, axis=1) - b * logits[range(len(logits)), rows.true]))
            slope = lambda b: float(np.mean((scipy.special.softmax(b * logits, axis=1) * logits).sum(1) -
                                            logits[range(len(logits)), rows.true]))
            if slope(1e-3) >= 0 or slope(1e3) <= 0:
                continue
            b = scipy.optimize.brentq(slope, 1e-3, 1e3, xtol=1e-15, rtol=1e-14)
            by_search = scipy.optimize.minimize_scalar(nll, bounds=(b / 3, b * 3), method="bounded", options={"xatol": 1e-10})
            assert_close("temperature", b, by_search.x, 1e-5)
            cases.append(rows.case("temperatureScaling", f"by-{scale}", temperature=1 / b, before=nll(1), after=nll(b)))
    return cases


def selection_cases():
    cases = []
    for shape, dim in [([3, 5], 1), ([3, 5], 0), ([2, 3, 4], 1), ([1, 70], 1), ([2, 200], 1), ([6], 0)]:
        numbers = Numbers(35000 + len(shape) + shape[-1])
        # Few values: ties, which NumPy's stable sort leaves in order.
        scores = [numbers.below(9) - 4 for _ in range(int(np.prod(shape)))]
        scores[0], scores[-1] = INF, -INF
        array = np.array(scores, dtype=float).reshape(shape)
        indices = np.argsort(-array, axis=dim, kind="stable")
        k = min(3, shape[dim])
        first = indices.take(range(k), axis=dim)
        cases.append({"name": f"argmax-{'x'.join(map(str, shape))}-dim{dim}", "op": "argmax", "shape": shape, "dim": dim,
                      "scores": scores, "value": array.argmax(dim).reshape(-1).tolist()})
        cases.append({"name": f"topK-{'x'.join(map(str, shape))}-dim{dim}", "op": "topK", "shape": shape, "dim": dim,
                      "k": k, "scores": scores, "value": np.take_along_axis(array, first, dim).reshape(-1).tolist(),
                      "indices": first.reshape(-1).tolist()})
    return cases


def cases_of_metrics():
    return row_cases() + temperature_cases() + selection_cases()
