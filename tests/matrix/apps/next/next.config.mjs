// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The folder is inside of another project.
export default {
  outputFileTracingRoot: import.meta.dirname + "/../..",
  turbopack: { root: import.meta.dirname + "/../.." },
};
