// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { messageOf } from "../ui/message_of.ts";
import type { Report, Request } from "./protocol.ts";
import { Trainer } from "./trainer.ts";

function post(report: Report): void {
  self.postMessage(report);
}

/** Runs `work`; whatever it throws reaches the page, in words. */
async function guarded(work: () => void | Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    post({ kind: "failed", message: messageOf(error) });
  }
}

const waiting: Request[] = [];
let trainer: Trainer | null = null;

self.addEventListener("message", (event: MessageEvent<Request>) => {
  const request = event.data;
  if (trainer === null) {
    waiting.push(request);
  } else {
    const ready = trainer;
    void guarded(() => ready.handle(request));
  }
});

void guarded(async () => {
  trainer = await Trainer.create(post);
  const ready = trainer;
  for (const request of waiting.splice(0)) void guarded(() => ready.handle(request));
});
