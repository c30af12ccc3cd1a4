// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const node = ["console", "process", "Buffer", "URL", "setTimeout", "clearTimeout", "WebAssembly", "structuredClone"];
const browser = ["document", "fetch", "navigator", "location", "self", "Worker", "SharedWorker", "URLSearchParams"];
const jest = ["test", "expect"];

export default defineConfig(
  // The recipes name packages that are not installed for this; `npm run test:recipes` compiles them.
  globalIgnores(["build/", "dist/", "tests/recipes/code/"]),
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: "tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // With noUncheckedIndexedAccess every a[i] may be undefined; `!` says what the loop around it knows.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Numbers are what this package is about; messages are full of them.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: Object.fromEntries(node.map((name) => [name, "readonly"])) },
    rules: { "prefer-const": "error", eqeqeq: "error" },
  },
  {
    // They run in everything but here.
    files: ["tests/matrix/**/*.{js,mjs,cjs}"],
    languageOptions: { globals: Object.fromEntries([...node, ...browser, ...jest].map((name) => [name, "readonly"])) },
  },
);
