// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load } from "surprisal";

import { messageOf } from "../ui/message_of.ts";
import type { Report, Request } from "./protocol.ts";
import { Session } from "./session.ts";

function post(report: Report): void {
  self.postMessage(report);
}

async function start(): Promise<Session> {
  const s = await load();
  post({ kind: "loaded", variant: s.variant, version: s.version });
  return new Session(s, post);
}

const session = start();
session.catch((error: unknown) => {
  post({ kind: "failed", ticket: 0, message: messageOf(error), isFatal: true });
});

self.addEventListener("message", (event: MessageEvent<Request>) => {
  void session.then(
    (ready) => ready.handle(event.data),
    () => undefined,
  );
});
