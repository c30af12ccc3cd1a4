// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Emscripten's factory: glue without its WebAssembly. */
export type Factory = (options?: object) => Promise<unknown>;

/** Nothing where the engine refuses: some let a page's own thread make only small ones, or none. */
function instanceNow(module: WebAssembly.Module, imports: WebAssembly.Imports): WebAssembly.Instance | undefined {
  try {
    return new WebAssembly.Instance(module, imports);
  } catch {
    return undefined;
  }
}

/** Starts a module whose WebAssembly is compiled. */
export function start<Module>(createModule: Factory, module: WebAssembly.Module): Promise<Module> {
  // The glue never settles if what it waits for fails; hence the race against a rejection of our own.
  return new Promise<Module>((resolve, reject) => {
    const instantiateWasm = (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object => {
      // At once: what is compiled when it is called is instantiated in half a millisecond, and to hear of it takes two more.
      const instance = instanceNow(module, imports);
      if (instance === undefined) {
        WebAssembly.instantiate(module, imports)
          .then((later) => {
            done(later, module);
          })
          .catch(reject);
        return {};
      }
      done(instance, module);
      return instance.exports;
    };
    createModule({ instantiateWasm }).then((started) => {
      resolve(started as Module);
    }, reject);
  });
}
