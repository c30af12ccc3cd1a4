// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Report, Request } from "./protocol.ts";

/** Starts the worker, and turns everything that can go wrong with it into a "failed" report. */
export class ScorerClient {
  readonly #worker: Worker | null;

  constructor(onReport: (report: Report) => void) {
    const fail = (message: string): void => {
      onReport({ kind: "failed", ticket: 0, message, isFatal: true });
    };
    this.#worker = ScorerClient.#start();
    if (this.#worker === null) {
      // Not before whoever made this client has it in hand.
      queueMicrotask(() => {
        fail("This browser cannot start a module worker, in which files would be read.");
      });
      return;
    }
    this.#worker.addEventListener("message", (event: MessageEvent<Report>) => {
      onReport(event.data);
    });
    this.#worker.addEventListener("error", (event) => {
      // The page says it in words; the console need not repeat it.
      event.preventDefault();
      fail(event.message || "The worker that reads files could not be loaded.");
    });
  }

  static #start(): Worker | null {
    try {
      return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "scorer" });
    } catch {
      return null;
    }
  }

  send(request: Request): void {
    this.#worker?.postMessage(request);
  }
}
