// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// The reliability diagram: a dot for each bin at its confidence and accuracy, a line to the diagonal where it ought to lie,
// and under them how many rows each bin has.

import type { CalibrationBin } from "surprisal";
import { formatCount } from "../train/format.ts";
import { html, svg } from "../ui/markup.ts";
import { formatScore, formatShare } from "./numbers.ts";
import type { Scores } from "./protocol.ts";

const SIZE = 300;
const LEFT = 44;
const TOP = 10;
/** The bars, below the plot. */
const BARS_TOP = TOP + SIZE + 10;
const BARS = 46;
const WIDTH = LEFT + SIZE + 12;
const HEIGHT = BARS_TOP + BARS + 40;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

const atX = (confidence: number): number => LEFT + SIZE * confidence;
const atY = (accuracy: number): number => TOP + SIZE * (1 - accuracy);

function axes(): SVGElement[] {
  const lines = TICKS.flatMap((tick) => [
    svg("line", { class: "grid", x1: atX(tick), x2: atX(tick), y1: TOP, y2: TOP + SIZE }),
    svg("line", { class: "grid", x1: LEFT, x2: LEFT + SIZE, y1: atY(tick), y2: atY(tick) }),
    svg("text", { class: "tick", x: LEFT - 7, y: atY(tick) + 4, "text-anchor": "end" }, tick.toFixed(1)),
    svg("text", { class: "tick", x: atX(tick), y: BARS_TOP + BARS + 16, "text-anchor": "middle" }, tick.toFixed(1)),
  ]);
  const middle = TOP + SIZE / 2;
  const vertical = { class: "axis", x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` };
  return [
    ...lines,
    svg("line", { class: "diagonal", x1: atX(0), y1: atY(0), x2: atX(1), y2: atY(1) }),
    svg("text", vertical, "accuracy"),
    svg("text", { class: "axis", x: LEFT + SIZE / 2, y: HEIGHT - 6, "text-anchor": "middle" }, "confidence"),
  ];
}

function marks(
  { lower, upper, count, confidence, accuracy }: CalibrationBin,
  total: number,
  most: number,
): SVGElement[] {
  if (count === 0 || Number.isNaN(confidence)) return [];
  const height = Math.max(1, (BARS * count) / most);
  const left = atX(lower) + 0.75;
  const bar = {
    class: "bar",
    x: left,
    y: BARS_TOP + BARS - height,
    width: Math.max(0.5, atX(upper) - 0.75 - left),
    height,
  };
  const x = atX(confidence);
  const radius = 3 + 6 * Math.sqrt(count / total);
  return [
    svg("rect", bar),
    svg("line", { class: "gap", x1: x, x2: x, y1: atY(confidence), y2: atY(accuracy) }),
    svg("circle", { class: "dot", cx: x, cy: atY(accuracy), r: radius.toFixed(2) }),
  ];
}

/** In words what the diagram shows. */
export function describeBins(bins: readonly CalibrationBin[], ece: number): string {
  const filled = bins.filter(({ count }) => count > 0);
  const rows = (side: readonly CalibrationBin[]): number => side.reduce((sum, { count }) => sum + count, 0);
  const sure = rows(filled.filter(({ confidence, accuracy }) => confidence > accuracy));
  const all = rows(filled);
  return (
    `Reliability diagram of ${filled.length} bins. Expected calibration error ${formatScore(ece)}. ` +
    `${formatShare(sure / all)} of the rows are in bins whose confidence is above their accuracy.`
  );
}

/** The diagram, with a title. */
export function diagram(title: string, { bins, ece, count: total }: Scores): HTMLElement {
  const most = Math.max(...bins.map(({ count }) => count));
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}. ${describeBins(bins, ece)}` },
    ...axes(),
    ...bins.flatMap((bin) => marks(bin, total, most)),
  );
  const caption = html(
    "figcaption",
    {},
    html("strong", {}, title),
    ` ECE ${formatScore(ece)} · ${formatCount(total)} rows`,
  );
  return html("figure", { class: "diagram" }, caption, picture);
}
