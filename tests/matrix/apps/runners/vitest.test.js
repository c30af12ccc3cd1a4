// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load } from "surprisal";
import { expect, test } from "vitest";

import { attempt } from "./answer_of.js";
import item from "./golden_case.js";

test("surprisal", async () => {
  const answer = await attempt(load, item);
  console.log(`answer ${JSON.stringify(answer)} ${typeof document}`);
  expect(answer.error).toBeUndefined();
});
