// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Report, Request } from "./protocol.ts";

/** Starts the worker, and turns everything that can go wrong with it into a "failed" report. */
export class TrainerClient {
  readonly #worker: Worker | null;

  constructor(onReport: (report: Report) => void) {
    const fail = (message: string): void => {
      onReport({ kind: "failed", message });
    };
    this.#worker = TrainerClient.#start();
    if (this.#worker === null) {
      // Not before whoever made this client has it in hand.
      queueMicrotask(() => {
        fail("This browser cannot start a module worker, in which the training would run.");
      });
      return;
    }
    this.#worker.addEventListener("message", (event: MessageEvent<Report>) => {
      onReport(event.data);
    });
    this.#worker.addEventListener("error", (event) => {
      // The page says it in words; the console need not repeat it.
      event.preventDefault();
      fail(event.message || "The worker that trains could not be loaded.");
    });
    this.#worker.addEventListener("messageerror", () => {
      fail("A message from the worker that trains could not be read.");
    });
  }

  static #start(): Worker | null {
    try {
      return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "trainer" });
    } catch {
      return null;
    }
  }

  send(request: Request): void {
    this.#worker?.postMessage(request);
  }
}
