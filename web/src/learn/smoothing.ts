// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeBar } from "../figures/bars.ts";
import { makeNumbers, makeRange, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent, steps } from "../figures/numbers.ts";
import { Plot, type Point } from "../figures/plot.ts";

const classes = ["right", "wrong", "wrong", "wrong"];
const range = { min: 0, max: 0.5, step: 0.01 };
const x = {
  title: "lead of the right logit over the others",
  min: -2,
  max: 10,
  ticks: [-2, 0, 2, 4, 6, 8, 10],
  format: (value: number) => decimal(value, 0),
};
const y = { title: "loss, nats", min: 0, max: 3, ticks: [0, 1, 2, 3] };
const leads = steps(x.min, x.max, 480);

export function smoothingFigure(host: Host): Draw {
  const smoothing = host.number("smoothing", 0.1, range);
  const slider = makeRange({ label: "Smoothing ε", ...range }, smoothing);
  const targets = classes.map((name) => {
    const bar = makeBar("truth", { min: 0, max: 1 });
    const value = html("span", { class: "bar-value" });
    const label = html("span", { class: "bar-label" }, name);
    return { bar, value, element: html("div", { class: "bar-row bar-row-wide" }, label, bar.element, value) };
  });
  const plot = new Plot("The loss by the lead of the right logit: with smoothing it has a lowest point", x, y);
  const hard = plot.curve("plain");
  const smooth = plot.curve("main");
  const mark = plot.mark();
  const numbers = makeNumbers({ lead: "Best lead", loss: "Loss there, nats", entropy: "Entropy of the target, nats" });
  const table = makeTable("The loss by the lead", ["Lead", "Smoothed, nats", "Not smoothed, nats"]);
  const legend = html(
    "ul",
    { class: "keys-of-curves" },
    html("li", { class: "key-main" }, "smoothed"),
    html("li", { class: "key-plain" }, "not smoothed"),
    html("li", { class: "key-mark" }, "lowest point"),
  );
  const list = html("div", { class: "targets" }, ...targets.map(({ element }) => element));
  host.add(slider.element, list, legend, plot.element, numbers.element, table.element);

  return (s) => {
    const epsilon = smoothing.value;
    slider.show(decimal(epsilon, 2));
    const target = classes.map((_, at) => (at === 0 ? 1 - epsilon : 0) + epsilon / classes.length);
    for (const [at, { bar, value }] of targets.entries()) {
      bar.show(target[at]!);
      value.textContent = percent(target[at]!);
    }
    const curve = (labelSmoothing: number): Point[] => {
      const logits = leads.map((lead) => [lead, 0, 0, 0]);
      const losses = s.crossEntropy(
        logits,
        leads.map(() => 0),
        { labelSmoothing, reduction: "none" },
      );
      return leads.map((lead, at) => [lead, losses[at]!]);
    };
    const [straight, smoothed] = [curve(0), curve(epsilon)];
    hard(straight);
    smooth(smoothed);
    const lowest = smoothed.reduce((best, point) => (point[1] < best[1] ? point : best));
    // Without smoothing it falls for ever; with very little, its lowest point lies beyond the axis.
    const isBeyond = lowest[0] === x.max;
    mark(isBeyond ? null : lowest);
    const entropy = s.information.entropy(target);
    const [lead, loss] = isBeyond ? [Infinity, entropy] : lowest;
    numbers.show({
      lead: { value: lead, text: epsilon === 0 ? "∞" : isBeyond ? "> 10" : decimal(lead, 2) },
      loss: { value: loss, text: decimal(loss) },
      entropy: { value: entropy, text: decimal(entropy) },
    });
    const rows = [0, 80, 160, 240, 320, 400, 480];
    table.show(rows.map((at) => [decimal(leads[at]!, 0), decimal(smoothed[at]![1]), decimal(straight[at]![1])]));
  };
}
