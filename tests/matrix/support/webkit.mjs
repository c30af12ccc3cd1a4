// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// WebKitGTK, by the W3C's WebDriver and nothing else.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePort } from "./programs.mjs";
import { visited } from "./visited.mjs";

/** WebDriver's codes of the keys that are no characters, and its name of an element. */
const keyCodes = {
  Tab: "\uE004",
  Enter: "\uE007",
  Escape: "\uE00C",
  Space: " ",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  End: "\uE010",
  Home: "\uE011",
  ArrowLeft: "\uE012",
  ArrowUp: "\uE013",
  ArrowRight: "\uE014",
  ArrowDown: "\uE015",
};
const elementKey = "element-6066-11e4-a52e-4f735466cecf";

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

/** Starts a program; resolves to it and to what ends it. */
function background(command, args, options) {
  const child = spawn(command, args, { stdio: "ignore", ...options });
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill()) await ended;
  };
  return { child, stop };
}

/** A screen that nobody sees. Its number is one that is free, which it says by itself. */
async function startScreen() {
  const args = ["-displayfd", "3", "-screen", "0", "1024x768x24"];
  const { child, stop } = background("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await new Promise((resolve, reject) => {
    child.once("error", reject).once("exit", () => reject(new Error("Xvfb did not start")));
    child.stdio[3].once("data", (data) => resolve(String(data).trim()));
  });
  return { display: `:${number}`, stop };
}

export async function launchWebKit(patience) {
  const binary = miniBrowser();
  const [port, screen] = await Promise.all([freePort(), startScreen()]);
  const driver = background("WebKitWebDriver", [`--port=${port}`], {
    env: {
      ...process.env,
      DISPLAY: screen.display,
      // Its pages' language, of which C is none.
      LC_ALL: "en_US.UTF-8",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      LIBGL_ALWAYS_SOFTWARE: "1",
      // Its sandbox does not work for root, nor in containers.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    },
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
    await driver.stop();
    await screen.stop();
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
  const execute = (script) => ask("POST", `${session}/execute/sync`, { script, args: [] });
  const find = async (selector) => {
    const found = await ask("POST", `${session}/element`, { using: "css selector", value: selector });
    return `${session}/element/${found[elementKey]}`;
  };
  return {
    async open(url) {
      await ask("POST", `${session}/url`, { url });
      const script = "return document.body && document.body.dataset.answer;";
      for (const until = Date.now() + patience; Date.now() < until; await sleep(50)) {
        const answer = await execute(script);
        if (answer) return { answer: JSON.parse(answer), complaints: [] };
      }
      throw new Error(`${url} gave no answer`);
    },
    async visit(url) {
      await ask("POST", `${session}/url`, { url });
      return visited({
        // WebDriver tells nothing of the console.
        complaints: [],
        run: (source) => execute(`return ${source}`),
        async press(key) {
          const value = keyCodes[key] ?? key;
          const actions = ["keyDown", "keyUp"].map((type) => ({ type, value }));
          await ask("POST", `${session}/actions`, { actions: [{ type: "key", id: "keyboard", actions }] });
        },
        click: async (selector) => ask("POST", `${await find(selector)}/click`, {}),
        choose: async (selector, file) => ask("POST", `${await find(selector)}/value`, { text: file }),
        close: () => ask("POST", `${session}/url`, { url: "about:blank" }),
      });
    },
    async close() {
      await ask("DELETE", session).catch(() => {});
      await close();
    },
  };
}
