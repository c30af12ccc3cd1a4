// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A digit drawn by hand, and what the model makes of it, stroke by stroke.

import "../../styles/draw.css";
import type { DatasetInfo, FeatureArray, Split } from "../../data/dataset.ts";
import { PIXELS, SIDE } from "../../data/digits.ts";
import { byId, setText } from "../../ui/dom.ts";
import { Speaker } from "../../ui/speaker.ts";
import { parseHex, token } from "../../ui/theme.ts";
import { ClassBars } from "../class_bars.ts";
import { formatPercent } from "../format.ts";
import { paintDigit } from "../paint.ts";
import { toDigit } from "./ink.ts";
import { Pad } from "./pad.ts";

const SPEAK_MS = 1000;
/** A drawn digit's pixels go up to this; a test digit's up to the data set's own level. */
const FULL = 1;

/** Asks for the probabilities of one example; the answer comes by `answer`. */
export type Ask = (id: number, features: FeatureArray) => void;

export class DrawView {
  readonly #section = byId("draw");
  readonly #seen = byId("draw-seen", HTMLCanvasElement);
  readonly #start = byId("draw-start", HTMLSelectElement);
  readonly #speaker = new Speaker(byId("draw-reading"), SPEAK_MS);
  readonly #pad: Pad;
  readonly #ask: Ask;
  #classNames: readonly string[] = [];
  #bars: ClassBars | null = null;
  #digit: Float32Array<ArrayBuffer> | null = null;
  #verdict = "";
  #id = 0;
  /** One question at a time: what is drawn meanwhile is asked about when the answer is there. */
  #asked = false;
  #stale = false;

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#seen.width = SIDE;
    this.#seen.height = SIDE;
    this.#pad = new Pad(byId("draw-pad", HTMLCanvasElement), {
      onInk: () => {
        this.#look();
      },
      onPen: (down) => {
        // What is said last stays: without the verdict, a pen put up would take it away.
        const pen = down ? "Pen down: arrow keys draw." : "Pen up: arrow keys move it.";
        this.#speaker.say(this.#verdict === "" ? pen : `${pen} ${this.#verdict}`);
      },
    });
    byId("draw-clear").addEventListener("click", () => {
      this.#pad.ink.clear();
      this.#pad.changed();
    });
    byId("draw-undo").addEventListener("click", () => {
      if (this.#pad.ink.undo()) this.#pad.changed();
    });
  }

  /** There are these data now: digits can be drawn if they are images of digits. */
  load(dataset: DatasetInfo, gallery: Split): void {
    const { image, classNames } = dataset;
    const drawable = image?.width === SIDE && image.height === SIDE;
    this.#section.hidden = !drawable;
    this.#asked = false;
    if (!drawable) return;
    this.#classNames = classNames;
    this.#bars = new ClassBars(byId("draw-probs"), classNames);
    const options = Array.from(gallery.labels, (label, i) => {
      const before = gallery.labels.slice(0, i).filter((other) => other === label).length;
      const name = classNames[label] ?? "?";
      return new Option(before === 0 ? name : `${name}, hard`, String(i));
    });
    this.#start.replaceChildren(new Option("choose…", ""), ...options);
    this.#start.onchange = (): void => {
      const at = this.#start.value === "" ? -1 : Number(this.#start.value);
      if (at < 0) return;
      this.#pad.ink.lay(gallery.features.subarray(at * PIXELS, (at + 1) * PIXELS), FULL / dataset.scale);
      this.#pad.changed();
      this.#start.value = "";
    };
    this.#look();
  }

  /** The model has changed: what does it make of the same digit now? */
  refresh(): void {
    if (this.#digit) this.#send(this.#digit);
  }

  answer(id: number, probs: Float32Array): void {
    if (id !== this.#id) return;
    this.#asked = false;
    if (this.#stale && this.#digit) {
      this.#send(this.#digit);
    } else if (this.#digit) {
      const most = probs.indexOf(Math.max(...probs));
      this.#bars?.show(probs, most);
      this.#verdict = `Most likely ${this.#classNames[most] ?? "?"}, ${formatPercent(probs[most] ?? null)}.`;
      this.#speaker.say(this.#verdict);
    }
  }

  recolour(): void {
    this.#pad.paint();
    this.#paintSeen();
  }

  #look(): void {
    this.#digit = toDigit(this.#pad.ink.cells);
    this.#paintSeen();
    setText(byId("draw-hint"), this.#digit ? "" : "Draw a digit, as large as you like.");
    if (this.#digit) {
      this.#send(this.#digit);
    } else {
      this.#bars?.show(null);
      this.#verdict = "";
      this.#speaker.say("The sheet is empty.");
    }
  }

  #send(digit: Float32Array<ArrayBuffer>): void {
    this.#stale = this.#asked;
    if (this.#asked || this.#section.hidden) return;
    this.#asked = true;
    this.#ask(++this.#id, digit);
  }

  #paintSeen(): void {
    const levels = this.#digit ?? new Float32Array(PIXELS);
    const image = paintDigit(levels, FULL, parseHex(token("--paper-digit")), parseHex(token("--ink-digit")));
    this.#seen.getContext("2d")?.putImageData(new ImageData(image, SIDE, SIDE), 0, 0);
  }
}
