// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The *Train* page on other data than digits, in a real browser.

import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";

import { violationsOn } from "./axe.ts";
import { useSite } from "./site.ts";
import { TrainPage } from "./train_page.ts";

const site = useSite();

/** Trains to the end of the epochs. */
async function finish(train: TrainPage): Promise<void> {
  await train.play();
  await train.status(/^Finished/);
  await train.settled();
}

/** The colours of the plane at places, each 0..1 from the top left. */
function coloursAt(page: Page, places: readonly (readonly [number, number])[]): Promise<string[]> {
  return page.locator("#plane").evaluate((plane, wanted) => {
    if (!(plane instanceof HTMLCanvasElement)) return [];
    const { width, height } = plane;
    const { data } = plane.getContext("2d")?.getImageData(0, 0, width, height) ?? { data: [] };
    return wanted.map(([x, y]) => {
      const at = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
      return [...data.slice(at, at + 3)].join(" ");
    });
  }, places);
}

/** What was asked of the server since; browsers ask for the icon again as they like. */
const requestsSince = (count: number): string[] =>
  site()
    .server.requests.slice(count)
    .filter((asked) => !asked.endsWith("favicon.svg"));

/** Opens the page without data to train on. */
async function openUnready(query: string): Promise<TrainPage> {
  const train = await TrainPage.open(site().browser, site().server.url + query);
  await train.page.locator("html[data-phase=unready]").waitFor();
  return train;
}

describe("Iris", () => {
  test("is learnt, and an address repeats the run value for value", async () => {
    const first = await site().open("?data=iris&pace=full&epochs=40&seed=5");
    await finish(first);
    const numbers = await first.numbers();
    expect(numbers.steps).toBe(40 * Math.ceil(90 / 16));
    expect(numbers.accuracy).toBeGreaterThan(0.9);
    expect(await first.page.locator("#chart-summary").textContent()).toContain("A uniform guess is at 1.099 nats");
    expect(await first.page.locator(".lede").textContent()).toMatch(/among\s+3 classes stands at\s+ln 3 ≈ 1.099 nats/);

    const second = await site().open(first.query());
    await finish(second);
    expect(await second.numbers()).toEqual(numbers);
  });

  test("stops on a plateau, says so, and goes on when told to", async () => {
    const train = await site().open("?data=iris&pace=full&epochs=0&patience=2");
    await train.play();
    await train.status(/^Stopped on a plateau after step .*: no better validation loss for 2 epochs/);
    await train.settled();
    const { epoch } = await train.numbers();
    await train.play();
    await train.status(/^Stopped on a plateau/);
    await train.settled();
    expect((await train.numbers()).epoch).toBeGreaterThanOrEqual(epoch + 2);
  });

  test("takes the place of the digits, and gives it back, without another download", async () => {
    const train = await site().open();
    const asked = site().server.requests.length;
    await train.page.getByRole("radio", { name: "Iris" }).check();
    await train.status(/^Ready/);
    await train.page.waitForFunction(() => location.search.startsWith("?data=iris"));
    await train.step();
    await train.page.getByRole("radio", { name: "Digits" }).check();
    await train.status(/^Ready/);
    await train.settled();
    await train.page.locator("#gallery canvas").first().waitFor();
    expect((await train.numbers()).steps).toBe(0);
    // What draws the chart is fetched for the first step.
    expect(requestsSince(asked).filter((file) => !/\.(css|js)$/.test(file))).toEqual([]);
  });
});

