// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Programs that only tests need.

import { debianLike, ensureInstalled, isInstallable } from "./apt.mjs";
import { logFile, root, versions } from "./paths.mjs";
import { run, which } from "./process.mjs";
import { step, UserError } from "./report.mjs";

/** The packages that are called otherwise than the program. */
const packages = { WebKitWebDriver: "webkit2gtk-driver", Xvfb: "xvfb" };

/** The Chromium that drives the site: one that is there, or the system's package, or Playwright's own. */
async function ensureChromium(system, log) {
  const names = ["chromium", "google-chrome-stable", "google-chrome"];
  const find = () => process.env.SURPRISAL_CHROMIUM ?? names.map((name) => which(name)).find(Boolean);
  if (find()) return find();
  // Ubuntu's package of this kind of name is a pointer to a snap, which can't be driven from here.
  if (system?.id === "debian" && (await isInstallable(["chromium"], log))) {
    await ensureInstalled(["chromium"], log);
    return find();
  }
  return ensurePlaywrights("chromium", system, log);
}

/**
 * The same Chromium without what only a screen needs, where the system has it as a package: opening a page takes half the
 * processor time.
 */
async function ensureHeadlessShell(system, log) {
  const name = "chromium-headless-shell";
  if (process.env.SURPRISAL_CHROMIUM) return process.env.SURPRISAL_CHROMIUM;
  if (!which(name) && system?.id === "debian" && (await isInstallable([name], log))) {
    await ensureInstalled([name], log);
  }
  return which(name);
}

/** Playwright's own build of a browser. */
async function ensurePlaywrights(name, system, log) {
  const { [name]: browser } = await import("playwright-core");
  const args = ["node_modules/playwright-core/cli.js", "install", ...(system ? ["--with-deps"] : []), name];
  await step(`installing ${name}`, () => run(process.execPath, args, { cwd: root, log }));
  return browser.executablePath();
}

/** A Firefox that is there, or the system's package, or Playwright's own. */
export async function ensureFirefox(system, log) {
  const names = ["firefox-esr", "firefox"];
  const find = () => process.env.SURPRISAL_FIREFOX ?? names.map((name) => which(name)).find(Boolean);
  if (!find() && system?.id === "debian") await ensureInstalled(["firefox-esr"], log);
  return find() ?? ensurePlaywrights("firefox", system, log);
}

/** Installs what the suites need. Resolves to what they find it by in the environment. */
export async function ensureTestTools(suites) {
  const log = logFile("test-tools");
  const system = debianLike();
  const isChosen = (name) => suites.some((suite) => suite.name === name);
  const programs = [
    ...(isChosen("format-cpp") ? [`clang-format-${versions.llvm}`] : []),
    ...(isChosen("lint-cpp") ? [`clang-tidy-${versions.llvm}`] : []),
    // WebKitGTK's driver comes with the browser; it wants a screen.
    ...(isChosen("matrix-full") ? ["WebKitWebDriver", "Xvfb"] : []),
  ];
  const wanted = programs.map((program) => packages[program] ?? program);
  if (system) await ensureInstalled(wanted, log);
  const missing = programs.filter((program) => !which(program));
  // Another version formats differently and warns of other things.
  if (missing.length > 0) throw new UserError(`${missing.join(" and ")} must be on PATH`);
  // Without a shell the suite `browser` has the browser of the others.
  const shell = isChosen("browser") ? await ensureHeadlessShell(system, log) : undefined;
  return {
    ...(shell && { SURPRISAL_HEADLESS_SHELL: shell }),
    ...(["browser", "frames", "matrix"].some(isChosen) && { SURPRISAL_CHROMIUM: await ensureChromium(system, log) }),
    ...(isChosen("matrix") && { SURPRISAL_FIREFOX: await ensureFirefox(system, log) }),
  };
}
