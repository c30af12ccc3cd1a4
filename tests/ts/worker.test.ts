// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The classifier in a worker of Node. That of a page is tests/browser/worker_entry.test.ts.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";

import { type FitProgress, load } from "surprisal";
import { softmaxClassifier, SurprisalError, transfer } from "surprisal/worker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { images } from "./support/data.ts";

const [count, features, classes] = [90, 16, 4];
const { pixels, labels } = images(11, count, features, classes);
const examples = { features: pixels, labels, scale: 1 / 255 };
const config = { features, classes, batchSize: 20, learningRate: 0.25, seed: 7 };
const s = await load({ variant: "simd" });
const inWorker = { load: { variant: "simd" } } as const;
const open = () => softmaxClassifier(config, inWorker);
/** A worker of the caller's, with something done before it serves. */
const workerAfter = (code: string) =>
  new Worker(`${code}; import(${JSON.stringify(import.meta.resolve("surprisal/worker-script"))})`, { eval: true });

/** What it throws or rejects for. */
async function reasonOf(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What a script prints until it ends, which it does not before its last worker has; garbage is collected all the while. */
async function printedBy(code: string): Promise<string> {
  // No module: workers are told the same, and would refuse --input-type.
  const script = `
    setInterval(gc, 10).unref();
    import("surprisal/worker").then(({ softmaxClassifier }) => { ${code} });
  `;
  const args = ["--expose-gc", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 30_000 });
  return stdout.trim();
}

