// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Training in a real browser: what it reaches, how it is driven, and that an address repeats it.

import { describe, expect, test } from "vitest";

import { useSite } from "./site.ts";

const site = useSite();

describe("training", () => {
  test("the curve falls, and the accuracy passes 91 % within a minute", async () => {
    const train = await site().open();
    const before = await train.numbers();
    // An untrained model is about as surprised as a uniform guess.
    expect(before.validation).toBeGreaterThan(2);
    expect(before.validation).toBeLessThan(2.7);
    expect(before.accuracy).toBeLessThan(0.35);

    await train.play();
    await train.page.waitForFunction(
      () => Number(document.querySelector<HTMLDataElement>("#accuracy")?.value) >= 0.91,
      null,
      { timeout: 60_000 },
    );
    await train.pause();
    const after = await train.numbers();
    expect(after.validation).toBeLessThan(0.4);
    expect(after.training).toBeLessThan(0.45);
    expect(after.epoch).toBeGreaterThan(0.5);
    // The chart has ink in more than one colour, not just a frame.
    const colours = await train.page.locator("#chart canvas").evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) return 0;
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      return new Set(Array.from({ length: data.length / 4 }, (_, i) => `${data[4 * i]},${data[4 * i + 1]}`)).size;
    });
    expect(colours).toBeGreaterThan(10);
    // Its text says the same.
    const summary = (await train.page.locator("#chart-summary").textContent()) ?? "";
    expect(summary).toContain(`After ${after.steps.toLocaleString("en")} steps`);
    const rows = await train.table();
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.at(-1)).toContain((await train.page.locator("#validation").textContent()) ?? "?");
  });

  test("at full speed, Pause is heard", async () => {
    const train = await site().open("?pace=full&epochs=0");
    await train.play();
    await train.steps(200);
    await train.pause();
  });

  test("pause holds, a step is one update, reset begins anew", async () => {
    const train = await site().open();
    const untrained = await train.numbers();
    await train.play();
    await train.steps(50);
    await train.pause();
    const paused = await train.numbers();
    await train.page.waitForTimeout(400);
    expect(await train.numbers()).toEqual(paused);

    await train.step();
    const stepped = await train.numbers();
    expect(stepped.steps).toBe(paused.steps + 1);
    expect(stepped.validation).not.toBe(paused.validation);

    await train.reset();
    expect(await train.numbers()).toEqual(untrained);
    expect(await train.table()).toHaveLength(1);
  });

  test("it stops after the epochs asked for, and goes on when told to", async () => {
    const train = await site().open("?epochs=1&pace=full&batch=500");
    await train.play();
    await train.status(/^Finished 1 epoch/);
    await train.settled();
    expect(await train.numbers()).toMatchObject({ epoch: 1, steps: 40 });
    await train.play();
    await train.status(/^Finished 2 epochs/);
    await train.settled();
    expect(await train.numbers()).toMatchObject({ epoch: 2, steps: 80 });
  });

  test("a learning rate that is too large is called so", async () => {
    const train = await site().open("?lr=10&momentum=0.999&l2=1&pace=full&epochs=0");
    await train.play();
    await train.status(/no longer a number/);
    await train.reset();
  });

  test("it pauses while the tab is hidden, and says so", async () => {
    const train = await site().open();
    const setHidden = (hidden: boolean): Promise<void> =>
      train.page.evaluate((value) => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await train.play();
    await train.steps(20);
    await setHidden(true);
    await train.status(/tab is hidden/);
    expect(await train.page.title()).toMatch(/^Paused/);
    const { steps } = await train.numbers();
    await train.page.waitForTimeout(300);
    expect((await train.numbers()).steps).toBe(steps);
    await setHidden(false);
    await train.status(/Training again/);
    await train.steps(steps + 20);
    expect(await train.page.title()).not.toMatch(/Paused/);
  });
});

describe("the address", () => {
  test("restores a run value for value, however it was paused and steered", async () => {
    const first = await site().open("?seed=7&momentum=0.5&l2=0.001&batch=250&epochs=1&lr=0.2&pace=slow");
    await first.play();
    await first.steps(15);
    await first.pause();
    await first.page.getByRole("spinbutton", { name: "Learning rate" }).fill("0.03");
    await first.page.keyboard.press("Enter");
    await first.page.waitForFunction(() => /lr=0\.2,\d+:0\.03/.test(location.search));
    await first.step();
    await first.step();
    await first.page.getByLabel("Speed").selectOption("full");
    await first.play();
    await first.status(/^Finished 1 epoch/);
    await first.settled();

    const second = await site().open(first.query());
    await second.play();
    await second.status(/^Finished 1 epoch/);
    await second.settled();

    expect(await second.numbers()).toEqual(await first.numbers());
    // The first was evaluated more often, where it was paused: the curve of the second is all in the first's.
    const losses = (rows: string[]): string[] => rows.map((row) => row.split("\t").slice(0, 4).join(" "));
    expect(losses(await first.table())).toEqual(expect.arrayContaining(losses(await second.table())));
  });

  test("another seed is another run", async () => {
    const losses: number[] = [];
    for (const seed of [1, 2]) {
      const train = await site().open(`?seed=${seed}`);
      await train.step();
      losses.push((await train.numbers()).batchLoss);
    }
    expect(losses[0]).not.toBe(losses[1]);
  });

  test("hostile settings are clamped", async () => {
    const train = await site().open(
      "?lr=1e999,5:NaN,x&momentum=9&l2=-1&batch=1e9&seed=-2&epochs=1e9&pace=%3Cscript%3E",
    );
    expect(train.query()).toBe(
      "?data=mnist&imbalance=1&lr=10&momentum=0.999&l2=0&batch=2000&seed=0&epochs=1000&pace=steady" +
        "&patience=0&optimizer=sgd&schedule=constant&loss=ce&gamma=2&smoothing=0&weights=none&axes=linear",
    );
    await train.step();
    expect(Number.isFinite((await train.numbers()).batchLoss)).toBe(true);
  });

  test("follows the settings, and the link can be copied", async () => {
    const train = await site().open("", { permissions: ["clipboard-read", "clipboard-write"] });
    await train.page.getByLabel("Batch size").selectOption("32");
    await train.page.getByLabel("Seed").fill("99");
    await train.page.keyboard.press("Tab");
    await train.page.waitForFunction(() => location.search.includes("batch=32&seed=99"));
    await train.page.getByRole("button", { name: "Copy link" }).click();
    await train.status(/^Link copied/);
    expect(await train.page.evaluate(() => navigator.clipboard.readText())).toBe(train.page.url());
  });
});
