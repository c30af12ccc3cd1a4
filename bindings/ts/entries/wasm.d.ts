// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What runtimes such as workerd make of a .wasm file that is imported.
declare module "*.wasm" {
  /** A WebAssembly.Module. */
  const module: object;
  export default module;
}
