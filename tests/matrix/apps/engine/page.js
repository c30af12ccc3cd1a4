// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What is to be done stands in the address: ?in=<a context>, or ?suite.

import { load } from "surprisal";

import { attempt } from "./answer_of.js";
import item from "./golden_case.js";
import { runSuite } from "./run_suite.js";

const query = new URLSearchParams(location.search);

/** The first message of a port, worker or window. */
const messageOf = (target) =>
  new Promise((resolve, reject) => {
    target.addEventListener("message", ({ data }) => resolve(data), { once: true });
    target.addEventListener("error", ({ message }) => reject(new Error(message ?? "the worker did not start")));
  });

async function serviceWorker(script, options) {
  const registration = await navigator.serviceWorker.register(script, options);
  const answer = messageOf(navigator.serviceWorker);
  navigator.serviceWorker.startMessages();
  const worker = registration.installing ?? registration.waiting ?? registration.active;
  worker.postMessage("answer");
  return answer.finally(() => registration.unregister());
}

const contexts = {
  main: () => attempt(() => load(), item),
  // One and the same instance for all who ask.
  often: async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => load()));
    return { ...(await attempt(load, item)), instances: new Set(all).size };
  },
  url: () => attempt(() => load({ url: query.get("url"), integrity: query.get("integrity") ?? undefined }), item),
  dedicated: () => messageOf(new Worker("./worker.js", { type: "module" })),
  shared: () => {
    const { port } = new SharedWorker("./shared.js", { type: "module" });
    port.start();
    return messageOf(port);
  },
  service: () => serviceWorker("./service.js"),
  "service-module": () => serviceWorker("./service_module.js", { type: "module" }),
  frame: () => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.src = "./frame.html";
    document.body.append(frame);
    return messageOf(globalThis);
  },
};

const task = query.has("suite") ? runSuite(load, query.get("suite")) : contexts[query.get("in")]();
task
  .catch((error) => ({ error: String(error) }))
  .then((answer) => {
    document.body.dataset.answer = JSON.stringify(answer);
  });
