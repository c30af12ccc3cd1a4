// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The sheet on the page: drawn on by mouse, finger and pen, or by keys that move a pen.

import { parseHex, token } from "../../ui/theme.ts";
import { mix } from "../paint.ts";
import { Ink, type Place, SHEET } from "./ink.ts";

/** How far one press of an arrow key moves the pen, in cells: one pixel of a digit. */
const KEY_STEP = 10;
const MARGIN = 20;

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface PadListener {
  /** The sheet has changed. */
  onInk(): void;
  /** The pen that keys move was put down, or lifted. */
  onPen(down: boolean): void;
}

export class Pad {
  readonly ink = new Ink();
  readonly #canvas: HTMLCanvasElement;
  readonly #listener: PadListener;
  /** Of the pointer that draws. */
  #last: Place | null = null;
  #pen: Place = { x: SHEET / 2, y: SHEET / 2 };
  #penDown = false;
  #penShown = false;
  #painting = false;

  constructor(canvas: HTMLCanvasElement, listener: PadListener) {
    this.#canvas = canvas;
    this.#listener = listener;
    canvas.width = SHEET;
    canvas.height = SHEET;
    canvas.addEventListener("pointerdown", (event) => {
      this.#begin(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      this.#follow(event);
    });
    for (const end of ["pointerup", "pointercancel"] as const) {
      canvas.addEventListener(end, () => {
        this.#last = null;
      });
    }
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !this.#onKey(event.key, event.repeat)) return;
      event.preventDefault();
    });
    canvas.addEventListener("blur", () => {
      this.#penShown = false;
      this.#penDown = false;
      this.paint();
    });
    this.paint();
  }

  /** Something other than the pen has changed the ink. */
  changed(): void {
    this.paint();
    this.#listener.onInk();
  }

  /** At the next frame, in the colours in force then. */
  paint(): void {
    if (this.#painting) return;
    this.#painting = true;
    requestAnimationFrame(() => {
      this.#painting = false;
      this.#paintNow();
    });
  }

  #placeOf(event: PointerEvent): Place {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return { x: ((event.clientX - left) / width) * SHEET, y: ((event.clientY - top) / height) * SHEET };
  }

  #begin(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#penShown = false;
    this.ink.beginStroke();
    this.#last = this.#placeOf(event);
    this.ink.line(this.#last, this.#last);
    this.changed();
  }

  #follow(event: PointerEvent): void {
    if (!this.#last || !event.isPrimary) return;
    // Between two frames a pen has been in more than one place.
    const events = event.getCoalescedEvents();
    for (const part of events.length > 0 ? events : [event]) {
      const next = this.#placeOf(part);
      this.ink.line(this.#last, next);
      this.#last = next;
    }
    this.changed();
  }

  /** Whether the key meant something. */
  #onKey(key: string, repeats: boolean): boolean {
    const direction = DIRECTIONS[key];
    if (direction) {
      this.#movePen(direction);
    } else if (key === " ") {
      // Held down, it would flicker between up and down.
      if (!repeats) this.#setPen(!this.#penDown);
    } else if (key === "Escape" && this.#penDown) {
      this.#setPen(false);
    } else if (key === "Delete" || key === "Backspace") {
      this.ink.clear();
      this.changed();
    } else {
      return false;
    }
    this.#penShown = true;
    this.paint();
    return true;
  }

  #movePen([dx, dy]: readonly [number, number]): void {
    const keepIn = (value: number): number => Math.min(Math.max(value, MARGIN), SHEET - MARGIN);
    const next = { x: keepIn(this.#pen.x + dx * KEY_STEP), y: keepIn(this.#pen.y + dy * KEY_STEP) };
    if (this.#penDown) {
      this.ink.line(this.#pen, next);
      this.#listener.onInk();
    }
    this.#pen = next;
  }

  #setPen(down: boolean): void {
    this.#penDown = down;
    this.#listener.onPen(down);
    if (!down) return;
    this.ink.beginStroke();
    this.ink.line(this.#pen, this.#pen);
    this.#listener.onInk();
  }

  #paintNow(): void {
    const context = this.#canvas.getContext("2d");
    if (!context) return;
    const image = new ImageData(SHEET, SHEET);
    const paper = parseHex(token("--paper-digit"));
    const ink = parseHex(token("--ink-digit"));
    this.ink.cells.forEach((cell, i) => {
      mix(paper, ink, cell / 255, image.data, i * 4);
    });
    context.putImageData(image, 0, 0);
    if (this.#penShown) this.#paintPen(context);
  }

  #paintPen(context: CanvasRenderingContext2D): void {
    const { x, y } = this.#pen;
    context.beginPath();
    for (const [dx, dy] of Object.values(DIRECTIONS)) {
      context.moveTo(x + dx * 5, y + dy * 5);
      context.lineTo(x + dx * 16, y + dy * 16);
    }
    // On paper and on ink alike.
    for (const [width, colour] of [
      [5, "--paper-digit"],
      [2.5, this.#penDown ? "--validation" : "--training"],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = token(colour);
      context.stroke();
    }
    if (!this.#penDown) return;
    context.beginPath();
    context.arc(x, y, 4, 0, 2 * Math.PI);
    context.fillStyle = token("--validation");
    context.fill();
  }
}
