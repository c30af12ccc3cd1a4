// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { setTimeout as sleep } from "node:timers/promises";

/**
 * A page in the hand of a test, the same for all engines; `driver` is what an engine's driver makes of it.
 *
 *     evaluate(f, ...args)    what the function gives, called in the page; all of it JSON
 *     until(f, ...args)       the same, again and again until it is truthy
 *     press(key)              a key as `KeyboardEvent.key` names it; "Space" for a blank
 *     click(selector)         in the middle of the element
 *     choose(selector, file)  a file, by its path, for a file input
 *     complaints              what the page's errors and the console's had to say (nothing is known of WebKitGTK's)
 */
export function visited({ complaints, run, press, click, choose, close }) {
  const evaluate = (f, ...args) => run(`(${f})(...${JSON.stringify(args)})`);
  return {
    complaints,
    evaluate,
    async until(f, ...args) {
      const end = Date.now() + 30_000;
      for (;;) {
        const value = await evaluate(f, ...args);
        if (value) return value;
        if (Date.now() > end) throw new Error([`it never became true: ${f}`, ...complaints].join("\n"));
        await sleep(50);
      }
    },
    press,
    click,
    choose,
    close,
  };
}
