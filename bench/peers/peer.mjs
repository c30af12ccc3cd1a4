// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Everybody who is measured, behind one interface.

/**
 * @typedef {object} Task one operation on one set of data, ready to run
 * @property {(calls: number) => number | Promise<number>} time see Contender in core/measure.mjs
 * @property {boolean} [ownPace]
 * @property {() => Promise<{ value?: number, array?: ArrayLike<number> }>} [answer] loss; gradient or probabilities
 * @property {() => void | Promise<void>} [dispose]
 */

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} version
 * @property {string} [note] what a reader of the figures should know
 * @property {(operation: string, data: import("../cases/data.mjs").Data) => Promise<Task | undefined>} prepare
 *   undefined if it has no such operation
 * @property {(digits: import("../cases/training.mjs").Digits) => Promise<Task[] | undefined>} [prepareTraining]
 * @property {(race: import("../cases/mnist_race.mjs").Race) => Promise<import("../cases/mnist_race.mjs").Runner[]>} [prepareRace]
 * @property {(operation: "loss" | "grad", layer: import("../cases/linear.mjs").Layer) => Promise<Task>} [prepareLinear]
 */

/**
 * @typedef {object} Host where we run: see host/
 * @property {import("../core/measure.mjs").Pace} pace
 * @property {"wall" | "cpu"} clock see core/clock.mjs
 * @property {string} engine
 * @property {Record<string, string>} versions of packages that do not know their own
 * @property {Record<string, string>} assets where peers find their files
 * @property {(to: string, command: object) => Promise<object>} call asks a program outside of the engine
 * @property {(name: string) => Promise<Uint8Array>} digits one of MNIST's files
 */

/** @typedef {(host: Host) => Promise<Peer>} OpenPeer rejects with the reason where it cannot run */

// Written out, one import each, so that the bundle of the browser's page holds them.
const everybody = {
  "surprisal simd": async (host) => (await import("./surprisal.mjs")).open(host, "simd", "in place"),
  "surprisal relaxed": async (host) => (await import("./surprisal.mjs")).open(host, "relaxed", "in place"),
  "surprisal simd, ordinary": async (host) => (await import("./surprisal.mjs")).open(host, "simd", "ordinary"),
  "surprisal relaxed, ordinary": async (host) => (await import("./surprisal.mjs")).open(host, "relaxed", "ordinary"),
  // Another build of ours, to see what a change does.
  "other simd": async (host) => (await import("./surprisal.mjs")).open(host, "simd", "in place", "other"),
  "other relaxed": async (host) => (await import("./surprisal.mjs")).open(host, "relaxed", "in place", "other"),
  PyTorch: async (host) => (await import("./pytorch.mjs")).open(host),
  "onnxruntime-web": async (host) => (await import("./onnxruntime.mjs")).open(host),
  "tfjs-wasm": async (host) => (await import("./tfjs.mjs")).open(host, "softmaxCrossEntropy"),
  "tfjs-wasm, logSoftmax": async (host) => (await import("./tfjs.mjs")).open(host, "logSoftmax"),
  "jax-js": async (host) => (await import("./jax.mjs")).open(host),
  "plain JS": async (host) => (await import("./plain_js.mjs")).open(host),
  "native, 128-bit": async (host) => (await import("./native.mjs")).open(host, "128-bit"),
  "native, widest": async (host) => (await import("./native.mjs")).open(host, "widest"),
};

export const peerNames = Object.keys(everybody);

/**
 * Opens those who can run here.
 * @param {Host} host
 * @param {(name: string) => boolean} isWanted
 * @returns {Promise<{ peers: Peer[], absent: { name: string, reason: string }[] }>}
 */
export async function openPeers(host, isWanted) {
  const peers = [];
  const absent = [];
  const hadWorker = "Worker" in globalThis;
  for (const name of peerNames.filter(isWanted)) {
    try {
      peers.push(await everybody[name](host));
    } catch (error) {
      absent.push({ name, reason: error.message.split("\n")[0] });
    }
    // In Node, some leave a global Worker behind, and others would take it for a browser's and start threads.
    if (!hadWorker) delete globalThis.Worker;
  }
  return { peers, absent };
}
