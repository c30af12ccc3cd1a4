// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Debian-like systems: installing packages, and fetching packages of a newer suite into a folder of
// our own without installing them.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { ask, run, which } from "./process.mjs";
import { step, UserError } from "./report.mjs";

/** `{ id, codename }` of a Debian-like system ("debian" or "ubuntu", also for their derivatives), else undefined. */
export function debianLike() {
  if (!which("apt-get") || !existsSync("/etc/os-release")) return undefined;
  const fields = Object.fromEntries(
    readFileSync("/etc/os-release", "utf8")
      .split("\n")
      .map((line) => /^(\w+)="?([^"]*)"?$/.exec(line))
      .filter((match) => match !== null)
      .map(([, key, value]) => [key, value]),
  );
  const families = [fields.ID, ...(fields.ID_LIKE ?? "").split(" ")];
  const id = families.find((family) => family === "ubuntu") ?? families.find((family) => family === "debian");
  if (!id) return undefined;
  const codename = (id === "ubuntu" && fields.UBUNTU_CODENAME) || fields.VERSION_CODENAME;
  return { id, codename };
}

function isInstalled(name) {
  return ask("dpkg-query", ["-W", "-f", "${db:Status-Status}", name])?.startsWith("installed") ?? false;
}

/** The version that `apt-get install` would take, or undefined. */
function candidate(name) {
  const found = /Candidate: (\S+)/.exec(ask("apt-cache", ["policy", name]) ?? "")?.[1];
  return found === "(none)" ? undefined : found;
}

let updated = false;

async function asRoot(command, args, log) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  if (process.getuid?.() === 0) return run(command, args, { env, log });
  if (!which("sudo")) {
    const line = [command, ...args].join(" ");
    throw new UserError(`packages are missing and there is neither root nor sudo; as root, run: ${line}`);
  }
  return run("sudo", ["DEBIAN_FRONTEND=noninteractive", command, ...args], { log, terminal: true });
}

// Another apt may be at work, as on a machine that has just started.
const patience = ["-o", "DPkg::Lock::Timeout=900"];

async function update(log) {
  if (updated) return;
  updated = true;
  await step("updating the package lists", () => asRoot("apt-get", [...patience, "update", "-qq"], log));
}

/** True when all of these packages are there or can be had. */
export async function isInstallable(names, log) {
  const all = () => names.every((name) => isInstalled(name) || candidate(name));
  if (all()) return true;
  await update(log);
  return all();
}

/** Installs those of the packages that are missing. */
export async function ensureInstalled(names, log) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (missing.some((name) => !candidate(name))) await update(log);
  const unknown = missing.filter((name) => !candidate(name));
  if (unknown.length > 0) throw new UserError(`this system's package lists have no ${unknown.join(", ")}`);
  const args = [...patience, "install", "-y", "--no-install-recommends", ...missing];
  const install = () => asRoot("apt-get", args, log);
  await step(`installing ${missing.join(" ")}`, async () => {
    try {
      await install();
    } catch (error) {
      const output = error.output ?? "";
      // An installation that was interrupted is to be finished first.
      if (output.includes("dpkg --configure -a")) await asRoot("dpkg", ["--configure", "-a"], log);
      // Old lists name versions that the mirror no longer has.
      else if (!updated && /404|Unable to fetch/.test(output)) await update(log);
      else throw error;
      await install();
    }
  });
}

const keyrings = {
  debian: ["debian-archive-keyring.gpg", "debian-archive-keyring.pgp"],
  ubuntu: ["ubuntu-archive-keyring.gpg"],
};

/** The mirror this machine takes its distribution's own packages from. */
function mirror({ codename }) {
  const targets = (ask("apt-get", ["indextargets", "--format", "$(CREATED_BY) $(SITE) $(RELEASE) $(COMPONENT)"]) ?? "")
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([kind, site, , component]) => kind === "Packages" && component === "main" && !site.startsWith("cdrom:"));
  const own = targets.find(([, , release]) => release === codename || release === "stable");
  const any = targets.find(([, , release]) => !/security|backports|proposed/.test(release));
  const site = (own ?? any)?.[1];
  if (!site) throw new UserError("apt knows no mirror of this distribution; see `apt-get indextargets`");
  return site;
}

/** An apt state of its own, for one suite, in a folder. It reads the machine's lists of mirrors and touches nothing of the machine. */
export class PrivateApt {
  #options;

  constructor(folder, system, suite) {
    const keyring = keyrings[system.id].map((name) => path.join("/usr/share/keyrings", name)).find(existsSync);
    if (!keyring) throw new UserError(`no archive keyring in /usr/share/keyrings: install ${system.id}-keyring`);
    for (const part of ["state/lists/partial", "cache/archives/partial"]) {
      mkdirSync(path.join(folder, part), { recursive: true });
    }
    const components = system.id === "ubuntu" ? "main universe" : "main";
    const sources = path.join(folder, "sources.list");
    writeFileSync(sources, `deb [signed-by=${keyring}] ${mirror(system)} ${suite} ${components}\n`);
    const settings = {
      "Dir::Etc::SourceList": sources,
      "Dir::Etc::SourceParts": "/dev/null",
      "Dir::Etc::Preferences": "/dev/null",
      "Dir::Etc::PreferencesParts": "/dev/null",
      "Dir::State": path.join(folder, "state"),
      "Dir::State::status": "/dev/null",
      "Dir::Cache": path.join(folder, "cache"),
      // The user _apt can't write into a home folder.
      "APT::Sandbox::User": "root",
      "Acquire::Languages": "none",
    };
    this.#options = Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  }

  async update(log) {
    await run("apt-get", [...this.#options, "update", "-qq", "--error-on=any"], { log });
  }

  /** One field of a package's record, or undefined. */
  field(name, key) {
    const record = ask("apt-cache", [...this.#options, "--no-all-versions", "show", name]) ?? "";
    return new RegExp(`^${key}: (.*)$`, "m").exec(record)?.[1];
  }

  /** Downloads packages into `folder`, checks them against the signed lists, and unpacks them under `prefix`. */
  async unpack(names, folder, prefix, log) {
    mkdirSync(folder, { recursive: true });
    mkdirSync(prefix, { recursive: true });
    await run("apt-get", [...this.#options, "download", ...names], { cwd: folder, log });
    for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
      await run("dpkg-deb", ["--extract", path.join(folder, file), prefix], { log });
    }
  }
}
