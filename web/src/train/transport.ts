// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The buttons that drive training, by pointer and by key, and the line that says what is going on.

import { byId, setText } from "../ui/dom.ts";
import { bindShortcuts } from "../ui/shortcuts.ts";

/** "waiting": Play was pressed while the data load; "unready": there is nothing to train on yet. */
export type Phase = "loading" | "waiting" | "unready" | "idle" | "running" | "failed";

export interface TransportListener {
  onPlay(): void;
  onPause(): void;
  onStep(): void;
  onReset(): void;
}

export class Transport {
  readonly #play = byId("play", HTMLButtonElement);
  readonly #step = byId("step", HTMLButtonElement);
  readonly #reset = byId("reset", HTMLButtonElement);
  readonly #status = byId("status");
  readonly #loading = byId("loading", HTMLProgressElement);
  #phase: Phase = "loading";

  constructor(listener: TransportListener) {
    const whenReady = (action: () => void) => (): void => {
      if (this.ready) action();
    };
    const toggle = (): void => {
      if (this.#plays) listener.onPause();
      else if (this.ready || this.loading) listener.onPlay();
    };
    const step = whenReady(() => {
      listener.onStep();
    });
    const reset = whenReady(() => {
      listener.onReset();
    });
    const copy = (): void => {
      void this.#copyLink();
    };
    this.#play.addEventListener("click", toggle);
    this.#step.addEventListener("click", step);
    this.#reset.addEventListener("click", reset);
    byId("copy").addEventListener("click", copy);
    const keys = { p: toggle, s: step, r: reset, c: copy };
    bindShortcuts(new Map(Object.entries(keys)), byId("shortcuts", HTMLInputElement));
    this.enter("loading", "Loading the data…");
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Whether there is a model to train. */
  get ready(): boolean {
    return this.#phase === "idle" || this.#phase === "running";
  }

  /** Whether the data are on their way. */
  get loading(): boolean {
    return this.#phase === "loading" || this.#phase === "waiting";
  }

  /** Whether it trains, or will as soon as it can. */
  get #plays(): boolean {
    return this.#phase === "running" || this.#phase === "waiting";
  }

  enter(phase: Phase, status: string): void {
    this.#phase = phase;
    document.documentElement.setAttribute("data-phase", phase);
    setText(byId("play-label"), this.#plays ? "Pause" : "Play");
    this.#play.disabled = !this.ready && !this.loading;
    for (const button of [this.#step, this.#reset]) button.disabled = !this.ready;
    this.#loading.hidden = !this.loading;
    this.say(status);
  }

  say(status: string): void {
    setText(this.#status, status);
  }

  showLoading(received: number, total: number | null): void {
    if (total !== null) this.#loading.value = received / total;
  }

  async #copyLink(): Promise<void> {
    const link = location.href;
    try {
      await navigator.clipboard.writeText(link);
      this.say("Link copied. It repeats this run, value for value.");
    } catch {
      // No permission, or not a secure context: the visitor copies it by hand.
      const field = byId("link", HTMLInputElement);
      byId("link-fallback").hidden = false;
      field.value = link;
      field.select();
    }
  }
}
