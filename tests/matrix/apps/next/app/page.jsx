// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// A server component, and a client component in it: both ask the package.

import { load } from "surprisal";

import { attempt } from "../answer_of.js";
import item from "../golden_case.js";
import Client from "./client.jsx";

export const dynamic = "force-dynamic";

export default async function Page() {
  return <Client fromServer={await attempt(load, item)} />;
}
