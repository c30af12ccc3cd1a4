// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load } from "surprisal";
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

const library = load();
const trainer = new Trainer(library, post);

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  void guarded(() => trainer.handle(data));
});

// Told even if nothing was asked yet.
void guarded(async () => {
  await library;
});
