// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Host, Draw } from "../figures/figure.ts";
import { makeNumbers, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import { decimal, percent, steps } from "../figures/numbers.ts";
import { Plot } from "../figures/plot.ts";
import { inUnit, type Unit, unitChoice } from "./units.ts";

const scale = { min: 0.01, max: 1, step: 0.01, page: 0.1 };
const x = { title: "probability p", min: 0, max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
const y = {
  nats: { title: "surprise, nats", min: 0, max: 5, ticks: [0, 1, 2, 3, 4, 5] },
  bits: { title: "surprise, bits", min: 0, max: 7, ticks: [0, 1, 2, 3, 4, 5, 6, 7] },
};

// Closer together where the curve is steep.
const drawn = Float32Array.from(steps(0.055, 1, 120), (root) => root * root);
const tabled = [1, 0.9, 0.75, 0.5, 0.25, 0.1, 0.05, 0.01];

/** As many tosses of a coin that all come up heads. */
function coins(bits: number): string {
  if (bits < 0.005) return "No surprise at all: it was certain.";
  return `As surprising as ${decimal(bits, 2)} tosses of a coin that all come up heads.`;
}

export function surprisalFigure(host: Host): Draw {
  const probability = host.number("at", 0.25, scale);
  const unit = unitChoice(host);
  const plot = new Plot("The curve of minus the logarithm of p: 0 at p = 1, without bound towards p = 0", x, y.nats);
  const curve = plot.curve("main");
  const handle = plot.handle("Probability p", scale, (p) => {
    probability.set(p);
  });
  const numbers = makeNumbers({ probability: "Probability p", surprise: "Surprise −log p" });
  const words = html("p", { class: "figure-words" });
  const table = makeTable("Probabilities and their surprise", ["Probability", "Surprise"]);
  host.add(unit.element, plot.element, numbers.element, words, table.element);
  let shown: Unit["name"] = "nats";

  return ({ information }) => {
    const chosen = unit.show();
    if (chosen.name !== shown) plot.axes(x, y[chosen.name]);
    shown = chosen.name;
    const surprise = (p: Float32Array) => information.surprisal(p, { base: chosen.base });
    const heights = surprise(drawn);
    curve(Array.from(drawn, (p, at) => [p, heights[at]!]));

    const p = probability.value;
    const value = surprise(Float32Array.of(p))[0]!;
    const bits = information.surprisal(Float32Array.of(p), { base: 2 })[0]!;
    handle([p, value], `${percent(p)}: surprise ${inUnit(value, chosen)}`);
    numbers.show({
      probability: { value: p, text: percent(p) },
      surprise: { value, text: inUnit(value, chosen) },
    });
    words.textContent = coins(bits);
    const rows = surprise(Float32Array.from(tabled));
    table.show(tabled.map((at, row) => [percent(at), inUnit(rows[row]!, chosen)]));
  };
}
