// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the Score page's worker answers, its numbers beside those of plain float64.

import { type Surprisal, load } from "surprisal";
import { beforeAll, describe, expect, test } from "vitest";

import type { Report, Request, Scores } from "../../web/src/score/protocol.ts";
import { SampleRows } from "../../web/src/score/sample_rows.ts";
import { Session } from "../../web/src/score/session.ts";
import { DEFAULTS, type Settings } from "../../web/src/score/settings.ts";
import { npyFile } from "./npy_file.ts";
import { float64Scores, madeUpRows } from "./score_reference.ts";

let s: Surprisal;
beforeAll(async () => {
  s = await load();
});

/** Hands the files to a session; resolves to it and to what it reports. */
async function scored(
  files: readonly File[],
  changes: Partial<Settings> = {},
): Promise<{ session: Session; reports: Report[] }> {
  const reports: Report[] = [];
  const session = new Session(s, (report) => reports.push(report));
  const request: Request = { kind: "score", ticket: 1, files, settings: { ...DEFAULTS, ...changes } };
  await session.handle(request);
  return { session, reports };
}

function only<Kind extends Report["kind"]>(reports: readonly Report[], kind: Kind): Report & { kind: Kind } {
  const found = reports.filter((report): report is Report & { kind: Kind } => report.kind === kind);
  expect(found, JSON.stringify(reports)).toHaveLength(1);
  return found[0]!;
}

const csvOf = (rows: readonly (readonly number[])[], labels: readonly number[]): File =>
  new File([rows.map((row, i) => `${row.join()},${String(labels[i])}\n`).join("")], "rows.csv");

const { logits, probs, labels } = madeUpRows(1500, 4);

function expectScores(
  scores: Scores,
  rows: readonly (readonly number[])[],
  truth: readonly number[],
  temperature = 1,
): void {
  const wanted = float64Scores(rows, truth, { temperature, topK: scores.topK, bins: scores.bins.length });
  expect(scores.count).toBe(truth.length);
  expect(scores.accuracy).toBe(wanted.accuracy);
  expect(scores.topKAccuracy).toBe(wanted.topKAccuracy);
  expect(scores.logLoss).toBeCloseTo(wanted.logLoss, 5);
  expect(scores.perplexity).toBeCloseTo(Math.exp(wanted.logLoss), 4);
  expect(scores.brierScore).toBeCloseTo(wanted.brierScore, 5);
  expect(scores.ece).toBeCloseTo(wanted.ece, 5);
  expect(scores.bins.map(({ count }) => count)).toEqual(wanted.binCounts);
  expect([...(scores.confusionMatrix ?? [])]).toEqual(wanted.confusion);
  expect(scores.worst).toHaveLength(20);
  scores.worst.forEach(({ index, label, predicted, surprisal, probability }, at) => {
    const [row, loss] = wanted.byLoss[at]!;
    expect([index, label, predicted]).toEqual([row, truth[row], wanted.predicted[row]]);
    expect(surprisal).toBeCloseTo(loss, 4);
    expect(probability).toBeCloseTo(Math.exp(-loss), 5);
  });
}

