// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** How long to work before anybody else has a turn: a page can still draw 60 frames a second. */
const turnMs = 10;

/** Lets everything else that waits to be run have its turn. */
export class Turns {
  #end = performance.now() + turnMs;
  #channel: MessageChannel | undefined;

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }

  async next(): Promise<void> {
    await this.#others();
    this.#end = performance.now() + turnMs;
  }

  /**
   * Not setTimeout, which soon waits for 4 ms each time; nor scheduler.yield, which comes back before what else waits, and
   * starves animations in Chromium. In Node a message that is answered by a message keeps timers from running.
   */
  #others(): Promise<void> {
    return new Promise((resolve) => {
      const { setImmediate } = globalThis as { setImmediate?: (then: () => void) => unknown };
      if (setImmediate !== undefined) {
        setImmediate(resolve);
        return;
      }
      this.#channel ??= new MessageChannel();
      this.#channel.port1.onmessage = () => {
        resolve();
      };
      this.#channel.port2.postMessage(null);
    });
  }

  /** An open port would keep a process alive. */
  close(): void {
    this.#channel?.port1.close();
  }
}
