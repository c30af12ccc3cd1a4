// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// A chart of curves. The curves are SVG that is stretched to the place it has; words and handles lie over it, unstretched.

import { html, setStyle, svg } from "./elements.ts";
import { makeSlider, type SliderScale } from "./slider.ts";

export interface Axis {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  readonly format?: (value: number) => string;
}

export type Point = readonly [x: number, y: number];

/** Looks of lines that differ in more than colour; see figures.css. */
export type CurveKind = "main" | "plain" | "naive" | "ideal";

const share = (value: number, { min, max }: Axis): number => (value - min) / (max - min);

export class Plot {
  readonly element: HTMLElement;
  readonly #area = html("div", { class: "plot-area" });
  readonly #drawing: SVGSVGElement;
  readonly #xTicks = html("div", { class: "plot-x" });
  readonly #yTicks = html("div", { class: "plot-y" });
  readonly #xTitle = html("p", { class: "plot-title" });
  readonly #yTitle = html("p", { class: "plot-title" });
  #x: Axis;
  #y: Axis;

  /** `label` says what the chart shows, to those who don't see it. */
  constructor(label: string, x: Axis, y: Axis) {
    this.#drawing = svg("svg", {
      viewBox: "0 0 100 100",
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": label,
    });
    this.#area.append(this.#drawing);
    for (const part of [this.#xTicks, this.#yTicks]) part.ariaHidden = "true";
    const frame = html("div", { class: "plot-frame" }, this.#yTicks, this.#area, this.#xTicks);
    this.element = html("div", { class: "plot" }, this.#yTitle, frame, this.#xTitle);
    this.#x = x;
    this.#y = y;
    this.axes(x, y);
  }

  /** Other axes, for the same curves: they have to be drawn again. */
  axes(x: Axis, y: Axis): void {
    this.#x = x;
    this.#y = y;
    this.#xTitle.textContent = x.title;
    this.#yTitle.textContent = y.title;
    const tick = (axis: Axis) => (value: number) => {
      const label = html("span", {}, (axis.format ?? String)(value));
      setStyle(label, { at: share(value, axis) });
      return label;
    };
    this.#xTicks.replaceChildren(...x.ticks.map(tick(x)));
    this.#yTicks.replaceChildren(...y.ticks.map(tick(y)));
  }

  #at([x, y]: Point): string {
    return `${(100 * share(x, this.#x)).toFixed(3)} ${(100 - 100 * share(y, this.#y)).toFixed(3)}`;
  }

  /** A line; where a point is not finite, it is interrupted. */
  curve(kind: CurveKind): (points: readonly Point[]) => void {
    const line = svg("path", { class: `curve curve-${kind}`, "vector-effect": "non-scaling-stroke" });
    this.#drawing.append(line);
    return (points) => {
      let isDrawing = false;
      const path = points.map((point) => {
        const isThere = point.every(Number.isFinite);
        const command = isDrawing ? "L" : "M";
        isDrawing = isThere;
        return isThere ? command + this.#at(point) : "";
      });
      line.setAttribute("d", path.join(""));
    };
  }

  /** Columns from 0 up; each from `x0` to `x1`, as high as `y`. */
  columns(): (columns: readonly { x0: number; x1: number; y: number }[]) => void {
    const shape = svg("path", { class: "columns", "vector-effect": "non-scaling-stroke" });
    this.#drawing.append(shape);
    return (columns) => {
      const paths = columns.map(({ x0, x1, y }) => {
        const corners: Point[] = [
          [x0, 0],
          [x0, y],
          [x1, y],
          [x1, 0],
        ];
        return `M${corners.map((corner) => this.#at(corner)).join("L")}Z`;
      });
      shape.setAttribute("d", paths.join(""));
    };
  }

  /** A mark at a point; hidden, where there is none. */
  mark(): (point: Point | null) => void {
    const mark = html("span", { class: "plot-mark" });
    this.#area.append(mark);
    return (point) => {
      mark.hidden = point === null;
      if (point) this.#move(mark, point);
    };
  }

  /** A point that is dragged along the x axis. */
  handle(label: string, scale: SliderScale, onInput: (x: number) => void): (point: Point, words: string) => void {
    const handle = html("span", { class: "plot-handle" });
    // The scale may begin and end within the axis.
    const track = html("div", { class: "plot-track" });
    setStyle(track, { from: share(scale.min, this.#x), to: share(scale.max, this.#x) });
    this.#area.append(track, handle);
    const show = makeSlider(handle, { ...scale, label, track, onInput });
    return (point, words) => {
      this.#move(handle, point);
      show(point[0], words);
    };
  }

  #move(element: HTMLElement, [x, y]: Point): void {
    setStyle(element, { x: share(x, this.#x), y: Math.min(1, Math.max(0, share(y, this.#y))) });
  }
}
