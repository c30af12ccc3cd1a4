// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { statusError, type Context } from "../core/context.ts";
import { status } from "../core/status.ts";
import { shown } from "../errors.ts";
import { configOptions } from "./config.ts";

/** The error for a configuration that the core refuses. */
export function configError(operation: string, code: number, { memory }: Context): Error {
  if (code !== status.configInvalid) return statusError(operation, code, memory, {});
  // Numbers that float32 rounds out of their range: a momentum of 0.99999999 is 1.
  const name = Object.keys(configOptions)[memory.index] ?? "the configuration";
  return new RangeError(`${operation}: ${name} is ${shown(memory.got)}, which is out of range`);
}
