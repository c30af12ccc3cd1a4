// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The doors of the package: which code each opens, and that all lead to the same room.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { rolldown } from "rolldown";
import { beforeAll, describe, expect, test } from "vitest";

import { installPackage } from "./installed.ts";

const installed = installPackage();

const logits = "[[2, 1, 0.1], [0, 3, 1]], [0, 1]";
const answer = "0.293438";
const staticEntries = ["simd", "baseline", "js", "relaxed"] as const;

/** The modules that a file of dist/ reaches, and how. */
function graph(file: string): { files: Set<string>; dynamic: string[] } {
  const found = { files: new Set<string>(), dynamic: [] as string[] };
  const visit = (name: string) => {
    if (found.files.has(name) || name.endsWith(".wasm")) return;
    found.files.add(name);
    const code = readFileSync(path.join(installed.packageFolder, "dist", name), "utf8");
    for (const [, how, specifier] of code.matchAll(/(\bfrom|\bimport|\bimport\s*\()\s*["'](\.[^"']+)["']/g)) {
      const target = path.posix.join(path.posix.dirname(name), specifier ?? "");
      if (how?.endsWith("(")) found.dynamic.push(target);
      else visit(target);
    }
  };
  visit(file);
  return found;
}

describe("each entry in Node", () => {
  test.each(["", "/simd", "/baseline", "/js", "/standalone"])(
    "surprisal%s gives the answer, imported",
    async (entry) => {
      const code = `
      import { load, SurprisalError } from "surprisal${entry}";
      const s = await load();
      console.log(s.variant, s.crossEntropy(${logits}).toFixed(6), typeof SurprisalError);
    `;
      const { stdout, stderr } = await installed.runNode("entry.mjs", code);
      const variant = ["baseline", "js"].includes(entry.slice(1)) ? entry.slice(1) : "simd";
      expect([stderr, stdout]).toEqual(["", `${variant} ${answer} function\n`]);
    },
  );

  test.each(["", "/simd", "/baseline", "/js", "/standalone"])(
    "surprisal%s is one for require and import",
    async (entry) => {
      const code = `
      const required = require("surprisal${entry}");
      (async () => {
        const imported = await import("surprisal${entry}");
        const [a, b] = await Promise.all([required.load(), imported.load()]);
        const other = await require("surprisal").load({ variant: a.variant });
        const error = await required.load({ variant: "none" }).catch((reason) => reason);
        console.log(a === b, a === other, required.SurprisalError === imported.SurprisalError, error.name);
      })();
    `;
      const { stdout, stderr } = await installed.runNode("both.cjs", code);
      expect([stderr, stdout]).toEqual(["", "true true true RangeError\n"]);
    },
  );

  test("a static entry says what it has not", async () => {
    const code = `
      import { load } from "surprisal/simd";
      for (const options of [{ variant: "js" }, { bytes: new Uint8Array(8) }]) {
        await load(options).catch(({ name, message }) => console.log(name + ": " + message));
      }
    `;
    const { stdout } = await installed.runNode("static.mjs", code);
    expect(stdout).toBe(
      'RangeError: load: variant is "js", not "simd"\n' +
        'TypeError: load: module, bytes and url are options of "surprisal" and "surprisal/external" alone\n',
    );
  });

  test("the .wasm files are to be had, and surprisal/external takes them", async () => {
    const code = `
      import { readFile } from "node:fs/promises";
      import { load } from "surprisal/external";
      for (const variant of ["simd", "baseline"]) {
        const bytes = await readFile(new URL(import.meta.resolve(\`surprisal/wasm/surprisal-\${variant}.wasm\`)));
        const s = await load({ variant, bytes });
        console.log(s.variant, s.crossEntropy(${logits}).toFixed(6));
      }
    `;
    const { stdout, stderr } = await installed.runNode("external.mjs", code);
    expect([stderr, stdout]).toEqual(["", `simd ${answer}\nbaseline ${answer}\n`]);
  });

  test.each([
    ["has zlib", "process.getBuiltinModule = getBuiltinModule;", 0],
    ["inflates", "", 1],
    ["has no such stream", "delete globalThis.DecompressionStream;", 0],
    ["does not know the format", "Stream = class { constructor() { throw new TypeError(); } };", 1],
    ["fails in the middle", "Stream = class extends Stream { constructor() { super('gzip'); } };", 1],
    ["stops short", "Stream = class { readable = new Blob([]).stream(); writable = new WritableStream(); };", 1],
  ])("loads where the engine %s", async (_, change, asked) => {
    // Not what Node takes, which has nothing to inflate.
    const code = `
      import { load } from "./node_modules/surprisal/dist/index.js";
      const { getBuiltinModule } = process;
      process.getBuiltinModule = undefined;
      let Stream = DecompressionStream;
      let asked = 0;
      globalThis.DecompressionStream = class { constructor(format) { asked++; return new Stream(format); } };
      ${change}
      const s = await load();
      console.log(s.variant, s.passedOver.length, s.crossEntropy(${logits}).toFixed(6), asked);
    `;
    const { stdout, stderr } = await installed.runNode("inflate.mjs", code);
    expect([stderr, stdout]).toEqual(["", `simd 0 0.293438 ${asked}\n`]);
  });

  test.each([
    ["has its file", "", 0],
    ["knows no such modules", "process.getBuiltinModule = undefined;", 1],
    [
      "has no files",
      "const fs = { readFileSync() { throw new Error(); } }; process.getBuiltinModule = (name) => name === 'node:fs' ? fs : undefined;",
      1,
    ],
    [
      "has another file there",
      "const fs = { readFileSync: () => new Uint8Array(9) }; process.getBuiltinModule = (name) => name === 'node:fs' ? fs : undefined;",
      1,
    ],
  ])("embeds nothing that Node has to decode where it %s", async (_, change, asked) => {
    const code = `
      import { load } from "surprisal";
      let asked = 0;
      const from = Buffer.from;
      Buffer.from = (text, encoding) => { asked += encoding === "base64"; return from(text, encoding); };
      Uint8Array.fromBase64 = undefined;
      ${change}
      const s = await load();
      console.log(s.variant, s.passedOver.length, s.crossEntropy(${logits}).toFixed(6), asked);
    `;
    const { stdout, stderr } = await installed.runNode("disk.mjs", code);
    expect([stderr, stdout]).toEqual(["", `simd 0 0.293438 ${asked}\n`]);
  });

  test("importing does nothing, even where there is nothing", async () => {
    // Neither timers nor atob nor console: the language alone.
    const code = `
      import { readFileSync } from "node:fs";
      import path from "node:path";
      import vm from "node:vm";
      const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
      const before = vm.runInContext("Reflect.ownKeys(globalThis).length", context);
      const modules = new Map();
      const link = (file) => {
        if (!modules.has(file)) modules.set(file, new vm.SourceTextModule(readFileSync(file, "utf8"), { context, identifier: file }));
        return modules.get(file);
      };
      for (const entry of ["index", "simd", "js", "external", "standalone", "worker"]) {
        const module = link(path.resolve("node_modules/surprisal/dist", entry + ".js"));
        if (module.status === "unlinked") {
          await module.link((specifier, from) => link(path.resolve(path.dirname(from.identifier), specifier)));
        }
        await module.evaluate();
        console.log(entry, Object.keys(module.namespace).join());
      }
      console.log(vm.runInContext("Reflect.ownKeys(globalThis).length", context) - before);
    `;
    const { stdout } = await installed.runNode("bare.mjs", code, ["--experimental-vm-modules", "--no-warnings"]);
    expect(stdout.trimEnd().split("\n")).toEqual([
      "index SurprisalError,load",
      "simd SurprisalError,load",
      "js SurprisalError,load",
      "external SurprisalError,load",
      "standalone SurprisalError,load",
      "worker SurprisalError,softmaxClassifier,transfer",
      "0",
    ]);
  });
});

describe("the graph of modules", () => {
  test("of the default entry has each variant behind an import of its own", () => {
    const { files, dynamic } = graph("index.js");
    expect(dynamic.sort()).toEqual(["baseline", "given", "js", "relaxed", "simd"].map((name) => `chunks/${name}.js`));
    expect([...files].filter((file) => dynamic.includes(file))).toEqual([]);
  });

  test.each([...staticEntries, "external", "workerd", "standalone", "worker"])(
    "of %s has no dynamic import",
    (entry) => {
      const { files, dynamic } = graph(`${entry}.js`);
      expect(dynamic).toEqual([]);
      const variants = [...files].filter((file) => /^chunks\/(simd|baseline|js|relaxed)\.js$/.test(file));
      expect(variants).toEqual((staticEntries as readonly string[]).includes(entry) ? [`chunks/${entry}.js`] : []);
    },
  );

  test("of standalone is one file", () => {
    expect([...graph("standalone.js").files]).toEqual(["standalone.js"]);
  });
});

describe("a bundle", () => {
  /** The files of the package that end in a bundle of this code. */
  async function bundled(code: string): Promise<{ files: string[]; bytes: number; chunks: number }> {
    const bundle = await rolldown({
      input: "entry",
      cwd: installed.folder,
      plugins: [
        {
          name: "entry",
          resolveId: (id) => (id === "entry" ? path.join(installed.folder, "entry.js") : null),
          load: (id) => (id.endsWith("/entry.js") && !id.includes("node_modules") ? code : null),
        },
      ],
    });
    const { output } = await bundle.generate({ format: "esm", minify: true });
    await bundle.close();
    const chunks = output.filter((file) => file.type === "chunk");
    // What of a module is left, not only that it was looked at.
    const files = chunks.flatMap(({ modules }) =>
      Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [path.basename(id)] : [])),
    );
    return { files, bytes: chunks.reduce((sum, chunk) => sum + chunk.code.length, 0), chunks: chunks.length };
  }

  test.each(staticEntries)("of surprisal/%s and one loss carries no other variant's bytes", async (entry) => {
    const code = `import { load } from "surprisal/${entry}"; export const f = async (a, b) => (await load()).mseLoss(a, b);`;
    const { files, chunks } = await bundled(code);
    const carried = files.filter((file) =>
      staticEntries.some((variant) => file === `${variant}.js` && variant !== entry),
    );
    expect([chunks, carried, files.includes(`${entry}.js`)]).toEqual([1, [], true]);
  });

  test("of surprisal/external carries none", async () => {
    const { files, bytes } = await bundled('export { load } from "surprisal/external";');
    expect(files.filter((file) => staticEntries.some((variant) => file === `${variant}.js`))).toEqual([]);
    expect(bytes).toBeLessThan(200_000);
  });

  test("of an import that is not used is empty", async () => {
    const unused = ["", "/simd", "/js", "/external"].map(
      (entry, i) => `import { load as load${i} } from "surprisal${entry}";`,
    );
    unused.push('import { softmaxClassifier } from "surprisal/worker";');
    expect(await bundled(`${unused.join("\n")}\nexport {};`)).toMatchObject({ files: [], chunks: 1 });
  });
});

