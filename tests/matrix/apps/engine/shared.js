// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load } from "surprisal";

import { attempt } from "./answer_of.js";
import item from "./golden_case.js";

self.onconnect = async ({ ports: [port] }) => {
  port.postMessage(await attempt(load, item));
};
