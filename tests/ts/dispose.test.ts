// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The end of an instance: what was made with it says so, `load` gives another, and its memory goes.

import { load, SurprisalError, type HeapArray, type Surprisal } from "surprisal";
import { describe, expect, test } from "vitest";

import { SurprisalError as SourceError } from "../../bindings/ts/errors.ts";
import { Loader } from "../../bindings/ts/loader.ts";
import { labels, logits } from "./support/attempts.ts";
import { makeHost, realModules } from "./support/hosts.ts";
import { callOf, casesOfLoss, goldenLosses, lossOf } from "./support/losses.ts";
import { inNode } from "./support/node.ts";
import { variants } from "./support/variants.ts";

type Use = (s: Surprisal) => unknown;

const probs = [[0.25, 0.75]];
const config = { features: 2, classes: 2 };
const savedModel = (await load()).softmaxClassifier(config).save();

/** A call of each loss that would be valid, and gives no gradient or one. */
const ofLosses = goldenLosses.flatMap((name): [string, Use][] => {
  const [item] = casesOfLoss(name);
  if (item === undefined) throw new Error(`${name} has no golden case`);
  const { args, options } = callOf(name, item);
  return [
    [name, (s) => lossOf(s, name)(...args, options)],
    [`${name}.valueAndGrad`, (s) => lossOf(s, name).valueAndGrad(...args, options)],
  ];
});

const ofRows = (["softmax", "softmin", "logSoftmax", "logSumExp"] as const).flatMap((name): [string, Use][] => [
  [name, (s) => s[name]([1, 2, 3])],
  [`${name}.valueAndGrad`, (s) => s[name].valueAndGrad([1, 2, 3])],
]);

const ofInformation: readonly (readonly [string, Use])[] = [
  ["information.surprisal", (s): unknown => s.information.surprisal(probs)],
  ["information.surprisal.valueAndGrad", (s): unknown => s.information.surprisal.valueAndGrad(probs)],
  ...(["entropy", "perplexity"] as const).flatMap((name): [string, Use][] => [
    [`information.${name}`, (s) => s.information[name](probs)],
    [`information.${name}.valueAndGrad`, (s) => s.information[name].valueAndGrad(probs)],
  ]),
  ...(["crossEntropy", "klDivergence", "jsDivergence"] as const).flatMap((name): [string, Use][] => [
    [`information.${name}`, (s) => s.information[name](probs, probs)],
    [`information.${name}.valueAndGrad`, (s) => s.information[name].valueAndGrad(probs, probs)],
  ]),
];

/** All functions of an instance, by name. */
const uses = new Map<string, Use>([
  ...ofLosses,
  ...ofRows,
  ...ofInformation,
  ["crossEntropy", (s) => s.crossEntropy(logits, labels)],
  ["crossEntropy.valueAndGrad", (s) => s.crossEntropy.valueAndGrad(logits, labels)],
  ["argmax", (s) => s.argmax([1, 2])],
  ["topK", (s) => s.topK([1, 2], 1)],
  ["accuracy", (s) => s.accuracy(logits, labels)],
  ["topKAccuracy", (s) => s.topKAccuracy(logits, labels, { k: 2 })],
  ["confusionMatrix", (s) => s.confusionMatrix([0, 1], labels, { classes: 2 })],
  ["logLoss", (s) => s.logLoss([[0.25, 0.75]], [1])],
  ["brierScore", (s) => s.brierScore([[0.25, 0.75]], [1])],
  ["expectedCalibrationError", (s) => s.expectedCalibrationError(logits, labels, { from: "logits" })],
  ["rocAuc", (s) => s.rocAuc([0.5, 1], [0, 1])],
  ["temperatureScaling", (s) => s.temperatureScaling(logits, labels)],
  ["scorer", (s) => s.scorer({ classes: 3 })],
  ["heap.float32", (s) => s.heap.float32(1)],
  ["heap.int32", (s) => s.heap.int32(0)],
  ["heap.uint8", (s) => s.heap.uint8(1)],
  ["softmaxClassifier", (s) => s.softmaxClassifier(config)],
  ["softmaxClassifier.restore", (s) => s.softmaxClassifier.restore(savedModel)],
]);

/** What has no use for memory, or is for the end itself. */
const others = ["dispose", "scorer.fromJSON"];

/** The functions that are to be found, at any depth. */
function functionsOf(value: object, prefix = ""): string[] {
  return Object.entries(value).flatMap(([key, entry]: [string, unknown]) => {
    const name = `${prefix}${key}`;
    if (typeof entry === "function") return [name, ...functionsOf(entry, `${name}.`)];
    return typeof entry === "object" && entry !== null ? functionsOf(entry, `${name}.`) : [];
  });
}

function expectRefusal(name: string, use: () => unknown): void {
  let thrown: unknown;
  try {
    use();
  } catch (error) {
    thrown = error;
  }
  expect(thrown, name).toBeInstanceOf(SurprisalError);
  const { code, message } = thrown as SurprisalError;
  expect([code, message]).toEqual(["disposed", `${name}: the instance is disposed; load() gives another`]);
}

test("no function is left out below", async () => {
  expect(functionsOf(await load()).sort()).toEqual([...uses.keys(), ...others].sort());
});