describe("scores", () => {
  const inFormats: [string, () => File[]][] = [
    ["CSV", () => [csvOf(logits, labels)]],
    ["JSON", () => [new File([JSON.stringify({ logits, labels })], "a.json")]],
    [".npy", () => [npyFile("y.npy", "<i8", [1500], labels), npyFile("z.npy", "<f4", [1500, 4], logits.flat())]],
    [
      "CSV and CSV",
      () => [new File([logits.map((row) => row.join()).join("\n")], "z.csv"), new File([labels.join("\n")], "y.csv")],
    ],
    ["JSON and .npy", () => [new File([JSON.stringify(logits)], "z.json"), npyFile("y.npy", "|u1", [1500], labels)]],
  ];

  test.each(inFormats)("of logits in %s", async (_, files) => {
    const { reports } = await scored(files(), { topK: 2 });
    expect(only(reports, "opened").scoreKind).toBe("logits");
    const { scores, ending } = only(reports, "scored");
    expect(ending).toEqual({ how: "done" });
    expectScores(scores, logits, labels);
  });

  test("of probabilities, which are told from logits", async () => {
    const { reports } = await scored([csvOf(probs, labels)], { topK: 2 });
    expect(only(reports, "opened").scoreKind).toBe("probs");
    expectScores(only(reports, "scored").scores, logits, labels);
    const { reports: asked } = await scored([csvOf(probs, labels)], { kind: "logits", topK: 2 });
    expectScores(only(asked, "scored").scores, probs, labels);
  });

  test("of one score a row, which means two classes", async () => {
    const rows = madeUpRows(500, 2);
    const single = rows.logits.map(([a = 0, b = 0]) => [b - a]);
    const { reports } = await scored([csvOf(single, rows.labels)]);
    expect(only(reports, "opened").classes).toBe(2);
    expectScores(only(reports, "scored").scores, rows.logits, rows.labels);
  });

  test("count labels from 1, if told to, and leave out those of -100", async () => {
    const shifted = labels.map((label) => label + 1);
    const { reports } = await scored([csvOf([...logits, [0, 0, 0, 0.5]], [...shifted, -100])], {
      firstLabel: 1,
      topK: 2,
    });
    const { scores } = only(reports, "scored");
    expect(scores.ignored).toBe(1);
    expectScores(scores, logits, labels);
  });

  test("have as many bins as one likes", async () => {
    const { reports } = await scored([csvOf(logits, labels)], { bins: 7, topK: 2 });
    expectScores(only(reports, "scored").scores, logits, labels);
    expect(only(reports, "scored").scores.bins).toHaveLength(7);
  });
});

describe("a temperature", () => {
  test.each([
    ["logits", logits],
    ["probabilities", probs],
  ])("of %s makes the loss least, and is scored with", async (_, rows) => {
    const { session, reports } = await scored([csvOf(rows, labels)], { topK: 2 });
    await session.handle({ kind: "fit", ticket: 2 });
    const { fitted, scores } = only(reports, "fitted");
    expect(fitted.sampled).toBe(1500);
    const loss = (temperature: number): number => float64Scores(logits, labels, { temperature }).logLoss;
    expect(fitted.before).toBeCloseTo(loss(1), 5);
    expect(fitted.after).toBeCloseTo(loss(fitted.temperature), 5);
    expect(loss(fitted.temperature)).toBeLessThan(loss(fitted.temperature * 1.01));
    expect(loss(fitted.temperature)).toBeLessThan(loss(fitted.temperature * 0.99));
    expectScores(scores, logits, labels, fitted.temperature);
  });

  test("that there is not is told in words", async () => {
    const { session, reports } = await scored(
      [
        csvOf(
          [
            [0, 1],
            [0.5, 0.5],
          ],
          [0, 1],
        ),
      ],
      { kind: "probs" },
    );
    await session.handle({ kind: "fit", ticket: 2 });
    expect(only(reports, "failed").message).toMatch(/its own label the probability 0/);
  });
});

