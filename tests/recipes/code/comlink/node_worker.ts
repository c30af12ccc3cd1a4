// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/umd/node-adapter.js";
import { losses } from "./losses.js";

expose(losses, nodeEndpoint(parentPort!));
