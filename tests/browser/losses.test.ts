// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What is minimised, and how: from settings to the classifier, and what it changes on the page.

import { describe, expect, test } from "vitest";

import { balancedWeights, classifierConfig } from "../../web/src/train/classifier_config.ts";
import { type Settings, defaultsFor } from "../../web/src/train/settings.ts";
import { useSite } from "./site.ts";
import type { TrainPage } from "./train_page.ts";

describe("the classifier's configuration", () => {
  const configOf = (changes: Partial<Settings>): object =>
    classifierConfig({ ...defaultsFor("iris"), ...changes }, 4, [30, 20, 10]);

  test("without anything special is plain", () => {
    expect(configOf({ seed: 7 })).toEqual({
      features: 4,
      classes: 3,
      batchSize: 16,
      learningRate: 0.05,
      schedule: { kind: "constant" },
      optimizer: "sgd",
      nesterov: false,
      momentum: 0.9,
      l2: 0,
      loss: "crossEntropy",
      gamma: 2,
      labelSmoothing: 0,
      seed: 7,
    });
  });

  // 60 examples in batches of 16 are four steps an epoch.
  test.each<[Partial<Settings>, object]>([
    [{ optimizer: "nesterov" }, { optimizer: "sgd", nesterov: true }],
    [{ optimizer: "adamw" }, { optimizer: "adamw", nesterov: false }],
    [
      { loss: "focal", gamma: 3 },
      { loss: "focal", gamma: 3 },
    ],
    [{ smoothing: 0.1 }, { loss: "crossEntropy", labelSmoothing: 0.1 }],
    [
      { loss: "focal", smoothing: 0.1 },
      { loss: "focal", labelSmoothing: 0 },
    ],
    [{ classWeights: "balanced" }, { weight: Float32Array.of(60 / 90, 1, 2) }],
    [{ schedule: "step", epochs: 10 }, { schedule: { kind: "step", every: 10, factor: 0.5 } }],
    [{ schedule: "cosine", epochs: 10 }, { schedule: { kind: "cosine", warmupSteps: 0, steps: 40 } }],
    [{ schedule: "warm", epochs: 10 }, { schedule: { kind: "cosine", warmupSteps: 2, steps: 38 } }],
    [{ schedule: "cosine", epochs: 0 }, { schedule: { kind: "cosine", warmupSteps: 0, steps: 80 } }],
  ])("of %j", (changes, expected) => {
    expect(configOf(changes)).toMatchObject(expected);
  });

  test("gives a class without examples no say", () => {
    expect([...balancedWeights([4, 0])]).toEqual([0.5, 0]);
  });
});

const site = useSite();

async function finish(train: TrainPage): Promise<void> {
  await train.play();
  await train.status(/^Finished/);
  await train.settled();
}

/** The accuracy of each class on the validation split. */
const byClass = (train: TrainPage): Promise<number[]> =>
  train.page
    .locator("#class-accuracy data")
    .evaluateAll((bars) => bars.map((bar) => Number((bar as HTMLDataElement).value)));

describe("on the page", () => {
  test("balanced weights bring a rare class back", async () => {
    const train = await site().open("?data=points&shape=moons&noise=0.3&imbalance=50&pace=full&epochs=60");
    await finish(train);
    const [, rare = NaN] = await byClass(train);
    const { training } = await train.numbers();
    await train.page.getByLabel("Class weights").selectOption("balanced");
    await train.page.waitForFunction(() => location.search.includes("weights=balanced"));
    await train.settled();
    await finish(train);
    const [, helped = NaN] = await byClass(train);
    expect(helped).toBeGreaterThan(rare + 0.2);
    expect((await train.numbers()).training).not.toBe(training);
    expect(await train.page.locator("#loss-note").textContent()).toMatch(
      /validation curve stays the plain cross-entropy/,
    );
  });

  test("every choice is shown, and the address repeats the run value for value", async () => {
    const query = "?data=iris&optimizer=adamw&schedule=warm&loss=focal&gamma=3&lr=0.02&l2=0.01&epochs=5&pace=full";
    const first = await site().open(query);
    const { page } = first;
    for (const [label, value] of [
      ["Optimizer", "adamw"],
      ["Schedule", "warm"],
      ["Loss", "focal"],
      ["Focal γ", "3"],
    ] as const) {
      expect(await page.getByLabel(label, { exact: true }).inputValue()).toBe(value);
    }
    expect(await page.getByLabel("Momentum").isDisabled()).toBe(true);
    expect(await page.getByLabel("Label smoothing").isDisabled()).toBe(true);
    await finish(first);

    const second = await site().open(first.query());
    await finish(second);
    expect(await second.numbers()).toEqual(await first.numbers());

    // Another loss is another run.
    await page.getByLabel("Loss", { exact: true }).selectOption("ce");
    await page.waitForFunction(() => location.search.includes("loss=ce"));
    await first.settled();
    expect(await page.getByLabel("Focal γ").isDisabled()).toBe(true);
    await finish(first);
    expect((await first.numbers()).validation).not.toBe((await second.numbers()).validation);
  });

  test("other epochs are another schedule, so the run starts over", async () => {
    const train = await site().open("?data=iris&schedule=cosine&pace=full&epochs=5");
    await finish(train);
    await train.page.getByLabel("Stop after").selectOption("10");
    await train.status(/^Back to the beginning: the schedule/);
    await train.settled();
    expect((await train.numbers()).steps).toBe(0);
  });
});
