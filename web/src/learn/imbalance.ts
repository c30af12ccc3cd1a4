// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Surprisal } from "surprisal";

import { makeNumbers, makeRange, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent, steps } from "../figures/numbers.ts";
import { Plot, type Point } from "../figures/plot.ts";

const rare = 5;
const labels = Array.from({ length: 100 }, (_, at) => (at < rare ? 1 : 0));
const range = { min: 1, max: 40, step: 1 };
const x = {
  title: "answer to everybody: probability of “ill”",
  min: 0,
  max: 1,
  ticks: [0, 0.25, 0.5, 0.75, 1],
};
const y = { title: "weighted cross-entropy, nats", min: 0, max: 3, ticks: [0, 1, 2, 3] };
const answers = steps(0.005, 0.995, 198);

/** The weighted cross-entropy of one and the same answer to all hundred. */
function lossOf(s: Surprisal, answer: number, weight: number): number {
  const logit = Math.log(answer / (1 - answer));
  return s.crossEntropy(
    labels.map(() => [0, logit]),
    labels,
    { weight: [1, weight] },
  );
}

export function imbalanceFigure(host: Host): Draw {
  const weight = host.number("weight", 1, range);
  const slider = makeRange({ label: "Weight of the ill", ...range }, weight);
  const plot = new Plot(
    "The weighted cross-entropy by the answer that everybody gets, lowest at the best answer",
    x,
    y,
  );
  const unweighted = plot.curve("plain");
  const curve = plot.curve("main");
  const mark = plot.mark();
  const numbers = makeNumbers({
    answer: "Best answer to all",
    loss: "Loss there, nats",
    share: "The ill’s share of the weight",
  });
  const words = html("p", { class: "figure-words" });
  const table = makeTable("The loss by the answer", ["Answer", "Loss, nats", "Loss without weights"]);
  const legend = html(
    "ul",
    { class: "keys-of-curves" },
    html("li", { class: "key-main" }, "weighted"),
    html("li", { class: "key-plain" }, "without weights"),
    html("li", { class: "key-mark" }, "lowest point"),
  );
  host.add(slider.element, legend, plot.element, numbers.element, words, table.element);
  // The same for every weight: computed once.
  let plain: Point[] | null = null;

  return (s) => {
    const w = weight.value;
    plain ??= answers.map((at): Point => [at, lossOf(s, at, 1)]);
    const points = w === 1 ? plain : answers.map((at): Point => [at, lossOf(s, at, w)]);
    unweighted(plain);
    curve(points);
    const [answer, loss] = points.reduce((best, point) => (point[1] < best[1] ? point : best));
    mark([answer, loss]);
    const share = (rare * w) / (rare * w + labels.length - rare);
    slider.show(`${decimal(w, 0)} ×`);
    numbers.show({
      answer: { value: answer, text: percent(answer) },
      loss: { value: loss, text: decimal(loss) },
      share: { value: share, text: percent(share) },
    });
    words.textContent =
      answer < 0.4975
        ? "Whoever decides at one half finds nobody ill, and is right in 95 of 100 cases."
        : "Both classes now pull alike, or the ill pull harder: one half is reached.";
    const rows = [9, 19, 49, 99, 149, 189];
    table.show(rows.map((at) => [percent(answers[at]!), decimal(points[at]![1]), decimal(plain![at]![1])]));
  };
}
