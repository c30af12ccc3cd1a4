// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeBar, makeStack } from "../figures/bars.ts";
import { makeNumbers, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent } from "../figures/numbers.ts";
import { outcomes, shareBar, weighted } from "./distributions.ts";
import { inUnit, unitChoice } from "./units.ts";

const longest = { nats: 3, bits: 4.5 };

export function crossEntropyFigure(host: Host): Draw {
  const truth = host.distribution("p", [0.5, 0.25, 0.15, 0.1]);
  const model = host.distribution("q", [0.25, 0.25, 0.25, 0.25]);
  const unit = unitChoice(host);
  const rows = outcomes.map((name, at) => {
    const [p, q] = [shareBar("truth", name, truth, at), shareBar("model", name, model, at)];
    const term = makeBar("loss", { min: 0, max: longest.nats / 2 });
    const text = html("span", { class: "term-text" });
    const product = html("div", { class: "bar-row" }, html("span", { class: "bar-label" }), term.element, text);
    const element = html("div", { class: "outcome" }, html("h4", {}, name), p.element, q.element, product);
    return { p, q, term, text, element };
  });
  const stack = makeStack("The terms, end to end");
  const numbers = makeNumbers({ crossEntropy: "Cross-entropy, the sum", entropy: "Least possible, at q = p" });
  const table = makeTable("Every term of the cross-entropy", ["Outcome", "p", "q", "−log q", "p × (−log q)"]);
  const list = html("div", { class: "outcomes" }, ...rows.map(({ element }) => element));
  host.add(unit.element, list, stack.element, numbers.element, table.element);

  return ({ information }) => {
    const chosen = unit.show();
    const options = { base: chosen.base };
    const [p, q] = [truth.value, model.value];
    const costs = information.surprisal(Float32Array.from(q), options);
    const terms = p.map((share, at) => weighted(share, costs[at]!));
    for (const [at, row] of rows.entries()) {
      row.p.show();
      row.q.show();
      row.term.show(terms[at]! / (longest[chosen.name] / longest.nats));
      row.text.textContent = `${decimal(p[at]!, 2)} × ${decimal(costs[at]!, 2)} = ${decimal(terms[at]!, 2)}`;
    }
    const segments = terms.map((value, at) => ({ kind: "loss" as const, value, label: outcomes[at]! }));
    stack.show(segments, longest[chosen.name]);
    const value = information.crossEntropy(p, q, options);
    const least = information.entropy(p, options);
    numbers.show({
      crossEntropy: { value, text: inUnit(value, chosen) },
      entropy: { value: least, text: inUnit(least, chosen) },
    });
    table.show(
      outcomes.map((name, at) => [name, percent(p[at]!), percent(q[at]!), decimal(costs[at]!), decimal(terms[at]!)]),
    );
  };
}
