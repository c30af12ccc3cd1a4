// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import mnistUrl from "@data/mnist.bin?url";
import { download } from "../data/download.ts";
import { messageOf } from "../ui/message_of.ts";
import type { Report, Request } from "./protocol.ts";

/**
 * Starts the worker, fetches the digits for it, which need not wait until it has started, and turns everything that can go
 * wrong with either into a "failed" report.
 */
export class TrainerClient {
  readonly #worker: Worker | null;
  #digitsAsked = false;
  /** What came in before anybody listened. */
  readonly #early: Report[] = [];
  #onReport = (report: Report): void => {
    this.#early.push(report);
  };

  constructor() {
    this.#worker = TrainerClient.#start();
    if (this.#worker === null) {
      this.#fail("This browser cannot start a module worker, in which the training would run.");
      return;
    }
    this.#worker.addEventListener("message", (event: MessageEvent<Report>) => {
      this.#onReport(event.data);
    });
    this.#worker.addEventListener("error", (event) => {
      // The page says it in words; the console need not repeat it.
      event.preventDefault();
      this.#fail(event.message || "The worker that trains could not be loaded.");
    });
    this.#worker.addEventListener("messageerror", () => {
      this.#fail("A message from the worker that trains could not be read.");
    });
  }

  static #start(): Worker | null {
    try {
      return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "trainer" });
    } catch {
      return null;
    }
  }

  /** From now on `onReport` is told; not before the caller is done with what it is at. */
  listen(onReport: (report: Report) => void): void {
    queueMicrotask(() => {
      this.#onReport = onReport;
      this.#early.splice(0).forEach(onReport);
    });
  }

  send(request: Request): void {
    if (request.kind === "reset" && request.settings.data === "mnist" && !this.#digitsAsked) {
      this.#digitsAsked = true;
      void this.#sendDigits();
    }
    this.#worker?.postMessage(request);
  }

  async #sendDigits(): Promise<void> {
    try {
      const content = await download(mnistUrl, "digits", (received, total) => {
        this.#onReport({ kind: "loading", received, total });
      });
      this.#worker?.postMessage({ kind: "digits", content } satisfies Request, [content.buffer]);
    } catch (error) {
      this.#fail(messageOf(error));
    }
  }

  #fail(message: string): void {
    this.#onReport({ kind: "failed", message });
  }
}
