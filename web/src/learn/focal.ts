// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Surprisal } from "surprisal";

import { makeStack } from "../figures/bars.ts";
import { makeNumbers, makeRange, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent, steps } from "../figures/numbers.ts";
import { Plot } from "../figures/plot.ts";

const range = { min: 0, max: 5, step: 0.1 };
const x = { title: "probability of the right answer", min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
const y = { title: "loss, nats", min: 0, max: 4, ticks: [0, 1, 2, 3, 4] };

/** Two logits whose softmax gives the right answer, the first one, this probability. */
const logitsFor = (p: number): number[] => [Math.log(p / (1 - p)), 0];
const drawn = steps(0.01, 0.99, 98);
const tabled = [0.99, 0.95, 0.9, 0.75, 0.5, 0.2, 0.05];

/** A batch of two kinds of examples. */
const batch = [
  { label: "easy", count: 1000, p: 0.95 },
  { label: "hard", count: 10, p: 0.2 },
] as const;

/** The losses of right answers with these probabilities. */
function losses(s: Surprisal, probabilities: readonly number[], gamma: number): Float32Array {
  const logits = probabilities.map(logitsFor);
  return s.softmaxFocalLoss(
    logits,
    probabilities.map(() => 0),
    { gamma, reduction: "none" },
  );
}

/** What the kinds of the batch have of its loss and of its gradient, each as a whole. */
function sums(s: Surprisal, gamma: number): { loss: number[]; gradient: number[] } {
  const parts = batch.map(({ count, p }) => {
    const { value, grad } = s.softmaxFocalLoss.valueAndGrad([logitsFor(p)], [0], { gamma });
    return { loss: count * value, gradient: count * Math.abs(grad[0]!) };
  });
  return { loss: parts.map(({ loss }) => loss), gradient: parts.map(({ gradient }) => gradient) };
}

export function focalFigure(host: Host): Draw {
  const gamma = host.number("gamma", 2, range);
  const slider = makeRange({ label: "Focus γ", ...range }, gamma);
  const plot = new Plot("Focal loss and cross-entropy by the probability of the right answer", x, y);
  const plain = plot.curve("plain");
  const focal = plot.curve("main");
  const lossStack = makeStack("Whose loss it is");
  const gradientStack = makeStack("Whose gradient it is");
  const numbers = makeNumbers({ loss: "The 10 hard ones’ loss", gradient: "The 10 hard ones’ gradient" });
  const table = makeTable("The losses by the probability", ["Probability", "Focal loss", "Cross-entropy"]);
  const legend = html(
    "ul",
    { class: "keys-of-curves" },
    html("li", { class: "key-main" }, "focal loss"),
    html("li", { class: "key-plain" }, "cross-entropy"),
  );
  host.add(
    slider.element,
    legend,
    plot.element,
    lossStack.element,
    gradientStack.element,
    numbers.element,
    table.element,
  );

  return (s) => {
    const focus = gamma.value;
    slider.show(decimal(focus, 1));
    const [curved, straight] = [losses(s, drawn, focus), losses(s, drawn, 0)];
    focal(drawn.map((p, at) => [p, curved[at]!]));
    plain(drawn.map((p, at) => [p, straight[at]!]));
    const parts = sums(s, focus);
    const shareOfHard = ([easy = 0, hard = 0]: readonly number[]) => hard / (easy + hard);
    const segments = (values: readonly number[]) =>
      batch.map(({ count, label }, at) => ({
        kind: at === 0 ? ("truth" as const) : ("model" as const),
        value: values[at]!,
        label: `${count} ${label}`,
      }));
    lossStack.show(segments(parts.loss), parts.loss[0]! + parts.loss[1]!);
    gradientStack.show(segments(parts.gradient), parts.gradient[0]! + parts.gradient[1]!);
    const [loss, gradient] = [shareOfHard(parts.loss), shareOfHard(parts.gradient)];
    numbers.show({
      loss: { value: loss, text: percent(loss) },
      gradient: { value: gradient, text: percent(gradient) },
    });
    const [rows, plainRows] = [losses(s, tabled, focus), losses(s, tabled, 0)];
    table.show(tabled.map((p, at) => [percent(p), decimal(rows[at]!, 5), decimal(plainRows[at]!, 5)]));
  };
}