describe("points in the plane", () => {
  test("rings: no line parts them, squares do, and the plane shows it", async () => {
    const train = await site().open("?data=points&shape=rings&noise=0.05&pace=full&epochs=30");
    await finish(train);
    // A coin toss.
    expect((await train.numbers()).validation).toBeGreaterThan(0.6);
    expect(await train.page.locator("#map-note").textContent()).toMatch(/No line parts a ring/);

    await train.page.getByLabel("What the model sees").selectOption("squares");
    await train.status(/^Ready/);
    await finish(train);
    expect(await train.numbers()).toMatchObject({ accuracy: 1 });
    expect(train.query()).toContain("map=squares");
    const [middle, left, right] = await coloursAt(train.page, [
      [0.5, 0.5],
      [0.02, 0.5],
      [0.98, 0.5],
    ]);
    expect(middle).not.toBe(left);
    expect(left).toBe(right);
  });

  test("are drawn by key and by mouse; the address carries them", async () => {
    const train = await site().open("?data=points&seed=3");
    const { page } = train;
    await page.getByRole("button", { name: "Clear" }).click();
    await train.status(/^Draw at least 5 points/);
    expect(await page.getByRole("button", { name: "Play" }).isDisabled()).toBe(true);

    const plane = page.locator("#plane");
    await plane.focus();
    for (const key of ["ArrowLeft", "ArrowLeft", "Enter", "ArrowUp", "Enter", "2"]) await page.keyboard.press(key);
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Space"]) {
      await page.keyboard.press(key);
    }
    await page.waitForFunction(() => /points=.{20}&|points=.{20}$/.test(location.search));
    const box = (await plane.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.click(box.x + box.width * 0.9, box.y + box.height * 0.1);
    await train.status(/^Ready/);
    await train.settled();
    const drawn = /points=([0-9a-z]*)/.exec(train.query())?.[1] ?? "";
    expect(drawn).toHaveLength(25);
    expect(
      drawn
        .match(/.{5}/g)
        ?.map((word) => word.at(-1))
        .join(""),
    ).toBe("00111");
    await train.step();

    const again = await site().open(train.query());
    await again.step();
    expect(await again.numbers()).toEqual(await train.numbers());

    await plane.focus();
    await page.keyboard.press("Delete");
    await page.waitForFunction((before) => !location.search.includes(before), drawn);
  });

  test("classes can be made rare, in training alone", async () => {
    const train = await site().open("?data=points&shape=blobs&count=200");
    const counts = train.page.locator("#class-counts");
    const numbers = async (): Promise<number[]> =>
      ((await counts.textContent()) ?? "").match(/\d+/g)?.map(Number) ?? [];
    const before = await numbers();
    expect(before.reduce((sum, count) => sum + count, 0)).toBe(120);
    const slider = train.page.getByRole("slider", { name: "Imbalance" });
    await slider.focus();
    await train.page.keyboard.press("End");
    await train.page.waitForFunction(() => location.search.includes("imbalance=100"));
    await train.status(/^Ready/);
    const after = await numbers();
    expect(after).toEqual([before[0], Math.round((before[1] ?? 0) / 10), 1]);
  });
});

describe("a table of the visitor's", () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i % 7},${(i * 5) % 11},${i % 2 === 0 ? i : -i},${i % 2 ? "odd" : "even"}`,
  );
  const text = ["a,b,signed,kind", ...rows.slice(0, 10), "1,2,many,odd", ...rows.slice(10)].join("\n");

  test("is pasted, understood and learnt, with its bad line named; nothing leaves the machine", async () => {
    const train = await openUnready("?data=csv&pace=full&epochs=50");
    const { page } = train;
    try {
      await train.status(/^Choose a table/);
      expect(await page.locator(".lede").textContent()).toMatch(/among\s+K classes stands at\s+ln K nats/);
      expect(await page.locator("#data-note").textContent()).toMatch(/^Your own table: /);
      const asked = site().server.requests.length;
      await page.getByLabel("Or paste a table").fill(text);
      await page.getByRole("button", { name: "Use this text" }).click();
      await train.status(/^Ready/);
      expect(await page.locator("#table-summary").textContent()).toMatch(/60 examples.*Learnt is “kind”.*a, b, signed/);
      await page.getByText("1 line left out").click();
      expect(await page.locator("#table-bad-rows").textContent()).toBe("Line 12: “signed” is “many”, not a number.");
      expect(requestsSince(asked)).toEqual([]);
      await finish(train);
      expect((await train.numbers()).accuracy).toBeGreaterThan(0.9);

      await page.getByLabel("Column to learn").selectOption("signed");
      await train.status(/“signed” has 61 different values/);
      expect(train.query()).toContain("label=signed");
      expect(train.complaints).toEqual([]);
    } finally {
      await train.close();
    }
  });

  test("is chosen or dropped as a file", async () => {
    const train = await openUnready("?data=csv");
    const { page } = train;
    try {
      const file = { name: "numbers.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
      await page.getByLabel(/choose one/).setInputFiles(file);
      await train.status(/^Ready/);
      expect(await page.locator("#table-summary").textContent()).toMatch(/^numbers.csv: 60 examples/);

      const dropped = await page.evaluateHandle(
        (content) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([content], "dropped.csv"));
          return transfer;
        },
        text.replace("kind", "parity"),
      );
      await page.dispatchEvent("#table-drop", "drop", { dataTransfer: dropped });
      await page.locator("#table-summary", { hasText: /^dropped.csv: .*“parity”/ }).waitFor();
      expect(train.complaints).toEqual([]);
    } finally {
      await train.close();
    }
  });
});

describe("the look of", () => {
  test.each([
    ["points", "light", 320],
    ["points", "dark", 1280],
    ["csv", "dark", 320],
    ["csv", "light", 1280],
  ] as const)(
    "%s in %s, %i pixels wide: complete, and nothing in a visitor's way",
    async (data, colorScheme, width) => {
      const options = { colorScheme, viewport: { width, height: 800 } };
      const train = await TrainPage.open(site().browser, `${site().server.url}?data=${data}`, options);
      try {
        if (data === "csv") {
          await train.status(/^Choose/);
          await train.page.getByRole("button", { name: "Try a sample" }).click();
        }
        await train.status(/^Ready/);
        await train.settled();
        const overflow = await train.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
        const found = await violationsOn(train.page);
        expect(found.filter((violation) => /^(serious|critical)/.test(violation))).toEqual([]);
        expect(train.complaints).toEqual([]);
      } finally {
        await train.close();
      }
    },
  );
});
