// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The C++ toolchain: an emcc on PATH is used as it is; otherwise, on Debian-like systems, Emscripten is
// unpacked into a cache folder shared by all clones, with the system's own libraries left alone.

import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

import { debianLike, ensureInstalled, isInstallable, PrivateApt } from "./apt.mjs";
import { withLock } from "./lock.mjs";
import { cacheDir, versions } from "./paths.mjs";
import { ask, isAtLeast, run, which } from "./process.mjs";
import { relaxedSimdFlags } from "./relaxed-simd.mjs";
import { say, step, UserError } from "./report.mjs";

function emccVersion() {
  return which("emcc") && /\d+\.\d+\.\d+/.exec(ask("emcc", ["--version"]) ?? "")?.[0];
}

/** A program that starts another one, found relative to itself: it works before and after the folder is renamed. */
function writeLauncher(file, command) {
  const lines = ["#!/bin/sh", 'here=$(dirname "$(readlink -f "$0")")', `exec ${command} "$@"`, ""];
  writeFileSync(file, lines.join("\n"), { mode: 0o755 });
}

/** Wraps Binaryen's programs so that they run with the C library they were linked against. */
function wrapBinaryen(prefix) {
  const triple = readdirSync(path.join(prefix, "usr/lib")).find((name) => name.includes("linux-gnu"));
  const libraries = ["usr/lib", "lib"]
    .map((folder) => path.join(folder, triple))
    .filter((folder) => existsSync(path.join(prefix, folder)));
  const loader = libraries
    .flatMap((folder) => readdirSync(path.join(prefix, folder)).map((name) => path.join(folder, name)))
    .find((file) => /^ld-linux-[^/]*\.so\.\d+$/.test(path.basename(file)));
  const bin = path.join(prefix, "binaryen/bin");
  mkdirSync(bin, { recursive: true });
  const inPrefix = (file) => `"$here/../../${file}"`;
  const searchPath = libraries.map(inPrefix).join(":");
  for (const program of readdirSync(path.join(prefix, "usr/bin")).filter((name) => name.startsWith("wasm"))) {
    const command = `${inPrefix(loader)} --library-path ${searchPath} ${inPrefix(`usr/bin/${program}`)}`;
    writeLauncher(path.join(bin, program), command);
  }
}

const emscriptenFolder = "usr/share/emscripten";
const configName = "emscripten.config";

