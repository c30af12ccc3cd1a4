// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Embind's run time in JavaScript, in place of the one that comes with it, and linked into the glue by Emscripten. Our
// functions take and return numbers alone, which WebAssembly converts by itself; so there are no types to register, and
// nothing to wrap. That is half of the glue, and what took longest when a module started.

/* global addToLibrary, HEAPU8, Module, wasmTable */

addToLibrary({
  // As emscripten/bind.h declares it. A function gets what its invoker, one for all of a signature, calls: `target`.
  _embind_register_function__deps: ["$wasmTable"],
  _embind_register_function: (name, argCount, argTypes, signature, invoker, target) => {
    const end = HEAPU8.indexOf(0, name);
    // Not by spreading, which is half of the time that a module takes to register its functions.
    const text = String.fromCharCode.apply(null, HEAPU8.subarray(name, end));
    Module[text] = wasmTable.get(invoker).bind(null, target);
  },
});
