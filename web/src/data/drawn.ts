// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Points by hand, and their form in the page's address: five characters each, two base-36 digits for x, two for y, and the
// class. Places are steps of the grid that these digits make, so a point is where it was drawn.

export interface DrawnPoint {
  /** 0..GRID - 1, to the right. */
  readonly column: number;
  /** 0..GRID - 1, upwards. */
  readonly row: number;
  readonly label: number;
}

const BASE = 36;
export const GRID = BASE * BASE;
/** Points that an address carries. */
export const MAX_DRAWN = 400;
export const MAX_DRAWN_CLASSES = 4;

const FORM = /[0-9a-z]{4}[0-3]/y;

/** As far as `text` is such points, those. */
export function readPoints(text: string): DrawnPoint[] {
  const points: DrawnPoint[] = [];
  FORM.lastIndex = 0;
  for (let found = FORM.exec(text); found && points.length < MAX_DRAWN; found = FORM.exec(text)) {
    const [word] = found;
    points.push({
      column: Number.parseInt(word.slice(0, 2), BASE),
      row: Number.parseInt(word.slice(2, 4), BASE),
      label: Number(word[4]),
    });
  }
  return points;
}

const digits = (value: number): string => value.toString(BASE).padStart(2, "0");

export function writePoints(points: readonly DrawnPoint[]): string {
  return points.map(({ column, row, label }) => digits(column) + digits(row) + String(label)).join("");
}

/** -1..1 of a step of the grid. */
export function placeOf(step: number): number {
  return (step / (GRID - 1)) * 2 - 1;
}

/** The step of the grid nearest to a place, -1..1; places outside are moved to the edge. */
export function stepOf(place: number): number {
  return Math.round(((Math.max(-1, Math.min(1, place)) + 1) / 2) * (GRID - 1));
}