describe("a classifier in a worker", () => {
  let model: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    model = await open();
  });
  afterAll(() => model.dispose());

  test("has what the classifier has", () => {
    using local = s.softmaxClassifier(config);
    const names = Object.getOwnPropertyNames(Object.getPrototypeOf(local));
    const wanted = [...names, ...Object.keys(local)].filter((name) => name !== "constructor");
    expect(Object.keys(model).sort()).toEqual([...wanted, "setLearningRate"].sort());
    expect(wanted).toContain("predictProba");
    expect(wanted).toContain("classes");
  });

  test("computes the same to the bit, call by call", async () => {
    using local = s.softmaxClassifier(config);
    local.bind(examples);
    await model.bind(examples);
    expect(await model.step()).toBe(local.step());
    local.learningRate = 0.125;
    await model.setLearningRate(0.125);
    expect(await model.rate).toBe(0.125);
    expect(await model.step()).toBe(local.step());
    expect(await model.partialFit(examples)).toBe(local.partialFit(examples));
    expect(await model.weights).toEqual(local.weights);
    expect(await model.bias).toEqual(local.bias);
    expect(await model.steps).toBe(3);
    expect(await model.evaluate(examples)).toEqual(local.evaluate(examples));
    expect(await model.confusion(examples)).toEqual(local.confusion(examples));
    const unlabelled = { features: pixels, scale: 1 / 255 };
    expect(await model.predict(unlabelled)).toEqual(local.predict(unlabelled));
    expect(await model.predictProba(unlabelled)).toEqual(local.predictProba(unlabelled));
    const bytes = await model.save();
    expect(bytes).toEqual(local.save());
    await model.step();
    await model.restore(bytes);
    expect(await model.steps).toBe(3);
  });

  test("trains as at home, and reports", async () => {
    using local = s.softmaxClassifier(config);
    const other = await open();
    const reports: FitProgress[] = [];
    const options = { examples, validation: examples, epochs: 5 };
    const result = await other.fit({ ...options, onProgress: [(progress) => reports.push(progress)] });
    expect(result).toEqual(await local.fit(options));
    expect(await other.weights).toEqual(local.weights);
    expect(reports.flatMap(({ completed }) => completed)).toEqual(result.history);
    await other.dispose();
  });

  test("stops at a plateau as at home", async () => {
    using local = s.softmaxClassifier(config);
    const other = await open();
    const options = { examples, epochs: 1000, patience: 2, minImprovement: 0.01 };
    const result = await other.fit(options);
    expect(result).toEqual(await local.fit(options));
    expect(result.reason).toBe("plateau");
    await other.dispose();
  });

  test("is aborted by a signal, before and while it trains", async () => {
    expect(await model.fit({ examples, epochs: 1, signal: AbortSignal.abort() })).toMatchObject({
      reason: "aborted",
      steps: 0,
    });
    const controller = new AbortController();
    const onProgress = () => {
      controller.abort();
    };
    const { reason, steps } = await model.fit({ examples, epochs: 1e9, signal: controller.signal, onProgress });
    expect([reason, steps > 0]).toEqual(["aborted", true]);
  });

  test("knows a signal by what it has", async () => {
    // As those of a frame or of jsdom are none of this page's.
    const signal = Object.assign(new EventTarget(), { aborted: false });
    const onProgress = () => {
      signal.aborted = true;
      signal.dispatchEvent(new Event("abort"));
    };
    expect((await model.fit({ examples, epochs: 1e9, signal, onProgress })).reason).toBe("aborted");
  });

  test("that is forgotten ends, but not before what it was asked to do", { timeout: 60_000 }, async () => {
    const code = `
      const examples = { features: new Float32Array(2000).map((_, i) => i % 7), labels: new Int32Array(1000) };
      softmaxClassifier({ features: 2, classes: 2, batchSize: 1 })
        .then(({ fit }) => fit({ epochs: 300, examples }))
        .then(({ reason, epochs }) => console.log(reason, epochs));
    `;
    expect(await printedBy(code)).toBe("epochs 300");
  });

  test("ends a fit whose listener throws, once all were told of the same", async () => {
    let told = 0;
    const onProgress = [
      () => {
        throw new RangeError("enough");
      },
      () => told++,
    ];
    expect(await reasonOf(() => model.fit({ examples, epochs: 1e9, onProgress }))).toEqual(new RangeError("enough"));
    expect(told).toBe(1);
    // Which there can't be before that one has ended.
    expect(await model.evaluate(examples)).toHaveProperty("loss");
  });

  test("hands over what is marked, and copies everything else", async () => {
    const given = { features: pixels.slice(), labels: labels.slice() };
    await model.bind({ ...given, labels: transfer(given.labels) });
    expect([given.features.length, given.labels.length]).toEqual([pixels.length, 0]);
    const all = { features: pixels.slice(), labels: labels.slice() };
    await model.fit(transfer({ epochs: 1, examples: all, onProgress: () => undefined }));
    expect([all.features.length, all.labels.length]).toEqual([0, 0]);
    const half = pixels.slice(0, 2 * features);
    await model.partialFit({ features: transfer({ data: half, dims: [2, features] }), labels: [0, 1] });
    expect(half.length).toBe(0);
  });

  test("refuses what can't be sent", async () => {
    const given = { features: pixels.slice(), labels: labels.slice() };
    await model.bind({ ...given, features: transfer(given.features) });
    const again = await reasonOf(() => model.bind(transfer(given)));
    const ofFunction = await reasonOf(() => model.bind({ ...examples, features: (() => undefined) as never }));
    for (const error of [again, ofFunction]) {
      expect(error).toBeInstanceOf(TypeError);
      expect((error as Error).message).toMatch(/^softmaxClassifier\.bind: the worker can't be given an argument: /);
      expect((error as Error).cause).toHaveProperty("name", "DataCloneError");
    }
  });

  test("takes the numbers of a HeapArray, and leaves them where they are", async () => {
    using array = s.heap.uint8([count, features], pixels);
    const got = await model.predict(transfer({ features: array }));
    expect(got).toEqual(await model.predict({ features: pixels }));
    expect(array.view).toEqual(pixels);
  });

  test("throws what the classifier throws", async () => {
    using local = s.softmaxClassifier(config);
    const wrong = { features: pixels, labels: labels.map(() => 9) };
    const text = { features: "no" as never };
    const noListener = { epochs: 1, onProgress: 3 as never };
    const kinds: readonly (readonly [() => Promise<unknown>, () => unknown, new () => Error])[] = [
      [
        () => model.bind(wrong),
        () => {
          local.bind(wrong);
        },
        RangeError,
      ],
      [() => model.predict(text), () => local.predict(text), TypeError],
      [() => model.fit({} as never), () => local.fit({} as never), TypeError],
      [() => model.fit(noListener), () => local.fit(noListener), TypeError],
      [
        () => model.setLearningRate(-1),
        () => {
          local.learningRate = -1;
        },
        RangeError,
      ],
    ];
    for (const [call, localCall, kind] of kinds) {
      const [got, wanted] = [await reasonOf(call), await reasonOf(localCall)];
      expect(wanted).toBeInstanceOf(kind);
      expect(got).toBeInstanceOf(kind);
      expect((got as Error).message).toBe((wanted as Error).message);
    }
  });
});

