// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load } from "surprisal";

import { attempt } from "./answer_of.js";
import item from "./golden_case.js";

// `workerd test` runs this, and prints what is logged.
export default {
  async test() {
    console.log(`answer ${JSON.stringify(await attempt(load, item))}`);
  },
};
