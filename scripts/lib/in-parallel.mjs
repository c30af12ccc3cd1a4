// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/**
 * Runs tasks, at most `width` at a time, and resolves to their results in order.
 * After a failure no further task begins; it rejects when those at work have ended.
 * @template T
 * @param {number} width
 * @param {(() => Promise<T>)[]} tasks
 * @returns {Promise<T[]>}
 */
export async function inParallel(width, tasks) {
  const results = Array(tasks.length);
  let next = 0;
  const errors = [];
  const worker = async () => {
    while (next < tasks.length && errors.length === 0) {
      const index = next++;
      try {
        results[index] = await tasks[index]();
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (errors.length > 0) throw errors[0];
  return results;
}
