// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeNumbers, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, scientific, steps } from "../figures/numbers.ts";
import { Plot } from "../figures/plot.ts";
import { naiveCrossEntropy } from "./naive.ts";

const base = [1, 0, -1];
const scale = { min: -120, max: 120, step: 1, page: 10 };
const x = {
  title: "added to every logit",
  min: -120,
  max: 120,
  ticks: [-120, -80, -40, 0, 40, 80, 120],
  format: (v: number) => decimal(v, 0),
};
const y = { title: "loss, nats", min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
const shifts = steps(scale.min, scale.max, 480);

const shifted = (shift: number): number[] => base.map((logit) => logit + shift);

function verdict(naive: number, stable: number): string {
  if (Number.isNaN(naive))
    return "The textbook’s form has broken: it divided ∞ by ∞, or 0 by 0. Training would end here.";
  if (!Number.isFinite(naive)) return "The textbook’s form has broken: a term that should be small is lost.";
  if (Math.abs(naive - stable) > 1e-3) return "The textbook’s form is already wrong, and nothing says so.";
  return "Both agree, so far. Drag on.";
}

export function stabilityFigure(host: Host): Draw {
  const shift = host.number("shift", 0, scale);
  const plot = new Plot(
    "The loss by what is added to the logits: the stable one is level, the naive one breaks off",
    x,
    y,
  );
  const naiveCurve = plot.curve("naive");
  const stableCurve = plot.curve("main");
  const handle = plot.handle("Added to every logit", scale, (value) => {
    shift.set(value);
  });
  const numbers = makeNumbers({ naive: "Textbook’s form, float32", stable: "Stable form, the library" });
  const words = html("p", { class: "figure-words" });
  const table = makeTable("What the textbook’s form computes", ["Step", "class 1 ✓", "class 2", "class 3"]);
  const legend = html(
    "ul",
    { class: "keys-of-curves" },
    html("li", { class: "key-main" }, "stable"),
    html("li", { class: "key-naive" }, "textbook’s"),
  );
  host.add(legend, plot.element, numbers.element, words, table.element);
  naiveCurve(shifts.map((at) => [at, naiveCrossEntropy(shifted(at), 0).loss]));

  return (s) => {
    const losses = s.crossEntropy(
      shifts.map(shifted),
      shifts.map(() => 0),
      { reduction: "none" },
    );
    stableCurve(shifts.map((at, index) => [at, losses[index]!]));
    const logits = shifted(shift.value);
    const naive = naiveCrossEntropy(logits, 0);
    const stable = s.crossEntropy([logits], [0]);
    handle(
      [shift.value, stable],
      `${decimal(shift.value, 0)}: textbook’s form ${decimal(naive.loss)}, stable form ${decimal(stable)} nats`,
    );
    numbers.show({
      naive: { value: naive.loss, text: decimal(naive.loss, 4) },
      stable: { value: stable, text: decimal(stable, 4) },
    });
    words.textContent = verdict(naive.loss, stable);
    table.show([
      ["logit z", ...logits.map((logit) => decimal(logit, 0))],
      ["exp z", ...naive.exps.map(scientific)],
      ["exp z / Σ exp z", ...naive.exps.map((exp) => scientific(Math.fround(exp / naive.sum)))],
      ["the library’s softmax", ...Array.from(s.softmax([logits]), scientific)],
    ]);
  };
}
