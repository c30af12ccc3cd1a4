// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The numbers of the Score page in plain float64, and rows to try them on.

export interface Rows {
  readonly logits: number[][];
  readonly probs: number[][];
  readonly labels: number[];
}

function softmax(row: readonly number[], temperature = 1): number[] {
  const top = Math.max(...row);
  const exps = row.map((logit) => Math.exp((logit - top) / temperature));
  const sum = exps.reduce((total, value) => total + value, 0);
  return exps.map((value) => value / sum);
}

/** Logits that are surer of themselves than they have reason to, the same each time. */
export function madeUpRows(count: number, classes: number): Rows {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const rows: Rows = { logits: [], probs: [], labels: [] };
  for (let i = 0; i < count; ++i) {
    const row = Array.from({ length: classes }, () => Math.fround((random() + random() - 1) * 6));
    const probs = softmax(row);
    let [draw, label] = [random(), 0];
    for (const share of softmax(row, 2)) {
      if (draw < share || label === classes - 1) break;
      draw -= share;
      ++label;
    }
    rows.logits.push(row);
    rows.probs.push(probs);
    rows.labels.push(label);
  }
  return rows;
}

export interface Reference {
  readonly accuracy: number;
  readonly topKAccuracy: number;
  readonly logLoss: number;
  readonly brierScore: number;
  readonly ece: number;
  readonly binCounts: number[];
  readonly confusion: number[];
  readonly predicted: number[];
  /** Rows and their losses, the largest first. */
  readonly byLoss: [row: number, loss: number][];
}

export function float64Scores(
  logits: readonly (readonly number[])[],
  labels: readonly number[],
  { temperature = 1, topK = 3, bins = 15 } = {},
): Reference {
  const classes = logits[0]?.length ?? 0;
  const probs = logits.map((row) => softmax(row, temperature));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const predicted = probs.map((row) => row.indexOf(Math.max(...row)));
  const losses = probs.map((row, i) => -Math.log(row[labels[i] ?? 0] ?? NaN));
  const rank = (row: readonly number[], label: number): number => row.filter((p) => p > (row[label] ?? NaN)).length;
  const brier = probs.map((row, i) => row.reduce((sum, p, j) => sum + (p - Number(labels[i] === j)) ** 2, 0));
  const confusion = new Array<number>(classes * classes).fill(0);
  labels.forEach((label, i) => ++confusion[label * classes + (predicted[i] ?? 0)]!);
  const members = Array.from({ length: bins }, (): number[] => []);
  probs.forEach((row, i) => members[Math.ceil(Math.max(...row) * bins) - 1]?.push(i));
  const gap = (rows: readonly number[]): number =>
    rows.length === 0
      ? 0
      : Math.abs(
          mean(rows.map((i) => Number(predicted[i] === labels[i]))) -
            mean(rows.map((i) => Math.max(...(probs[i] ?? [])))),
        );
  return {
    accuracy: mean(predicted.map((label, i) => Number(label === labels[i]))),
    topKAccuracy: mean(probs.map((row, i) => Number(rank(row, labels[i] ?? 0) < topK))),
    logLoss: mean(losses),
    brierScore: mean(brier),
    ece: members.reduce((sum, rows) => sum + (rows.length / labels.length) * gap(rows), 0),
    binCounts: members.map((rows) => rows.length),
    confusion,
    predicted,
    byLoss: losses.map((loss, row): [number, number] => [row, loss]).sort(([, a], [, b]) => b - a),
  };
}
