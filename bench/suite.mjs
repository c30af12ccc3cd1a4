// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The whole run, in Node or in a browser's page: opens the peers, checks the answers, measures. Prints nothing.

import { check } from "./cases/checks.mjs";
import { checkEachLoss, eachLossGroups } from "./cases/each_loss.mjs";
import { checkLinear, linearGroups } from "./cases/linear.mjs";
import { lossGroups } from "./cases/losses.mjs";
import { raceGroups } from "./cases/mnist_race.mjs";
import { optionGroups } from "./cases/options.mjs";
import { overheadGroups } from "./cases/overheads.mjs";
import { smallGroups } from "./cases/small.mjs";
import { trainingGroups } from "./cases/training.mjs";
import { setClock } from "./core/clock.mjs";
import { measure } from "./core/measure.mjs";
import { summarize } from "./core/statistics.mjs";
import { openPeers } from "./peers/peer.mjs";
import { loadSurprisal } from "./peers/surprisal.mjs";

/**
 * What a filter leaves. Its words that are part of a peer's name choose peers, ourselves always among them; of the
 * others, a group's id must contain each. A group that takes long is left out of a quick run unless the filter names it.
 */
export function selection(filter, peerNames, isQuick) {
  const words = filter.split(/\s+/).filter(Boolean);
  const isPeer = (word) => peerNames.some((name) => name.toLowerCase().includes(word.toLowerCase()));
  const named = words.filter(isPeer).map((word) => word.toLowerCase());
  const rest = words.filter((word) => !isPeer(word));
  return {
    peer: (name) =>
      named.length === 0 || name.startsWith("surprisal") || named.some((word) => name.toLowerCase().includes(word)),
    group: (id, isLong = false) => rest.every((word) => id.includes(word)) && !(isLong && isQuick && rest.length === 0),
  };
}

/** Our own variants among the peers, by name. */
async function ownInstances(host, peers) {
  const instances = new Map();
  for (const variant of ["simd", "relaxed"]) {
    if (peers.some(({ name }) => name === `surprisal ${variant}`)) {
      instances.set(variant, await loadSurprisal(host, variant));
    }
  }
  return instances;
}

async function* allGroups(host, peers, instances, isWanted) {
  const pytorch = peers.find(({ name }) => name === "PyTorch");
  yield* lossGroups(peers, isWanted);
  yield* trainingGroups(host, peers, isWanted);
  yield* raceGroups(host, peers, isWanted);
  yield* linearGroups(host, instances, peers, isWanted);
  yield* optionGroups(instances, isWanted);
  yield* eachLossGroups(instances, pytorch, isWanted);
  yield* overheadGroups(instances, isWanted);
  yield* smallGroups(instances, isWanted);
}

/** What is kept of a measured group. */
function resultOf(group, samples) {
  const { id, kind, family, operation, rows, classes, logits, variant, steps } = group;
  const contenders = {};
  for (const contender of group.contenders) {
    const seconds = samples.get(contender.name);
    contenders[contender.name] = { logits: contender.logits ?? logits, ...summarize(seconds), samples: seconds };
  }
  return { id, kind, family, operation, rows, classes, variant, steps, ...group.notes?.(), contenders };
}

/**
 * @param {import("./peers/peer.mjs").Host} host
 * @param {{ peer: (name: string) => boolean, group: (id: string, isLong?: boolean) => boolean }} isWanted
 * @param {(text: string) => void} tell progress
 */
export async function runSuite(host, isWanted, tell) {
  setClock(host.clock);
  tell("opening the peers");
  const { peers, absent } = await openPeers(host, isWanted.peer);
  tell("checking the answers");
  const { errors, problems } = await check(host, peers, isWanted.group);
  const instances = await ownInstances(host, peers);
  const pytorch = peers.find(({ name }) => name === "PyTorch");
  problems.push(...(await checkEachLoss(instances, pytorch, isWanted.group)));
  problems.push(...(await checkLinear(instances, peers, isWanted.group)));
  const groups = [];
  if (problems.length === 0) {
    for await (const group of allGroups(host, peers, instances, isWanted.group)) {
      tell(`measuring ${group.id}`);
      groups.push(resultOf(group, await measure(group.contenders, { ...host.pace, ...group.pace })));
      await group.dispose?.();
    }
  }
  return {
    engine: host.engine,
    peers: peers.map(({ name, version, note }) => ({ name, version, note })),
    absent,
    checks: { errors, problems },
    clock: host.clock,
    pace: host.pace,
    groups,
  };
}
