// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The bench in a browser: the same suite, with what Node reads from the disk or asks of programs asked of the server.

/* global document, fetch, navigator */

import { peerNames } from "../peers/peer.mjs";
import { runSuite, selection } from "../suite.mjs";

async function post(path, body) {
  const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  const answer = await response.json();
  if (answer.error) throw new Error(answer.error);
  return answer;
}

async function run() {
  const { pace, filter, quick, versions, peers } = await post("settings", {});
  const progress = document.getElementById("progress");
  const tell = (text) => {
    progress.textContent = text;
    post("tell", { text }).catch(() => {});
  };
  /** @type {import("../peers/peer.mjs").Host} */
  const host = {
    engine: navigator.userAgent,
    clock: "wall",
    pace,
    versions,
    assets: {
      surprisal: new URL("dist/index.js", document.baseURI).href,
      onnxruntime: new URL("onnxruntime/", document.baseURI).href,
      tfjs: new URL("tfjs/", document.baseURI).href,
    },
    call: (to, command) => post(`call/${to}`, command),
    digits: async (name) => new Uint8Array(await (await fetch(`digits/${name}`)).arrayBuffer()),
  };
  const { group } = selection(filter, peerNames, quick);
  return runSuite(host, { group, peer: (name) => peers.includes(name) }, tell);
}

try {
  await post("result", await run());
} catch (error) {
  await post("result", { failure: `${error.message}\n${error.stack}` });
}
