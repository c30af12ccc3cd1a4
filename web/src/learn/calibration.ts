// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { makeNumbers, makeRange, makeTable } from "../figures/controls.ts";
import { html } from "../figures/elements.ts";
import type { Draw, Host } from "../figures/figure.ts";
import { decimal, percent } from "../figures/numbers.ts";
import { Plot } from "../figures/plot.ts";
import { makeForecasts } from "./forecasts.ts";

const range = { min: 0.3, max: 6, step: 0.05 };
const ticks = [0, 0.25, 0.5, 0.75, 1];
const x = { title: "confidence: the probability of the answer given", min: 0, max: 1, ticks };
const y = { title: "share that was right", min: 0, max: 1, ticks };
const bins = 10;

export function calibrationFigure(host: Host): Draw {
  const temperature = host.number("temperature", 1, range);
  const slider = makeRange({ label: "Temperature T", ...range }, temperature);
  const fit = html("button", { type: "button", class: "button" }, "Fit the temperature");
  const plot = new Plot("Reliability diagram: how often answers are right, by how sure the model is of them", x, y);
  const columns = plot.columns();
  const ideal = plot.curve("ideal");
  const line = plot.curve("main");
  const numbers = makeNumbers({
    ece: "Calibration error",
    loss: "Cross-entropy, nats",
    confidence: "Mean confidence",
    accuracy: "Accuracy",
  });
  const table = makeTable("Forecasts by their confidence", ["Confidence", "Forecasts", "Mean confidence", "Right"]);
  const legend = html(
    "ul",
    { class: "keys-of-curves" },
    html("li", { class: "key-columns" }, "right, by confidence"),
    html("li", { class: "key-ideal" }, "ideal: as often right as sure"),
  );
  const controls = html("div", { class: "figure-controls" }, slider.element, fit);
  host.add(controls, legend, plot.element, numbers.element, table.element);
  const { logits, labels } = makeForecasts(2000, 2.5);
  fit.disabled = true;

  return (s) => {
    fit.disabled = false;
    fit.onclick = () => {
      const fitted = s.temperatureScaling(logits, labels);
      temperature.set(fitted.temperature);
      host.say(
        `The temperature is ${decimal(fitted.temperature, 2)}, the cross-entropy ${decimal(fitted.after)} nats.`,
      );
    };
    const T = temperature.value;
    slider.show(decimal(T, 2));
    const probs = s.softmax(logits, { temperature: T });
    const shape = [labels.length, 3];
    const calibration = s.expectedCalibrationError(probs, labels, { bins, shape });
    const loss = s.crossEntropy(
      logits.map((row) => row.map((z) => z / T)),
      labels,
    );
    const accuracy = s.accuracy(logits, labels);
    const filled = calibration.bins.filter(({ count }) => count > 0);
    const confidence = filled.reduce((sum, bin) => sum + bin.count * bin.confidence, 0) / labels.length;
    columns(filled.map(({ lower, upper, accuracy: share }) => ({ x0: lower + 0.01, x1: upper - 0.01, y: share })));
    ideal([
      [0, 0],
      [1, 1],
    ]);
    line(filled.map((bin) => [bin.confidence, bin.accuracy]));
    numbers.show({
      ece: { value: calibration.ece, text: percent(calibration.ece) },
      loss: { value: loss, text: decimal(loss) },
      confidence: { value: confidence, text: percent(confidence) },
      accuracy: { value: accuracy, text: percent(accuracy) },
    });
    table.show(
      filled.map((bin) => [
        `${percent(bin.lower)} to ${percent(bin.upper)}`,
        String(bin.count),
        percent(bin.confidence),
        percent(bin.accuracy),
      ]),
    );
  };
}