describe.each(variants)("a disposed instance (%s)", (variant) => {
  test("refuses what a living one does", async () => {
    const s = await load({ variant });
    for (const [name, use] of uses) expect(() => use(s), name).not.toThrow();
    s.dispose();
    for (const [name, use] of uses) expectRefusal(name, () => use(s));
  });

  test("ends what was made with it", async () => {
    const s = await load({ variant });
    const array = s.heap.float32([2, 3], logits);
    const heapLabels = s.heap.int32(2, labels);
    const gradOut = s.heap.float32([2, 3]);
    const model = s.softmaxClassifier(config);
    const examples = { features: new Float32Array(4), labels: [0, 1] };
    model.bind(examples);
    const scorer = s.scorer({ classes: 3 });
    scorer.update(array, labels);
    const json = scorer.toJSON();
    s.dispose();
    expect([array.disposed, model.disposed]).toEqual([true, true]);
    expectRefusal("HeapArray.view", () => array.view);
    expectRefusal("crossEntropy", () => s.crossEntropy(array, labels));
    expectRefusal("crossEntropy.valueAndGrad", () => s.crossEntropy.valueAndGrad(array, heapLabels, { gradOut }));
    expectRefusal("softmax", () => s.softmax([1, 2, 3, 4, 5, 6], { out: array }));
    expectRefusal("softmaxClassifier.step", () => model.step());
    expectRefusal("softmaxClassifier.evaluate", () => model.evaluate(examples));
    expectRefusal("softmaxClassifier.predict", () => model.predict({ features: examples.features }));
    expectRefusal("softmaxClassifier.weights", () => model.weights);
    expectRefusal("softmaxClassifier.steps", () => model.steps);
    expectRefusal("scorer.update", () => {
      scorer.update(logits, labels);
    });
    expectRefusal("scorer.merge", () => {
      scorer.merge(scorer);
    });
    expectRefusal("scorer.result", () => scorer.result());
    expectRefusal("scorer.fromJSON", () => s.scorer.fromJSON(json));
    // What was counted holds no memory of the instance, and can be saved still.
    expect([scorer.count, scorer.toJSON()]).toEqual([2, json]);
    array.dispose();
    model.dispose();
    expect((await load({ variant })).scorer.fromJSON(json).count).toBe(2);
  });

  test("is followed by a fresh one", async () => {
    const s = await load({ variant });
    expect(await load({ variant })).toBe(s);
    const value = s.crossEntropy(logits, labels);
    const array = s.heap.float32([2, 3], logits);
    s.dispose();
    s.dispose();
    const next = await load({ variant });
    expect([s.disposed, next.disposed, next === s]).toEqual([true, false, false]);
    expect(next.crossEntropy(logits, labels)).toBe(value);
    // A second time does nothing, to the next one neither.
    s.dispose();
    expect(await load({ variant })).toBe(next);
    expect(() => next.crossEntropy(array, labels)).toThrow("crossEntropy: logits is a disposed HeapArray");
  });

  test("gives its memory back, whoever still holds it", async () => {
    const code = `
      let memory;
      WebAssembly.Instance = class extends WebAssembly.Instance {
        constructor(...args) {
          super(...args);
          memory = new WeakRef(Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory));
        }
      };
      const collect = async () => {
        for (let round = 0; round < 5; round++) {
          await new Promise((resolve) => setTimeout(resolve));
          gc();
        }
      };
      const s = await load({ variant: ${JSON.stringify(variant)} });
      const kept = [s.crossEntropy, s.mseLoss.valueAndGrad, s.heap, s.information.entropy, s.scorer({ classes: 3 })];
      kept.push(s.heap.float32([1, 3], [2, 1, 0.5]), s.softmaxClassifier({ features: 2, classes: 2 }));
      s.crossEntropy(kept[5], [0]);
      const buffer = new WeakRef(kept[5].view.buffer);
      await collect();
      const before = [buffer.deref() !== undefined, memory?.deref() !== undefined];
      s.dispose();
      await collect();
      print([before, buffer.deref() === undefined, memory?.deref() === undefined, s.disposed, kept.length]);
    `;
    const relaxed = process.execArgv.filter((flag) => flag.includes("relaxed"));
    expect(await inNode(["--expose-gc", ...relaxed], code)).toEqual([[true, variant !== "js"], true, true, true, 7]);
  });
});

describe("load and dispose", () => {
  test("using", async () => {
    let outer: Surprisal;
    {
      using s = await load();
      outer = s;
      expect(s.disposed).toBe(false);
    }
    expect(outer.disposed).toBe(true);
    expect((await load()).disposed).toBe(false);
  });

  test("what load() chose is chosen anew, by all who ask at once", async () => {
    const s = await load();
    s.dispose();
    const [a, b, c] = await Promise.all([load(), load({ variant: s.variant }), load()]);
    expect([a === b, a === c, a.disposed, a.variant]).toEqual([true, true, false, s.variant]);
  });

  test("one that is disposed does not end the others", async () => {
    const [simd, js] = await Promise.all([load({ variant: "simd" }), load({ variant: "js" })]);
    const array: HeapArray<"float32"> = js.heap.float32(3, [1, 2, 3]);
    simd.dispose();
    expect(js.softmax(array)).toHaveLength(3);
  });

  test("a variant that can't be started again is passed over", async () => {
    let attempts = 0;
    const host = makeHost({
      fetchVariant: (name) =>
        name === "simd" && ++attempts > 1 ? Promise.reject(new Error("offline")) : Promise.resolve(realModules[name]),
    });
    const loader = new Loader(host);
    (await loader.load()).dispose();
    const s = await loader.load();
    expect([s.variant, s.passedOver[0]?.variant]).toEqual(["baseline", "simd"]);
  });

  test("it is an error of the package's own kind", async () => {
    const s = await new Loader(makeHost()).load();
    s.dispose();
    expect(() => s.softmax([1])).toThrow(SourceError);
  });
});
