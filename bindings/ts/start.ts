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

type Done = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

/**
 * Starts a module whose WebAssembly is compiled, or is being compiled elsewhere: then the glue around it has its turn meanwhile.
 */
export function start<Module>(
  createModule: Factory,
  compiled: WebAssembly.Module | Promise<WebAssembly.Module>,
): Promise<Module> {
  // The glue never settles if what it waits for fails; hence the race against a rejection of our own.
  return new Promise<Module>((resolve, reject) => {
    /** What the glue wants: the exports, if they are there. */
    const instantiate = (module: WebAssembly.Module, imports: WebAssembly.Imports, done: Done): object => {
      // At once: what is compiled when it is called is instantiated in half a millisecond, and to hear of it takes two more.
      const instance = instanceNow(module, imports);
      if (instance !== undefined) {
        done(instance, module);
        return instance.exports;
      }
      WebAssembly.instantiate(module, imports)
        .then((later) => {
          done(later, module);
        })
        .catch(reject);
      return {};
    };
    const instantiateWasm = (imports: WebAssembly.Imports, done: Done): object => {
      // Not by instanceof: a test runner's WebAssembly may give promises of another realm.
      if (!("then" in compiled)) return instantiate(compiled, imports, done);
      compiled.then((module) => instantiate(module, imports, done)).catch(reject);
      return {};
    };
    createModule({ instantiateWasm }).then((started) => {
      resolve(started as Module);
    }, reject);
  });
}
