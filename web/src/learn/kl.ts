// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeStack } from "../figures/bars.ts";
import { makeChoice, makeNumbers, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent } from "../figures/numbers.ts";
import { outcomes, shareBar } from "./distributions.ts";
import { inUnit, unitChoice } from "./units.ts";

const truths = {
  lopsided: [0.7, 0.15, 0.1, 0.05],
  even: [0.25, 0.25, 0.25, 0.25],
  certain: [1, 0, 0, 0],
};
const longest = { nats: 3, bits: 4.5 };

export function klFigure(host: Host): Draw {
  const truth = host.choice("truth", ["lopsided", "even", "certain"]);
  const model = host.distribution("model", [0.1, 0.4, 0.3, 0.2]);
  const unit = unitChoice(host);
  const kinds = makeChoice("The truth p is", { lopsided: "lopsided", even: "even", certain: "certain" }, truth);
  const rows = outcomes.map((name, at) => {
    const bar = shareBar("model", name, model, at);
    const aim = html("span", { class: "bar-aim" });
    bar.element.querySelector(".bar")?.append(aim);
    return { bar, aim, element: html("div", { class: "outcome" }, html("h4", {}, name), bar.element) };
  });
  const parts = makeStack("Entropy, and what the model adds");
  const whole = makeStack("Cross-entropy");
  const numbers = makeNumbers({ entropy: "Entropy H(p)", kl: "KL(p ‖ q)", crossEntropy: "Cross-entropy H(p, q)" });
  const table = makeTable("The shares, and the same measures the other way round", ["Outcome", "p", "q"]);
  const list = html("div", { class: "outcomes outcomes-short" }, ...rows.map(({ element }) => element));
  const hint = html("p", { class: "figure-words" }, "The upright line in each bar is the truth: drag q onto it.");
  const controls = html("div", { class: "figure-controls" }, kinds.element, unit.element);
  host.add(controls, hint, list, parts.element, whole.element, numbers.element, table.element);

  return ({ information }) => {
    const chosen = unit.show();
    kinds.show();
    const options = { base: chosen.base };
    const [p, q] = [truths[truth.value], model.value];
    for (const [at, { bar, aim }] of rows.entries()) {
      bar.show();
      aim.style.setProperty("--at", String(p[at]!));
    }
    const entropy = information.entropy(p, options);
    const kl = information.klDivergence(p, q, options);
    const crossEntropy = information.crossEntropy(p, q, options);
    const longer = longest[chosen.name];
    const entropyPart = { kind: "truth", value: entropy, label: "H(p)" } as const;
    parts.show([entropyPart, { kind: "model", value: kl, label: "KL(p ‖ q)" }], longer);
    whole.show([{ kind: "loss", value: crossEntropy, label: "H(p, q)" }], longer);
    numbers.show({
      entropy: { value: entropy, text: inUnit(entropy, chosen) },
      kl: { value: kl, text: inUnit(kl, chosen) },
      crossEntropy: { value: crossEntropy, text: inUnit(crossEntropy, chosen) },
    });
    table.show([
      ...outcomes.map((name, at) => [name, percent(p[at]!), percent(q[at]!)]),
      ["entropy", decimal(entropy), decimal(information.entropy(q, options))],
      ["KL to the other", decimal(kl), decimal(information.klDivergence(q, p, options))],
    ]);
  };
}
