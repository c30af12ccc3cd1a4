// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// A program that answers each line of JSON with one line of JSON.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class JsonLines {
  #child;
  #waiting = [];
  #problem;
  #stderr = "";

  constructor(command, args) {
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stderr.on("data", (text) => (this.#stderr = (this.#stderr + text).slice(-2000)));
    this.#child.stdin.on("error", () => {}); // "close" tells
    this.#child.on("error", (error) => this.#fail(error.message));
    this.#child.on("close", (status) => this.#fail(this.#stderr.trim().split("\n").at(-1) || `ended with ${status}`));
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#waiting.shift()?.resolve(line));
  }

  /** Sends a command; resolves to the answer, rejects with the error that the program tells of or dies of. */
  async call(command) {
    if (this.#problem) throw new Error(this.#problem);
    const line = await new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    });
    const answer = JSON.parse(line);
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  /** Its input ends, and with it the program. */
  close() {
    this.#child.stdin.end();
  }

  #fail(problem) {
    this.#problem = problem;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error(problem));
  }
}
