// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// docs/: its code is run with the package as somebody installs it, its tables are held to what there is, its links lead
// somewhere.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { describe, expect, test } from "vitest";

import { installPackage, root } from "./installed.ts";

const installed = installPackage();

const folder = path.join(root, "docs");
const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));

interface Snippet {
  readonly page: string;
  readonly language: string;
  readonly code: string;
}

// `npm run test:recipes` has the code of recipes.md, and the libraries that it is about.
const snippets = pages
  .filter((page) => page !== "recipes.md")
  .flatMap((page): Snippet[] =>
    [...read(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
      page,
      language,
      code,
    })),
  );

/** A server's answers, in place of the network: the .wasm files of the package. */
const prelude = `
  import { readFile } from "node:fs/promises";
  globalThis.fetch = async (url) => {
    if (!url.startsWith("/assets/")) throw new Error("the network was asked for " + url);
    return new Response(await readFile("node_modules/surprisal/dist/wasm/" + url.slice(8)));
  };
`;

/** What a page's module says, with its imports mapped as the page maps them. */
function moduleOfPage(html: string): string {
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1];
  const code = /<script type="module">([\s\S]*?)<\/script>/.exec(html)?.[1];
  if (map === undefined || code === undefined) throw new Error("a page has an import map and a module");
  const { imports } = JSON.parse(map) as { imports: Readonly<Record<string, string>> };
  return code.replaceAll(/(from )"([^"]+)"/g, (_, from: string, name: string) => `${from}"${imports[name] ?? name}"`);
}

const promisedBy = (code: string) => [...code.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map((match) => match[1]);

describe("code", () => {
  const runnable = snippets.filter(({ language }) => language !== "sh");

  test("is there, in languages that are run", () => {
    expect(runnable.length).toBeGreaterThan(8);
    expect(snippets.filter(({ language }) => !["js", "cjs", "html", "sh"].includes(language))).toEqual([]);
  });

  test.each(runnable.map((snippet, index) => [snippet.page, index, snippet] as const))(
    "of %s does what it says (%i)",
    async (_, index, { language, code }) => {
      const promised = promisedBy(code);
      expect(promised.length, "what it should print").toBeGreaterThan(0);
      writeFileSync(path.join(installed.folder, "prelude.mjs"), prelude);
      const name = `snippet${index}.${language === "cjs" ? "cjs" : "mjs"}`;
      const module = language === "html" ? moduleOfPage(code) : code;
      const { stdout } = await installed.runNode(name, module, ["--import", "./prelude.mjs"]);
      expect(stdout.trimEnd().split("\n")).toEqual(promised);
    },
  );
});

test("errors.md has the codes that there are", () => {
  const source = readFileSync(path.join(root, "bindings/ts/errors.ts"), "utf8");
  const type = /export type SurprisalErrorCode =([\s\S]*?);\n\n/.exec(source)?.[1] ?? "";
  const codes = [...type.matchAll(/\| "([a-z-]+)"/g)].map(([, code]) => code);
  const table = [...read("errors.md").matchAll(/^\| `([a-z-]+)` /gm)].map(([, code]) => code);
  expect(codes).toContain("disposed");
  expect(table).toEqual(codes);
});

test("migration.md names all functions that there are, and no others", async () => {
  const code = `
    import { load } from "surprisal";
    const s = await load();
    const functions = (of) => Object.keys(of).filter((name) => typeof of[name] === "function");
    const information = functions(s.information).map((name) => "information." + name);
    console.log(JSON.stringify([...functions(s), ...information]));
  `;
  const { stdout } = await installed.runNode("functions.mjs", code);
  const there = (JSON.parse(stdout) as string[]).filter((name) => name !== "dispose");
  const named = [...read("migration.md").matchAll(/\bs\.((?:information\.)?\w+)\b/g)].map(([, name]) => name);
  expect([...new Set(named)].sort()).toEqual(there.sort());
});

describe("links", () => {
  const files = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ...pages.map((page) => `docs/${page}`)];

  /** The anchors that GitHub makes of headings. */
  const anchorsOf = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );

  test.each(files)("of %s lead somewhere", (file) => {
    const text = readFileSync(path.join(root, file), "utf8").replaceAll(/```[\s\S]*?```/g, "");
    const broken = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].flatMap(([, target = "", anchor]) => {
      const where = target === "" ? path.join(root, file) : path.resolve(root, path.dirname(file), target);
      if (!existsSync(where)) return [target];
      if (anchor === undefined) return [];
      return anchorsOf(readFileSync(where, "utf8")).includes(anchor) ? [] : [`${target}#${anchor}`];
    });
    expect(broken).toEqual([]);
  });
});