describe("what is lacking or wrong", () => {
  const npy = (): File => npyFile("z.npy", "<f4", [1500, 4], logits.flat());

  test("is asked for", async () => {
    expect(only((await scored([npy()])).reports, "opened").lacks).toBe("labels");
    expect(only((await scored([new File(["1\n0\n"], "y.csv")])).reports, "opened").lacks).toBe("scores");
  });

  test.each<[string, () => File[], RegExp]>([
    [
      "too few labels",
      () => [npy(), new File(["1\n0\n"], "y.csv")],
      /y\.csv has 2 labels, but z\.npy has more than 2 rows/,
    ],
    [
      "too many labels",
      () => [npy(), npyFile("y.npy", "|u1", [1501], [...labels, 0])],
      /y\.npy has 1501 labels, but z\.npy has 1500 rows/,
    ],
    [
      "a label out of range",
      () => [new File(["a,b,label\n0,1.5,1\n0,1.5,2\n"], "a.csv")],
      /^a\.csv, line 3: the label is 2, outside 0\.\.1: .*start at 1\?$/,
    ],
    [
      "a score that is none",
      () => [new File(["a,b,label\n0,1.5,1\n0,nan,1\n"], "a.csv")],
      /^a\.csv, line 3: score 2 is NaN/,
    ],
    [
      "rows of nothing but -inf",
      () => [new File(["a,b,label\n0,1.5,1\n-inf,-inf,1\n"], "a.csv")],
      /^a\.csv, line 3: all scores are -Infinity/,
    ],
  ])("%s ends it, with the place", async (_, files, words) => {
    const { ending } = only((await scored(files())).reports, "scored");
    expect(ending.how === "failed" && ending.message).toMatch(words);
  });

  test("probabilities that sum to something else are told", async () => {
    const { reports } = await scored([new File(["a,b,label\n0.5,0.5,1\n0.5,0.2,1\n"], "a.csv")], { kind: "probs" });
    const { ending } = only(reports, "scored");
    expect(ending.how === "failed" && ending.message).toMatch(
      /^a\.csv, line 3: the probabilities sum to 0\.7, not to 1/,
    );
  });

  test("bad rows can be left out, and the labels of another file stay beside theirs", async () => {
    const lines = logits.map((row) => row.join());
    lines.splice(700, 0, "1,2,x,4", "nan,1,2,3");
    const files = [
      new File([lines.join("\n")], "z.csv"),
      new File([labels.toSpliced(700, 0, 0, 1).join("\n")], "y.csv"),
    ];
    const { scores } = only((await scored(files, { leaveOut: true, topK: 2 })).reports, "scored");
    expect(scores.leftOut).toBe(2);
    expect(scores.problems[0]).toMatch(/^z\.csv, line 701: column 3 is "x", not a number/);
    expect(scores.count).toBe(1500);
    expect(scores.logLoss).toBeCloseTo(float64Scores(logits, labels).logLoss, 5);
  });

  test("three files, or twice the same, are too much", async () => {
    expect(only((await scored([npy(), npy(), npy()])).reports, "failed").message).toMatch(/3 files are too many/);
    expect(only((await scored([npy(), npy()])).reports, "failed").message).toMatch(/both hold scores/);
  });
});

describe("a long file", () => {
  test("is cancelled on the way, with what there is by then", async () => {
    const rows = 40_000;
    const numbers = Array.from({ length: rows * 50 }, (_, i) => Math.sin(i));
    const files = [
      npyFile("z.npy", "<f4", [rows, 50], numbers),
      npyFile(
        "y.npy",
        "|u1",
        [rows],
        Array.from({ length: rows }, (_, i) => i % 50),
      ),
    ];
    const reports: Report[] = [];
    let adds = 0;
    const counting: Surprisal = {
      ...s,
      scorer: Object.assign((config: Parameters<Surprisal["scorer"]>[0]) => {
        const scorer = s.scorer(config);
        const update: typeof scorer.update = (...given) => {
          scorer.update(...given);
          if (++adds === 3) void session.handle({ kind: "cancel" });
        };
        return new Proxy(scorer, { get: (target, name) => (name === "update" ? update : bound(target, name)) });
      }, s.scorer),
    };
    const bound = (target: object, name: string | symbol): unknown => {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    };
    const session = new Session(counting, (report) => reports.push(report));
    await session.handle({ kind: "score", ticket: 1, files, settings: DEFAULTS });
    const { scores, ending } = only(reports, "scored");
    expect(ending).toEqual({ how: "cancelled" });
    expect(scores.count).toBeGreaterThan(0);
    expect(scores.count).toBeLessThan(rows);
  });

  test("leaves a sample of bounded size, drawn from all of it", () => {
    const sample = new SampleRows(2, 2000);
    for (let row = 0; row < 10_000; ++row) sample.add(Float32Array.of(row, -row), 0, row);
    expect(sample.rows).toBe(1000);
    expect(sample.seen).toBe(10_000);
    const kept = [...sample.labels];
    expect(new Set(kept).size).toBe(1000);
    expect([...sample.scores]).toEqual(kept.flatMap((row) => [row, -row]));
    // The mean of evenly drawn numbers is within 4 standard errors of the middle.
    const mean = kept.reduce((sum, row) => sum + row, 0) / 1000;
    expect(Math.abs(mean - 5000)).toBeLessThan((4 * 10_000) / Math.sqrt(12 * 1000));
  });
});
