// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Fails when a file reaches upward through the layers (web/ > bindings/ts/ > bindings/ > src/), when a layer does what
// is another's work, or when a file names a machine it was made on.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "./lib/paths.mjs";
import { ask } from "./lib/process.mjs";

/** Replaces comments and strings by blanks; line numbers stay. */
function withoutComments(code, { keepStrings = false } = {}) {
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return code.replace(pattern, (text) => (keepStrings && /^["']/.test(text) ? text : text.replace(/[^\n]/g, " ")));
}

const isCpp = (file) => /\.(cc|h)$/.test(file);
const isTs = (file) => file.endsWith(".ts");
const inFolder = (folder) => (file) => file.startsWith(`${folder}/`);

const includes = (code) => [
  ...withoutComments(code, { keepStrings: true }).matchAll(/^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)/gm),
];
const imports = (code) => [
  ...withoutComments(code, { keepStrings: true }).matchAll(/(?<!["'])\b(?:from|import)\s*\(?\s*["']([^"']+)["']/g),
];
const uses = (pattern) => (code) => [...withoutComments(code).matchAll(pattern)];

/** Where a relative import leads, as a path in the repository; other specifiers as they are. */
function target(file, specifier) {
  return specifier.startsWith(".") ? path.posix.join(path.posix.dirname(file), specifier) : specifier;
}

// Each rule: which files, what to look at in them, and which of that is a defect.
const rules = [
  {
    name: "the core includes nothing of Emscripten, of the bindings, or for input and output",
    files: (file) => inFolder("src")(file) && isCpp(file),
    find: includes,
    isDefect: (name) => /^(emscripten|bindings\/|iostream|fstream|cstdio|stdio\.h|cassert|assert\.h)/.test(name),
  },
  {
    name: "the core never aborts, exits or throws",
    files: (file) => inFolder("src")(file) && isCpp(file),
    find: uses(/\b(abort|exit|terminate|throw|HWY_ABORT|HWY_ASSERT|assert)\b(?=\s*[(;]|\s+\w)/g),
    isDefect: () => true,
  },
  {
    name: "kernels use what is the same on every target (src/simd/lanes-inl.h)",
    files: (file) => inFolder("src")(file) && isCpp(file) && path.basename(file) !== "lanes-inl.h",
    find: uses(/\bhn::(Max|Min|Clamp|MulAdd|MulSub|NegMulAdd|ReduceSum|SumOfLanes|DemoteTo|Div)\b/g),
    isDefect: () => true,
  },
  {
    name: "the embind glue holds no loop",
    files: (file) => inFolder("bindings")(file) && isCpp(file),
    find: uses(/\b(for|while|do|goto)\b/g),
    isDefect: () => true,
  },
  {
    name: "the embind glue holds no numerics",
    files: (file) => inFolder("bindings")(file) && isCpp(file),
    find: includes,
    isDefect: (name) => /^(hwy\/|cmath|math\.h|src\/simd\/)/.test(name),
  },
  {
    name: "the bindings import themselves, #instantiate, #wasm/, wasm-feature-detect and fflate alone",
    files: (file) => inFolder("bindings/ts")(file) && isTs(file),
    find: imports,
    isDefect: (name, file) =>
      !/^(bindings\/ts\/|#wasm\/|#instantiate$|(wasm-feature-detect|fflate)$)/.test(target(file, name)),
  },
  {
    name: "the bindings compute nothing",
    files: (file) => inFolder("bindings/ts")(file) && isTs(file),
    find: uses(/\bMath\.(exp|expm1|log|log1p|log10|pow|tanh)\s*\(/g),
    isDefect: () => true,
  },
  {
    name: "the site imports the package as surprisal or surprisal/worker alone",
    files: (file) => inFolder("web")(file) && isTs(file) && !path.basename(file).startsWith("vite.config"),
    find: imports,
    isDefect: (name, file) =>
      /^(surprisal\/(?!worker$)|#wasm\/|bindings\/|dist\/|build\/|src\/|tests\/)/.test(target(file, name)),
  },
];

const hosts = [
  ["npmjs", "org"],
  ["npmjs", "com"],
  ["debian", "org"],
  ["ubuntu", "com"],
  ["pypi", "org"],
];
const registry = new RegExp(
  String.raw`\b(registry|deb|security|snapshot|archive|ports|packages|files)\.(${hosts.map((parts) => parts.join(String.raw`\.`)).join("|")})`,
);
const machinePath = /(?<![\w.~}-])\/(root|home|work|Users)\/\w/;
const withHeader = /\.(cc|h|ts|mjs|js|py|cmake)$|CMakeLists\.txt$/;

/** The defects of one file, as `file:line: message`. */
function defectsOf(file, code) {
  const defects = [];
  const add = (index, message) => defects.push(`${file}:${code.slice(0, index).split("\n").length}: ${message}`);

  for (const rule of rules.filter(({ files }) => files(file))) {
    for (const match of rule.find(code)) {
      if (rule.isDefect(match[1] ?? "", file)) add(match.index, `${rule.name}, and here is ${match[0].trim()}`);
    }
  }
  const named = registry.exec(code) ?? machinePath.exec(code);
  if (named) add(named.index, `names a machine of somebody's: ${named[0]}`);
  if (withHeader.test(file) && !/SPDX-License-Identifier: MIT\n.*Copyright \d{4} the surprisal authors/.test(code)) {
    add(0, "lacks the two lines of its licence");
  }
  if (path.basename(file) === "package-lock.json" && /"resolved":/.test(code)) {
    add(code.indexOf('"resolved":'), "holds download addresses: npm config set omit-lockfile-registry-resolved true");
  }
  return defects;
}

function main() {
  const listing = ask("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root }) ?? "";
  const files = listing.split("\n").filter((file) => file && existsSync(path.join(root, file)));
  const defects = files.flatMap((file) => {
    const content = readFileSync(path.join(root, file));
    return content.includes(0) ? [] : defectsOf(file, content.toString());
  });
  for (const defect of defects) console.error(defect);
  if (files.length === 0) console.error("no files: is this a clone?");
  console.log(`${files.length} files, ${defects.length} defects`);
  process.exitCode = defects.length > 0 || files.length === 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) main();