describe("the .wasm files", () => {
  let baseline: Buffer;
  beforeAll(() => {
    baseline = readFileSync(path.join(installed.packageFolder, "dist/wasm/surprisal-baseline.wasm"));
  });

  test("say what they are", async () => {
    const module = await WebAssembly.compile(new Uint8Array(baseline));
    const [content] = WebAssembly.Module.customSections(module, "surprisal");
    const { version } = JSON.parse(readFileSync(path.join(installed.packageFolder, "package.json"), "utf8")) as {
      version: string;
    };
    expect(JSON.parse(new TextDecoder().decode(content))).toEqual({ version, variant: "baseline" });
  });

  test("have their hashes beside them, which load() holds them to", async () => {
    const folder = path.join(installed.packageFolder, "dist/wasm");
    const hashes = JSON.parse(readFileSync(path.join(folder, "integrity.json"), "utf8")) as Record<string, string>;
    const files = readdirSync(folder).filter((name) => name.endsWith(".wasm"));
    expect(Object.keys(hashes).sort()).toEqual(files.sort());
    for (const [name, hash] of Object.entries(hashes)) {
      const sha256 = createHash("sha256").update(readFileSync(path.join(folder, name)));
      expect(hash).toBe(`sha256-${sha256.digest("base64")}`);
    }
    const code = `
      import { readFile } from "node:fs/promises";
      import { load } from "surprisal";
      import hashes from "surprisal/wasm/integrity.json" with { type: "json" };
      const read = (name) => readFile(new URL(import.meta.resolve("surprisal/wasm/" + name)));
      const name = "surprisal-simd.wasm";
      const other = await read("surprisal-baseline.wasm");
      const error = await load({ bytes: other, integrity: hashes[name] }).catch((reason) => reason);
      const s = await load({ bytes: await read(name), integrity: hashes[name] });
      console.log(error.code, s.crossEntropy(${logits}).toFixed(6));
    `;
    const { stdout } = await installed.runNode("integrity.mjs", code);
    expect(stdout).toBe(`integrity-failed ${answer}\n`);
  });
});
