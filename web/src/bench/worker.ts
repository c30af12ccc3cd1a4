// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { type Surprisal, load } from "surprisal";

import { messageOf } from "../ui/message_of.ts";
import { CASES, type Case, disagreement, libraryContender, makeInputs, plainContender } from "./cases.ts";
import { PACES, type Pace, measure } from "./measure.ts";
import type { Absent, CaseResult, Report, Request } from "./protocol.ts";
import { titleOf } from "./summary.ts";

const VARIANTS = ["relaxed", "simd", "baseline", "js"] as const;

function post(report: Report): void {
  self.postMessage(report);
}

async function loadAll(): Promise<Surprisal[]> {
  const loaded: Surprisal[] = [];
  const absent: Absent[] = [];
  for (const variant of VARIANTS) {
    try {
      loaded.push(await load({ variant }));
    } catch (error) {
      absent.push({ name: variant, why: messageOf(error) });
    }
  }
  const version = loaded[0]?.version ?? "";
  post({ kind: "loaded", version, variants: loaded.map(({ variant }) => variant), absent });
  return loaded;
}

function run(of: Case, libraries: readonly Surprisal[], pace: Pace, onRound: (round: number) => void): CaseResult {
  const inputs = makeInputs(of);
  const plain = plainContender(of, inputs);
  const wrong: Absent[] = [];
  const right = libraries.flatMap((s) => {
    const contender = libraryContender(s, of, inputs);
    const why = disagreement(contender, plain);
    if (why === null) return [contender];
    wrong.push({ name: contender.name, why });
    return [];
  });
  return { of, timings: measure([...right, plain], pace, onRound), wrong };
}

async function runAll({ pace }: Request): Promise<void> {
  const libraries = await loadAll();
  for (const [at, of] of CASES.entries()) {
    const onRound = (round: number): void => {
      const { rounds } = PACES[pace];
      const text = `${titleOf({ of })}, round ${round + 1} of ${rounds}`;
      post({ kind: "progress", share: (at + round / rounds) / CASES.length, text });
    };
    post({ kind: "case", result: run(of, libraries, PACES[pace], onRound) });
  }
  post({ kind: "done" });
}

self.addEventListener("message", (event: MessageEvent<Request>) => {
  runAll(event.data).catch((error: unknown) => {
    post({ kind: "failed", message: messageOf(error) });
  });
});
