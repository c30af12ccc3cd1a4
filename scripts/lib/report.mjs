// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What a person sees while the scripts work.

import { CommandError } from "./process.mjs";

const started = Date.now();

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

let print = console.log;

/** For scripts whose standard output is another program's. */
export function reportToStderr() {
  print = console.error;
}

/** Prints one line, stamped with the time since the script began. */
export function say(text) {
  print(`[${seconds(Date.now() - started).padStart(7)}] ${text}`);
}

/**
 * Runs one step, saying when it begins, and when it ended if that took noticeable time.
 * @template T
 * @param {string} title
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const from = Date.now();
  say(title);
  const result = await work();
  const took = Date.now() - from;
  if (took > 2000) say(`${title}: done in ${seconds(took)}`);
  return result;
}

/** An error that the user can act upon: printed without a stack. */
export class UserError extends Error {}

/** Runs a script's `main`, turning its errors into a message and exit status 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    if (error instanceof CommandError) {
      console.error(error.output.trimEnd());
      console.error(`error: ${error.message}`);
    } else if (error instanceof UserError) {
      console.error(`error: ${error.message}`);
    } else {
      console.error(error);
    }
    process.exitCode = 1;
  }
}
