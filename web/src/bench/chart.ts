// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Bars of speed, one figure a case; a thin line over each bar spans its quartiles.

import { html, svg } from "../ui/markup.ts";
import type { CaseResult } from "./protocol.ts";
import { type Line, PLAIN, formatRatio, formatSpeed, linesOf, shapeOf, titleOf } from "./summary.ts";

const LEFT = 66;
const WIDTH = 360;
const BARS = 196;
const ROW = 26;

function bar({ name, speed, ratio }: Line, at: number, scale: number): SVGElement[] {
  const top = at * ROW;
  const middle = top + ROW / 2;
  const times = ratio === null ? "" : ` · ${formatRatio(ratio)}`;
  const length = Math.max(1, speed.median * scale);
  const end = LEFT + Math.max(length, speed.upper * scale) + 6;
  return [
    svg("text", { class: "bar-name", x: LEFT - 7, y: middle + 4, "text-anchor": "end" }, name),
    svg("rect", {
      class: name === PLAIN ? "bar bar-plain" : "bar",
      x: LEFT,
      y: top + 4,
      width: length,
      height: ROW - 8,
      rx: 2,
    }),
    svg("line", {
      class: "spread",
      x1: LEFT + speed.lower * scale,
      x2: LEFT + speed.upper * scale,
      y1: middle,
      y2: middle,
    }),
    svg("text", { class: "bar-value", x: end, y: middle + 4 }, `${formatSpeed(speed.median)}${times}`),
  ];
}

/** The figure of a case. */
export function chart(result: CaseResult): HTMLElement {
  const lines = linesOf(result);
  const most = Math.max(...lines.map(({ speed }) => speed.upper));
  const words = lines.map(({ name, speed }) => `${name} ${formatSpeed(speed.median)}`).join(", ");
  const label = `${titleOf(result)}, thousand millions of elements a second: ${words}`;
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${lines.length * ROW}`, role: "img", "aria-label": label },
    ...lines.flatMap((line, at) => bar(line, at, BARS / most)),
  );
  const shape = html("span", { class: "shape" }, shapeOf(result));
  const caption = html("figcaption", {}, html("code", {}, result.of.kernel), " ", shape);
  return html("figure", { class: "speeds" }, caption, picture);
}
