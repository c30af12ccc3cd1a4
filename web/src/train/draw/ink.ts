// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A sheet that a pen draws on, and its scaling to what a model of digits has learnt from. Nothing here needs a page.

/** Cells on a side of the sheet: ten for each pixel of a digit. */
export const SHEET = 280;
/** Pixels on a side of a digit. */
const DIGIT = 28;
/** Pixels on a side of the box that a digit fills. */
const BOX = 20;
/** Half the width of a stroke, in cells: about as wide as those of the digits that were collected by pen. */
const PEN = 12;
/** As many strokes can be taken back. */
const MAX_UNDO = 30;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** How far a point is from a stretch of a stroke. */
function distance(x: number, y: number, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / square;
  const share = Math.min(Math.max(along, 0), 1);
  return Math.hypot(x - from.x - share * dx, y - from.y - share * dy);
}

export class Ink {
  /** `[280, 280]`, 0 paper to 255 ink. */
  cells = new Uint8Array(SHEET * SHEET);
  readonly #before: Uint8Array<ArrayBuffer>[] = [];

  get empty(): boolean {
    return this.cells.every((cell) => cell === 0);
  }

  /** What comes from here on is taken back by one `undo`. */
  beginStroke(): void {
    this.#before.push(this.cells.slice());
    if (this.#before.length > MAX_UNDO) this.#before.shift();
  }

  /** A stretch of a stroke; a dot, if it ends where it begins. */
  line(from: Place, to: Place): void {
    const low = (a: number, b: number): number => Math.max(Math.floor(Math.min(a, b) - PEN), 0);
    const high = (a: number, b: number): number => Math.min(Math.ceil(Math.max(a, b) + PEN), SHEET - 1);
    for (let y = low(from.y, to.y); y <= high(from.y, to.y); ++y) {
      for (let x = low(from.x, to.x); x <= high(from.x, to.x); ++x) {
        const cover = 255 * (PEN + 0.5 - distance(x + 0.5, y + 0.5, from, to));
        const at = y * SHEET + x;
        if (cover > (this.cells[at] ?? 0)) this.cells[at] = Math.min(cover, 255);
      }
    }
  }

  /** Lays a digit of 28 × 28 pixels on the sheet, in place of what was there. */
  lay(digit: ArrayLike<number>, full: number): void {
    this.beginStroke();
    const size = SHEET / DIGIT;
    this.cells = Uint8Array.from({ length: SHEET * SHEET }, (_, i) => {
      const x = Math.floor((i % SHEET) / size);
      const y = Math.floor(i / SHEET / size);
      return (255 * (digit[y * DIGIT + x] ?? 0)) / full;
    });
  }

  clear(): void {
    this.beginStroke();
    this.cells = new Uint8Array(SHEET * SHEET);
  }

  /** Whether there was anything to take back. */
  undo(): boolean {
    const before = this.#before.pop();
    if (!before) return false;
    this.cells = before;
    return true;
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function boxOf(cells: Uint8Array): Box | null {
  let [left, top, right, bottom] = [SHEET, SHEET, -1, -1];
  for (let y = 0; y < SHEET; ++y) {
    for (let x = 0; x < SHEET; ++x) {
      if (!cells[y * SHEET + x]) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** The sum of all cells above and to the left, `[281, 281]`: with it the ink under any rectangle is four look-ups. */
function integrate(cells: Uint8Array): Float64Array {
  const side = SHEET + 1;
  const sums = new Float64Array(side * side);
  for (let y = 0; y < SHEET; ++y) {
    let row = 0;
    for (let x = 0; x < SHEET; ++x) {
      row += cells[y * SHEET + x] ?? 0;
      sums[(y + 1) * side + x + 1] = (sums[y * side + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

/** `sums` between its places too: exact, as a cell's ink is spread evenly over it. */
function sumAt(sums: Float64Array, x: number, y: number): number {
  const side = SHEET + 1;
  const [column, row] = [Math.min(Math.floor(x), SHEET - 1), Math.min(Math.floor(y), SHEET - 1)];
  const [right, down] = [x - column, y - row];
  const at = (dx: number, dy: number): number => sums[(row + dy) * side + column + dx] ?? 0;
  return (1 - down) * ((1 - right) * at(0, 0) + right * at(1, 0)) + down * ((1 - right) * at(0, 1) + right * at(1, 1));
}

/**
 * The ink as MNIST's digits are: scaled, its proportions kept, into a box of 20 × 20 pixels, which is placed in 28 × 28 so
 * that the ink's centre of mass is in the middle, to a pixel. `[784]`, 0 to 1; null without ink.
 */
export function toDigit(cells: Uint8Array): Float32Array<ArrayBuffer> | null {
  const box = boxOf(cells);
  if (!box) return null;
  const scale = Math.max(box.width, box.height) / BOX;
  const columns = Math.max(1, Math.ceil(box.width / scale - 1e-9));
  const rows = Math.max(1, Math.ceil(box.height / scale - 1e-9));
  const sums = integrate(cells);
  const edge = (start: number, i: number): number => Math.min(start + i * scale, SHEET);
  const small = Float32Array.from({ length: columns * rows }, (_, i) => {
    const [x, y] = [i % columns, Math.floor(i / columns)];
    const [left, right] = [edge(box.left, x), edge(box.left, x + 1)];
    const [top, bottom] = [edge(box.top, y), edge(box.top, y + 1)];
    const ink =
      sumAt(sums, right, bottom) - sumAt(sums, left, bottom) - sumAt(sums, right, top) + sumAt(sums, left, top);
    return ink / (255 * scale * scale);
  });

  let [mass, massX, massY] = [0, 0, 0];
  small.forEach((ink, i) => {
    mass += ink;
    massX += ink * ((i % columns) + 0.5);
    massY += ink * (Math.floor(i / columns) + 0.5);
  });
  const place = (centre: number, length: number): number =>
    Math.min(Math.max(Math.round(DIGIT / 2 - centre / mass), 0), DIGIT - length);
  const [left, top] = [place(massX, columns), place(massY, rows)];
  const digit = new Float32Array(DIGIT * DIGIT);
  for (let y = 0; y < rows; ++y) {
    digit.set(small.subarray(y * columns, (y + 1) * columns), (top + y) * DIGIT + left);
  }
  return digit;
}
