// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// WebKitGTK, by the W3C's WebDriver and nothing else.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** MiniBrowser, which no folder of PATH has. */
function miniBrowser() {
  for (const libraries of readdirSync("/usr/lib").map((name) => path.join("/usr/lib", name))) {
    const place = path.join(libraries, "webkit2gtk-4.1/MiniBrowser");
    try {
      if (readdirSync(path.dirname(place)).includes("MiniBrowser")) return place;
    } catch {
      // Another library's folder.
    }
  }
  throw new Error("no MiniBrowser: webkit2gtk-driver and xvfb have to be installed");
}

/** A program that ends when it is told to; what it prints is of no interest. */
function background(command, args, env) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: "ignore" });
  return async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.kill()) await ended;
  };
}

export async function launchWebKit(patience) {
  const binary = miniBrowser();
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const display = `:${100 + (port % 800)}`;
  const stopScreen = background("Xvfb", [display, "-screen", "0", "1024x768x24"], {});
  const stopDriver = background("WebKitWebDriver", [`--port=${port}`], {
    DISPLAY: display,
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    // Its sandbox does not work for root, nor in containers.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  });
  const ask = async (method, command, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${command}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebDriver: ${value.message}`);
    return value;
  };
  const close = async () => {
    await stopDriver();
    await stopScreen();
  };
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary, args: ["--automation"] } } };
  let session;
  for (let attempts = 100; session === undefined; attempts--) {
    try {
      session = `/session/${(await ask("POST", "/session", { capabilities })).sessionId}`;
    } catch (error) {
      if (attempts === 0) {
        await close();
        throw error;
      }
      await sleep(100);
    }
  }
  return {
    async open(url) {
      await ask("POST", `${session}/url`, { url });
      const script = "return document.body && document.body.dataset.answer;";
      for (const until = Date.now() + patience; Date.now() < until; await sleep(50)) {
        const answer = await ask("POST", `${session}/execute/sync`, { script, args: [] });
        if (answer) return { answer: JSON.parse(answer), complaints: [] };
      }
      throw new Error(`${url} gave no answer`);
    },
    async close() {
      await ask("DELETE", session).catch(() => {});
      await close();
    },
  };
}
