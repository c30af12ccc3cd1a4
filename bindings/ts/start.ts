// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Emscripten's factory: glue without its WebAssembly. */
export type Factory = (options?: object) => Promise<unknown>;

/** Starts a module whose WebAssembly comes from `compile`. */
export function start<Module>(createModule: Factory, compile: () => Promise<WebAssembly.Module>): Promise<Module> {
  // The glue never settles if what it waits for fails; hence the race against a rejection of our own.
  return new Promise<Module>((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object => {
      compile()
        .then(async (module) => {
          done(await WebAssembly.instantiate(module, imports), module);
        })
        .catch(reject);
      return {};
    };
    createModule({ instantiateWasm }).then((module) => {
      resolve(module as Module);
    }, reject);
  });
}