test("one that was saved goes on as if it had never stopped, here or there", async () => {
  using local = s.softmaxClassifier({ ...config, momentum: 0.5 });
  await local.fit({ examples, epochs: 2 });
  const model = await softmaxClassifier.restore(local.save(), inWorker);
  const goneOn = await model.fit({ examples, epochs: 2 });
  expect(goneOn).toEqual(await local.fit({ epochs: 2 }));
  using back = s.softmaxClassifier.restore(await model.save());
  expect(back.weights).toEqual(local.weights);
  await model.dispose();
  const wrong = await reasonOf(() => softmaxClassifier.restore(new Uint8Array(3), inWorker));
  expect(wrong).toEqual(await reasonOf(() => s.softmaxClassifier.restore(new Uint8Array(3))));
  expect(wrong).toBeInstanceOf(RangeError);
});

test("a configuration is refused as at home", async () => {
  const wrong = { features: 0, classes };
  const got = await reasonOf(() => softmaxClassifier(wrong));
  expect(got).toBeInstanceOf(RangeError);
  expect((got as Error).message).toBe(((await reasonOf(() => s.softmaxClassifier(wrong))) as Error).message);
});

test("options of a wrong kind are refused", async () => {
  const messageOf = async (options: unknown) =>
    reasonOf(() => softmaxClassifier(config, options as undefined)).then((error) => {
      expect(error).toBeInstanceOf(TypeError);
      return (error as Error).message;
    });
  expect(await messageOf(null)).toBe("softmaxClassifier: the options are null, not an object");
  expect(await messageOf({ worker: "w.js" })).toBe("softmaxClassifier: worker is a string, not a Worker");
  expect(await messageOf({ load: { bytes: () => 0 } })).toMatch(/^softmaxClassifier: the worker can't be given an arg/);
});

test("a failure to load has its code and its causes", async () => {
  const got = await reasonOf(() => softmaxClassifier(config, { load: { bytes: new Uint8Array(8) } }));
  expect(got).toBeInstanceOf(SurprisalError);
  expect(got).toMatchObject({ code: "not-wasm" });

  // No variant can run there.
  const worker = workerAfter("globalThis.WebAssembly = undefined; Math.fround = undefined");
  const none = (await reasonOf(() => softmaxClassifier(config, { worker }))) as SurprisalError;
  expect(none).toMatchObject({ name: "SurprisalError", code: "no-variant" });
  expect(none.cause).toBeInstanceOf(AggregateError);
  const { errors } = none.cause as { readonly errors: readonly SurprisalError[] };
  expect(errors.map(({ code }) => code)).toEqual(["wasm-unavailable", "wasm-unavailable", "variant-failed"]);
  await worker.terminate();
});

test("dispose ends what runs, and all else is refused", async () => {
  const model = await open();
  const fit = reasonOf(() => model.fit({ examples, epochs: 1e9 }));
  await model.dispose();
  expect(await fit).toBeInstanceOf(TypeError);
  expect(await model.disposed).toBe(true);
  expect(await reasonOf(() => model.step())).toEqual(
    new TypeError("softmaxClassifier.step: the classifier is disposed"),
  );
  await model.dispose();
});

test("a worker of the caller's can have several, and stays", async () => {
  const worker = workerAfter("");
  const [a, b] = await Promise.all([softmaxClassifier(config, { worker }), softmaxClassifier(config, { worker })]);
  await a.partialFit(examples);
  expect([await a.steps, await b.steps]).toEqual([1, 0]);
  await a.dispose();
  expect(await b.steps).toBe(0);
  await b.dispose();
  await worker.terminate();
});

test("a worker that is ended rejects what it was asked", async () => {
  const worker = workerAfter("");
  const model = await softmaxClassifier(config, { worker });
  let fit: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    const onProgress = () => {
      resolve();
    };
    fit = reasonOf(() => model.fit({ examples, epochs: 1e9, onProgress }));
  });
  await worker.terminate();
  for (const error of [await fit, await reasonOf(() => model.step())]) {
    expect(error).toBeInstanceOf(SurprisalError);
    expect(error).toMatchObject({ code: "worker-failed" });
  }
  await model.dispose();
});

test("a worker that can't start says so", async () => {
  const worker = workerAfter("throw new Error('no such luck')");
  const got = await reasonOf(() => softmaxClassifier(config, { worker }));
  expect(got).toBeInstanceOf(SurprisalError);
  expect(got).toMatchObject({ code: "worker-failed" });
  expect((got as Error).message).toContain("no such luck");
});
