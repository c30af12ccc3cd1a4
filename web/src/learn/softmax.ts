// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeBar, makeDragBar } from "../figures/bars.ts";
import { makeChoice, makeNumbers, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent } from "../figures/numbers.ts";

const names = ["cat", "dog", "fox", "owl"] as const;
const scale = { min: -6, max: 6, step: 0.1, page: 1 };

/** A bar with its number, under what it is called. */
function captioned(caption: string, bar: HTMLElement): { element: HTMLElement; value: HTMLElement } {
  const value = html("span", { class: "bar-value" });
  const label = html("span", { class: "bar-label" }, caption);
  return { element: html("div", { class: "bar-row" }, label, bar, value), value };
}

export function softmaxFigure(host: Host): Draw {
  const logits = host.numbers("logits", [2, 1, 0, -1], scale);
  const answer = host.choice("answer", names);
  const right = makeChoice("The right answer is", { cat: "cat", dog: "dog", fox: "fox", owl: "owl" }, answer);
  const rows = names.map((name, at) => {
    const logit = makeDragBar("truth", `Logit of ${name}`, scale, (value) => {
      logits.set(logits.value.map((old, other) => (other === at ? value : old)));
    });
    const probability = makeBar("model", { min: 0, max: 1 });
    const gradient = makeBar("gradient", { min: -1, max: 1 });
    const parts = {
      logit: captioned("z", logit.element),
      probability: captioned("p", probability.element),
      gradient: captioned("p − y", gradient.element),
    };
    const title = html("h4", {}, name);
    const bars = Object.values(parts).map(({ element }) => element);
    return { logit, probability, gradient, parts, title, element: html("div", { class: "outcome" }, title, ...bars) };
  });
  const numbers = makeNumbers({ loss: "Cross-entropy, nats", sum: "Sum of the gradient" });
  const table = makeTable("Logits, probabilities and gradient", [
    "Class",
    "Logit z",
    "Probability p",
    "Gradient p − y",
  ]);
  const list = html("div", { class: "outcomes" }, ...rows.map(({ element }) => element));
  host.add(right.element, list, numbers.element, table.element);

  return (s) => {
    right.show();
    const z = logits.value;
    const label = names.indexOf(answer.value);
    const p = s.softmax([z]);
    const { value, grad } = s.crossEntropy.valueAndGrad([z], [label]);
    for (const [at, row] of rows.entries()) {
      const { parts } = row;
      row.title.textContent = at === label ? `${names[at]!} ✓` : names[at]!;
      row.logit.show(z[at]!, `${decimal(z[at]!, 1)}: probability ${percent(p[at]!)}`);
      row.probability.show(p[at]!);
      row.gradient.show(grad[at]!);
      parts.logit.value.textContent = decimal(z[at]!, 1);
      parts.probability.value.textContent = percent(p[at]!);
      parts.gradient.value.textContent = decimal(grad[at]!, 2);
    }
    const sum = grad.reduce((total, part) => total + part, 0);
    numbers.show({ loss: { value, text: decimal(value) }, sum: { value: sum, text: decimal(sum) } });
    table.show(names.map((name, at) => [name, decimal(z[at]!, 1), percent(p[at]!), decimal(grad[at]!, 4)]));
  };
}
