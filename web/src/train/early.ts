// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What needs nothing of the page, and is begun while the browser still reads and lays it out: the run that the address
// asks for, in its worker.

import { TrainerClient } from "./client.ts";
import { readSettings } from "./settings.ts";

export const FIRST_RUN = 0;
/** As the address has them. */
export const firstSettings = readSettings(location.search);
export const client = new TrainerClient();
client.send({ kind: "reset", ticket: FIRST_RUN, settings: firstSettings });
