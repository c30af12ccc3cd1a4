// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// What can be dragged, and moved by keys, as assistive technology knows it: role="slider".

export interface SliderScale {
  readonly min: number;
  readonly max: number;
  /** Of an arrow key; what is dragged snaps to it, too. */
  readonly step: number;
  /** Of Page Up and Page Down. */
  readonly page: number;
}

export interface SliderOptions extends SliderScale {
  readonly label: string;
  /** Where the scale lies on the screen, from `min` at the left to `max` at the right; all of it can be pressed. */
  readonly track: HTMLElement;
  readonly onInput: (value: number) => void;
}

/** The value on the scale that is nearest to this one. */
function snapped(value: number, { min, max, step }: SliderScale): number {
  const clamped = Math.min(max, Math.max(min, min + Math.round((value - min) / step) * step));
  // 0.1 + 0.2 is 0.3 here.
  return Number(clamped.toFixed(6));
}

function afterKey(key: string, value: number, { min, max, step, page }: SliderScale): number | null {
  const moves: Record<string, number> = {
    ArrowRight: value + step,
    ArrowUp: value + step,
    ArrowLeft: value - step,
    ArrowDown: value - step,
    PageUp: value + page,
    PageDown: value - page,
    Home: min,
    End: max,
  };
  return moves[key] ?? null;
}

/** Makes a slider of the element; gives what shows a value, in words for those who don't see it. */
export function makeSlider(element: HTMLElement, options: SliderOptions): (value: number, words: string) => void {
  const { track, onInput } = options;
  let current = options.min;
  element.tabIndex = 0;
  element.role = "slider";
  element.ariaLabel = options.label;
  element.ariaValueMin = String(options.min);
  element.ariaValueMax = String(options.max);
  element.ariaOrientation = "horizontal";

  const take = ({ clientX }: PointerEvent): void => {
    const { left, width } = track.getBoundingClientRect();
    onInput(snapped(options.min + ((clientX - left) / width) * (options.max - options.min), options));
  };
  track.classList.add("slider-track");
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    // Else the press would select text, and take the focus away again.
    event.preventDefault();
    element.focus({ preventScroll: true });
    track.setPointerCapture(event.pointerId);
    take(event);
  });
  track.addEventListener("pointermove", (event) => {
    if (track.hasPointerCapture(event.pointerId)) take(event);
  });
  element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = afterKey(event.key, current, options);
    if (next === null) return;
    event.preventDefault();
    // At once: the next key may come before what this one does is shown.
    current = snapped(next, options);
    onInput(current);
  });

  return (value, words) => {
    current = value;
    element.ariaValueNow = String(Number(value.toFixed(4)));
    element.ariaValueText = words;
  };
}