/** Emscripten's own configuration, for a set-up that lives in `home`, written into `prefix`. */
function writeConfig(prefix, home, llvmBin) {
  const settings = {
    LLVM_ROOT: llvmBin,
    BINARYEN_ROOT: path.join(home, "binaryen"),
    EMSCRIPTEN_ROOT: path.join(home, emscriptenFolder),
    CACHE: path.join(home, emscriptenFolder, "cache"),
    // `env` names the one to use.
    NODE_JS: "node",
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  // The package holds every system library prebuilt; a frozen cache needs no locking between compilers.
  writeFileSync(path.join(prefix, configName), [...lines, "FROZEN_CACHE = True", ""].join("\n"));
}

/** Makes the unpacked Emscripten work from where it is and from where it will be. */
async function configureEmscripten(prefix, target, llvmBin, log) {
  wrapBinaryen(prefix);
  const acorn = (ask("dpkg", ["-L", "node-acorn"]) ?? "").split("\n").find((file) => file.endsWith("/acorn"));
  // Emscripten's optimizer is an ES module: its imports ignore NODE_PATH and want a node_modules beside it.
  symlinkSync(path.dirname(acorn), path.join(prefix, emscriptenFolder, "node_modules"));
  const bin = path.join(prefix, "bin");
  mkdirSync(bin);
  for (const program of ["emcc", "em++", "emar", "emranlib", "emcmake", "em-config"]) {
    writeLauncher(path.join(bin, program), `"$here/../${emscriptenFolder}/${program}"`);
  }

  // Only a set-up that has optimized and run a program is worth keeping.
  writeConfig(prefix, prefix, llvmBin);
  const [source, program] = ["try.cc", "try.mjs"].map((name) => path.join(prefix, name));
  writeFileSync(source, '#include <cstdio>\nint main() { std::puts("it works"); }\n');
  const trial = { env: { ...env([], {}), EM_CONFIG: path.join(prefix, configName) }, log };
  await run(path.join(bin, "em++"), ["-O2", "-sENVIRONMENT=node", source, "-o", program], trial);
  await run(process.execPath, [program], trial);
  for (const file of [source, program, program.replace(".mjs", ".wasm")]) rmSync(file);
  writeConfig(prefix, target, llvmBin);
}

/** The file of a part that names the system's packages it works with. */
const needsName = "needs.json";

const emsdkAdvice = `Install emsdk ${versions.emscripten} or newer, put its emcc on PATH, and run this again.`;

/** The LLVM that a suite's emscripten is made for. */
const llvmOf = (apt) => /\bclang-(\d+)\b/.exec(apt.field("emscripten", "Depends") ?? "")?.[1];

function emscriptenNeeds(llvm) {
  return [`clang-${llvm}`, `lld-${llvm}`, `llvm-${llvm}`, "node-acorn", "python3"];
}

// The two parts of the cache: a machine with an emcc of its own fetches only the small one. `objection` says why a
// suite won't do, and `finish` makes the unpacked packages work.
const librariesPart = {
  name: `libraries-${versions.highway}`,
  packages: ["libhwy-dev", "googletest"],
  objection(apt) {
    const version = apt.field("libhwy-dev", "Version");
    return version && isAtLeast(version, versions.highway) ? undefined : `libhwy-dev ${version ?? "missing"}`;
  },
};

const emscriptenPart = {
  name: `emscripten-${versions.emscripten}`,
  // Binaryen's programs are linked against its own suite's C and C++ libraries.
  packages: ["emscripten", "binaryen", "libc6", "libstdc++6", "libgcc-s1"],
  async objection(apt, log) {
    const version = apt.field("emscripten", "Version");
    const llvm = llvmOf(apt);
    if (!version || !llvm || !isAtLeast(version, versions.emscripten)) return `emscripten ${version ?? "missing"}`;
    if (await isInstallable(emscriptenNeeds(llvm), log)) return undefined;
    return `its emscripten ${version} wants LLVM ${llvm}, which this system does not have`;
  },
  async finish(prefix, target, apt, log) {
    const llvm = llvmOf(apt);
    // Kept with the part: a cache may come to a machine that lacks them.
    const needs = emscriptenNeeds(llvm);
    writeFileSync(path.join(prefix, needsName), JSON.stringify(needs));
    await ensureInstalled(needs, log);
    await configureEmscripten(prefix, target, ask(`llvm-config-${llvm}`, ["--bindir"]).trim(), log);
  },
};

/** The first suite that a part can be taken from. */
async function chooseSuite(part, folder, system, log) {
  const tried = [];
  for (const suite of versions.suites[system.id]) {
    const apt = new PrivateApt(path.join(folder, suite), system, suite);
    try {
      await apt.update(log);
    } catch {
      tried.push(`${suite}: no such suite at this machine's mirror`);
      continue;
    }
    const objection = await part.objection(apt, log);
    if (!objection) return { apt, suite };
    tried.push(`${suite}: ${objection}`);
  }
  throw new UserError(`no suite to take ${part.packages[0]} from (${tried.join("; ")}). ${emsdkAdvice}`);
}

/** Where a part lives once it is complete. A change of what decides its content is a change of its name. */
function partFolder(part, system) {
  const key = JSON.stringify([part.packages, versions, system, process.arch, needsName]);
  return path.join(cacheDir, `${part.name}-${createHash("sha256").update(key).digest("hex").slice(0, 12)}`);
}

/** Parts that were left half-made. Nobody is at work on one, since we hold the lock. */
function removeLeftovers() {
  for (const name of readdirSync(cacheDir).filter((entry) => entry.includes(".partial-"))) {
    rmSync(path.join(cacheDir, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Builds a part beside its place and renames it into place when complete: what has the name is whole. */
async function ensurePart(part, system, log) {
  const target = partFolder(part, system);
  if (existsSync(target)) return target;
  await withLock(path.join(cacheDir, "lock"), "another set-up is at work; waiting for it", async () => {
    removeLeftovers();
    if (existsSync(target)) return;
    await step(`setting up ${part.packages.slice(0, 2).join(" and ")} in ${target}`, async () => {
      const partial = `${target}.partial-${process.pid}`;
      const downloads = path.join(partial, "downloads");
      mkdirSync(downloads, { recursive: true });
      const { apt, suite } = await chooseSuite(part, downloads, system, log);
      say(`fetching ${part.packages.join(", ")} of ${suite}`);
      await apt.unpack(part.packages, path.join(downloads, "debs"), partial, log);
      await part.finish?.(partial, target, apt, log);
      rmSync(downloads, { recursive: true });
      renameSync(partial, target);
    });
  });
  return target;
}

/**
 * Sees to it that emcc, a native compiler, CMake, Ninja, Highway and GoogleTest are there.
 * @returns {Promise<NodeJS.ProcessEnv>} the environment in which CMake finds all of them
 */
export async function ensureToolchain(log) {
  const system = debianLike();
  const found = emccVersion();
  const hasOwnEmcc = found !== undefined && isAtLeast(found, versions.emscripten);
  if (!system) {
    if (!hasOwnEmcc) {
      throw new UserError(`${found ? `emcc ${found} is too old` : "there is no emcc on PATH"}. ${emsdkAdvice}`);
    }
    return env([], {});
  }

  const native = versions.llvm;
  await ensureInstalled(
    ["cmake", "ninja-build", `clang-${native}`, `lld-${native}`, `llvm-${native}`, `libclang-rt-${native}-dev`],
    log,
  );
  const libraries = await ensurePart(librariesPart, system, log);
  const compilers = {
    CC: which(`clang-${native}`),
    CXX: which(`clang++-${native}`),
    SURPRISAL_LIBRARIES: path.join(libraries, "usr"),
  };
  if (hasOwnEmcc) return env([], compilers);

  const emscripten = await ensurePart(emscriptenPart, system, log);
  await ensureInstalled(JSON.parse(readFileSync(path.join(emscripten, needsName), "utf8")), log);
  return env([path.join(emscripten, "bin")], { ...compilers, EM_CONFIG: path.join(emscripten, configName) });
}

/** Emscripten runs what it links, so its Node must know the instructions of every variant. */
function nodeForEmscripten() {
  const flags = relaxedSimdFlags();
  if (flags.length === 0) return process.execPath;
  const text = `#!/bin/sh\nexec "${process.execPath}" ${flags.join(" ")} "$@"\n`;
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const file = path.join(cacheDir, `node-${digest}`);
  if (!existsSync(file)) {
    mkdirSync(cacheDir, { recursive: true });
    const partial = `${file}.new-${process.pid}`;
    writeFileSync(partial, text, { mode: 0o755 });
    renameSync(partial, file);
  }
  return file;
}

/**
 * The interpreter itself: what PATH finds may be the shim of a version manager, which takes longer to choose one than
 * Emscripten takes for all that it does before a compiler runs.
 */
const pythonForEmscripten = () =>
  process.env.EMSDK_PYTHON ?? ask("python3", ["-c", "import sys; print(sys.executable)"]);

function env(folders, more) {
  const PATH = [...folders, process.env.PATH].join(path.delimiter);
  const python = pythonForEmscripten()?.trim();
  return {
    ...process.env,
    ...more,
    EM_NODE_JS: nodeForEmscripten(),
    ...(python && { EMSDK_PYTHON: python }),
    PATH,
  };
}
