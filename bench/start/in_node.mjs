// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
//   node in_node.mjs NAME CLOCK ASSETS     one start, in a process that has done nothing yet; prints what `clocked` gives

import { setClock } from "../core/clock.mjs";
import { clocked } from "./clocked.mjs";

const [name, clock] = process.argv.slice(2);
const assets = JSON.parse(process.argv[4]);
setClock(clock);
const own = {
  surprisal: () => import(assets.surprisal),
  "surprisal-simd": () => import(assets["surprisal-simd"]),
};
console.log(JSON.stringify(await clocked(name, { own, assets })));
