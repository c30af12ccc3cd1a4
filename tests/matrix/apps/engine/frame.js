// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load } from "surprisal";

import { attempt } from "./answer_of.js";
import item from "./golden_case.js";

attempt(load, item).then((answer) => {
  self.parent.postMessage(answer, "*");
});
