// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Tells Vitest's output of each test that passed, but not at once. */
export default class FlakyReporter {
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky) console.log(`flaky: ${test.module.relativeModuleId} > ${test.fullName}`);
  }
}
