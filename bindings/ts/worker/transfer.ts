// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

const marked = /* @__PURE__ */ new WeakSet();

export const isMarked = (value: object): boolean => marked.has(value);

/**
 * Marks an argument of a classifier in a worker, a typed array or an object that holds some: their memory is handed over, and
 * not copied; they are empty from then on. The marked value itself is returned. What shares the memory is emptied with it.
 *
 * @example
 * const model = await softmaxClassifier({ features: 2, classes: 2 });
 * const features = Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1);
 * await model.bind({ features: transfer(features), labels: [0, 0, 1, 1] });
 * features.length; // 0
 * await model.dispose();
 */
export function transfer<Value extends object>(value: Value): Value {
  marked.add(value);
  return value;
}

/** An argument as it can be cloned, with the memory to hand over added to `handedOver`. */
export function portable(value: unknown, handedOver: Set<ArrayBuffer>, isWithin = false): unknown {
  if (typeof value !== "object" || value === null) return value;
  const isHandedOver = isWithin || isMarked(value);
  const memory = ArrayBuffer.isView(value) ? value.buffer : value;
  if (memory instanceof ArrayBuffer) {
    // Memory that is gone can't be copied, which is an error; Node would hand it over, and lose the message.
    if (isHandedOver && memory.byteLength > 0) handedOver.add(memory);
    return value;
  }
  // Shared memory is shared.
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value;
  // Of HeapArrays and the tensors of libraries, a clone would have neither getters nor private fields.
  const { view, data = view, shape, dims = shape } = value as Record<string, unknown>;
  if (ArrayBuffer.isView(data) && Array.isArray(dims)) {
    return { data: portable(data, handedOver, isHandedOver && view === undefined), dims };
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, portable(entry, handedOver, isHandedOver)]),
  );
}
