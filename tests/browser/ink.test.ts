// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A drawn digit becomes one that is scaled and centred as MNIST's are.

import { describe, expect, test } from "vitest";

import { Ink, SHEET, toDigit } from "../../web/src/train/draw/ink.ts";
import { classAccuracies } from "../../web/src/train/judge/confusion.ts";

const SIDE = 28;

/** The rectangle of pixels with ink, and the centre of mass, in pixels. */
function measure(digit: Float32Array): { left: number; top: number; width: number; height: number; centre: number[] } {
  const inked = Array.from(digit.keys()).filter((i) => (digit[i] ?? 0) > 0.01);
  const xs = inked.map((i) => i % SIDE);
  const ys = inked.map((i) => Math.floor(i / SIDE));
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const mass = digit.reduce((sum, ink) => sum + ink, 0);
  const centre = [(i: number): number => i % SIDE, (i: number): number => Math.floor(i / SIDE)].map(
    (place) => digit.reduce((sum, ink, i) => sum + ink * (place(i) + 0.5), 0) / mass,
  );
  return { left, top, width: Math.max(...xs) - left + 1, height: Math.max(...ys) - top + 1, centre };
}

describe("toDigit", () => {
  test("an empty sheet is no digit", () => {
    expect(toDigit(new Ink().cells)).toBeNull();
  });

  test.each([
    ["small, in a corner", { x: 20, y: 20 }, { x: 40, y: 60 }],
    ["large", { x: 20, y: 15 }, { x: 230, y: 265 }],
    ["flat", { x: 30, y: 140 }, { x: 250, y: 150 }],
  ])("%s: its longer side is 20 pixels, its centre of mass in the middle", (_, from, to) => {
    const ink = new Ink();
    ink.line(from, to);
    ink.line(to, { x: from.x, y: to.y });
    const digit = toDigit(ink.cells);
    if (!digit) throw new Error("there is ink");
    const { width, height, centre } = measure(digit);
    expect(Math.max(width, height)).toBe(20);
    for (const place of centre) expect(Math.abs(place - SIDE / 2)).toBeLessThanOrEqual(0.5);
    expect(Math.max(...digit)).toBeLessThanOrEqual(1 + 1e-6);
    expect(Math.max(...digit)).toBeGreaterThan(0.9);
  });

  test("ink is kept: its mass, at the scale of the digit, is that of the sheet", () => {
    const ink = new Ink();
    ink.line({ x: 60, y: 50 }, { x: 200, y: 210 });
    const digit = toDigit(ink.cells) ?? new Float32Array();
    // 140 and 160 cells apart, and half a pen (12.5, antialiased) beyond either end.
    const scale = (160 + 25) / 20;
    const mass = ink.cells.reduce((sum, cell) => sum + cell, 0) / 255 / scale ** 2;
    const got = digit.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(got / mass - 1)).toBeLessThan(0.02);
  });

  test("a digit that is already in its box comes back as it was", () => {
    const original = new Float32Array(SIDE * SIDE);
    for (let y = 4; y < 24; ++y) for (let x = 8; x < 20; ++x) original[y * SIDE + x] = (x + y) % 2 ? 1 : 1 / 3;
    const ink = new Ink();
    ink.lay(original, 1);
    const digit = toDigit(ink.cells);
    expect(digit?.length).toBe(original.length);
    original.forEach((level, i) => {
      expect(digit?.[i]).toBeCloseTo(level, 2);
    });
  });
});

describe("ink", () => {
  test("a stroke is as wide as the pen, wherever it goes, and stays on the sheet", () => {
    const ink = new Ink();
    ink.line({ x: -30, y: 100 }, { x: SHEET + 30, y: 100 });
    const column = Array.from({ length: SHEET }, (_, y) => ink.cells[y * SHEET + 140] ?? 0);
    expect(column.filter((cell) => cell === 255).length).toBe(24);
  });

  test("strokes are taken back one by one", () => {
    const ink = new Ink();
    ink.beginStroke();
    ink.line({ x: 50, y: 50 }, { x: 60, y: 60 });
    const first = ink.cells.slice();
    ink.beginStroke();
    ink.line({ x: 150, y: 50 }, { x: 160, y: 60 });
    ink.clear();
    expect(ink.empty).toBe(true);
    expect(ink.undo()).toBe(true);
    expect(ink.undo()).toBe(true);
    expect(ink.cells.every((cell, i) => cell === first[i])).toBe(true);
    expect(ink.undo()).toBe(true);
    expect(ink.empty).toBe(true);
    expect(ink.undo()).toBe(false);
  });
});

test("the accuracy of a class is its share of its row", () => {
  const accuracies = classAccuracies(Float64Array.of(3, 1, 0, 0, 2, 0, 0, 0, 0), 3);
  expect(accuracies).toEqual([0.75, 1, NaN]);
});
