// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/**
 * What Node, Deno and Bun have beside the web's own, to be looked for in `globalThis`. Modules of Node are asked for and not
 * imported, since bundlers would follow an import.
 */
export interface NodeGlobals {
  readonly Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> };
  readonly process?: {
    readonly getBuiltinModule?: <Name extends keyof NodeModules>(name: Name) => NodeModules[Name] | undefined;
  };
}

interface NodeModules {
  readonly "node:fs": { readFileSync(file: string): Uint8Array<ArrayBuffer> };
  readonly "node:zlib": { inflateRawSync(deflated: Uint8Array): Uint8Array<ArrayBuffer> };
  readonly "node:worker_threads": {
    readonly Worker: new (script: URL) => NodeWorker;
    readonly parentPort: MessageScope | null;
  };
}

/** What is used of Node's workers as of a page's. */
export interface NodeWorker {
  postMessage(message: unknown, transfer: never[]): void;
  terminate(): unknown;
}

/** Where a worker's messages arrive: `self`, or Node's parentPort. */
export interface MessageScope {
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}
