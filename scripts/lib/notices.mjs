// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What others ask to be told to those who get the package: their code is compiled into it.

import { readFileSync } from "node:fs";
import path from "node:path";

import { root } from "./paths.mjs";

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.`;

const components = [
  { name: "Highway", copyright: "2019-2024 Google LLC", license: "Apache-2.0" },
  { name: "wasm-feature-detect", copyright: "Google LLC", license: "Apache-2.0" },
  {
    name: "libc++, libc++abi and compiler-rt",
    copyright: "the LLVM Project's contributors",
    license: "Apache-2.0 WITH LLVM-exception",
  },
  { name: "Emscripten (glue, embind, emmalloc)", copyright: "2010-2024 The Emscripten Authors", license: "MIT" },
  { name: "fflate", copyright: "2026 Arjun Barrett", license: "MIT" },
  { name: "musl", copyright: "2005-2020 Rich Felker, et al.", license: "MIT" },
];

/** The text of THIRD-PARTY-NOTICES.txt. */
export function thirdPartyNotices() {
  // wasm-feature-detect carries the text of the Apache License as it is.
  const apache = readFileSync(path.join(root, "node_modules/wasm-feature-detect/LICENSE"), "utf8").trim();
  const list = components.map(
    ({ name, copyright, license }) => `${name}\n  Copyright (c) ${copyright}\n  License: ${license}`,
  );
  return [
    "surprisal contains code of these projects, in compiled or bundled form.",
    ...list,
    `${"-".repeat(72)}\nMIT\n\n${mit}`,
    `${"-".repeat(72)}\nApache-2.0\n\n${apache}`,
    "",
  ].join("\n\n");
}
