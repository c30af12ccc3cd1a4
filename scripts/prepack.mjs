// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// npm runs this before it packs. A tarball has the modes of its files in it, and these follow the umask of whoever made
// the clone: set here, so that one commit gives one tarball.

import { chmodSync, existsSync, readdirSync } from "node:fs";
import path from "node:path";

import { distDir, root } from "./lib/paths.mjs";
import { runMain, UserError } from "./lib/report.mjs";

await runMain(() => {
  if (!existsSync(distDir)) throw new UserError("there is no dist/ to pack; npm run build makes it");
  const built = readdirSync(distDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const tracked = ["package.json", "README.md", "LICENSE"].map((file) => path.join(root, file));
  for (const file of [...built, ...tracked]) chmodSync(file, 0o644);
});
