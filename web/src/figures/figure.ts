// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Surprisal } from "surprisal";

import type { NumberRange, Setting, Settings } from "./settings.ts";

/** Draws a figure as it is set, by the numbers of the library. */
export type Draw = (library: Surprisal) => void;

/** What a figure is made in. */
export interface Host {
  /** Puts parts into the figure, one below the other. */
  add(...parts: readonly HTMLElement[]): void;
  /** Tells those who listen to the page what happened, where they would not know. */
  say(text: string): void;
  number(key: string, initial: number, range: NumberRange): Setting<number>;
  numbers(key: string, initial: number[], range: NumberRange): Setting<number[]>;
  distribution(key: string, initial: number[]): Setting<number[]>;
  choice<T extends string>(key: string, options: readonly [T, ...T[]]): Setting<T>;
}

/** Builds a figure's parts, which need no library yet. */
export type MakeFigure = (host: Host) => Draw;

export interface Mounted {
  /** From now on the figure is drawn, and drawn again whenever it is set otherwise. */
  start(library: Surprisal): void;
  /** The keys of its settings. */
  readonly keys: ReadonlySet<string>;
}

/** Makes a figure in `element`. */
export function mountFigure(
  element: HTMLElement,
  make: MakeFigure,
  settings: Settings,
  say: (text: string) => void,
): Mounted {
  const keys = new Set<string>();
  let library: Surprisal | null = null;
  let isAsked = false;
  // At most once a frame, however fast a finger moves.
  const redraw = (): void => {
    if (!library || isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      draw(library!);
    });
  };
  const own = (key: string): string => {
    keys.add(key);
    return key;
  };
  const draw = make({
    add(...parts) {
      element.append(...parts);
    },
    say,
    number: (key, initial, range) => settings.number(own(key), initial, range, redraw),
    numbers: (key, initial, range) => settings.numbers(own(key), initial, range, redraw),
    distribution: (key, initial) => settings.distribution(own(key), initial, redraw),
    choice: (key, options) => settings.choice(own(key), options, redraw),
  });
  return {
    keys,
    start(loaded) {
      library = loaded;
      draw(loaded);
      element.ariaBusy = "false";
    },
  };
}
