// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the pictures of the site show. Each `pose` brings a page there and resolves to the rectangle to be taken. The same
// runs on every machine: only the speed that they show, and the fonts, may differ.

/** Around what is in the picture, in pixels. */
const margin = 12;

/** The rectangle around the elements, scrolled into sight as a whole. */
async function around(page, ...selectors) {
  // Off the buttons, and the last frame drawn.
  await page.mouse.move(0, 0);
  await page.locator(selectors[0]).evaluate((element, above) => {
    const { activeElement, defaultView } = element.ownerDocument;
    activeElement?.blur();
    defaultView.scrollBy(0, element.getBoundingClientRect().top - above);
  }, margin);
  await page.waitForTimeout(1200);
  const boxes = await Promise.all(selectors.map((selector) => page.locator(selector).boundingBox()));
  const left = Math.min(...boxes.map(({ x }) => x)) - margin;
  const top = Math.min(...boxes.map(({ y }) => y)) - margin;
  const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin;
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin;
  return {
    x: Math.max(left, 0),
    y: Math.max(top, 0),
    width: right - Math.max(left, 0),
    height: bottom - Math.max(top, 0),
  };
}

/** Trains until the run ends by itself. */
async function finish(page) {
  await page.getByRole("button", { name: "Play" }).click();
  await page.locator("#status", { hasText: /^(Finished|Stopped on)/ }).waitFor({ timeout: 120_000 });
  await page.locator("#numbers[aria-busy=false]").waitFor();
}

/** The *Train* page after a run with these settings. */
async function trained(page, address, query) {
  await page.goto(address + query);
  await page.locator("#status", { hasText: /^Ready/ }).waitFor({ timeout: 60_000 });
  await finish(page);
}

const digits = "?lr=0.05&momentum=0.9&l2=0&batch=128&seed=1&pace=full&epochs=6";

/** A three, as a pointer writes it; in shares of the sheet. */
const three = [
  ...[0.3, 0.27, 0.42, 0.18, 0.6, 0.2, 0.68, 0.32, 0.6, 0.44, 0.46, 0.48],
  ...[0.62, 0.52, 0.72, 0.66, 0.62, 0.8, 0.44, 0.84, 0.28, 0.76],
];

export const tour = [
  {
    file: "docs/train.png",
    maxBytes: 150_000,
    width: 1280,
    height: 1300,
    pose: async (page, address) => {
      await trained(page, address, digits);
      // Not the numbers beside it: how fast it is belongs to the machine that takes the picture.
      return around(page, ".stage");
    },
  },
  {
    file: "docs/tour/compare.png",
    maxBytes: 85_000,
    width: 900,
    height: 1300,
    pose: async (page, address) => {
      await trained(page, address, digits.replace("lr=0.05", "lr=0.005"));
      await page.getByRole("button", { name: "Pin this run" }).click();
      await page.locator("#rate").fill("0.05");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Reset" }).click();
      await page.locator("#status", { hasText: /^Reset/ }).waitFor();
      await finish(page);
      await page.getByRole("button", { name: "Log steps" }).click();
      await page.getByRole("button", { name: "Log loss" }).click();
      return around(page, ".chart-head", "#chart");
    },
  },
  {
    file: "docs/tour/draw.png",
    maxBytes: 65_000,
    width: 1120,
    height: 1000,
    pose: async (page, address) => {
      await trained(page, address, digits);
      await page.locator("#draw-pad").scrollIntoViewIfNeeded();
      const { x, y, width, height } = await page.locator("#draw-pad").boundingBox();
      for (let i = 0; i < three.length; i += 2) {
        await page.mouse.move(x + three[i] * width, y + three[i + 1] * height, { steps: 4 });
        if (i === 0) await page.mouse.down();
      }
      await page.mouse.up();
      return around(page, "#draw");
    },
  },
  {
    file: "docs/tour/judge.png",
    maxBytes: 80_000,
    width: 1120,
    height: 1000,
    pose: async (page, address) => {
      await trained(page, address, digits);
      return around(page, "#judge");
    },
  },
  {
    file: "docs/tour/points.jpg",
    maxBytes: 80_000,
    width: 1120,
    height: 1000,
    pose: async (page, address) => {
      await trained(page, address, "?data=points&shape=rings&map=squares&lr=0.1&seed=1&pace=full&epochs=60");
      return around(page, "#plane-panel");
    },
  },
  {
    file: "docs/tour/learn.png",
    maxBytes: 60_000,
    width: 1120,
    height: 1000,
    pose: async (page, address) => {
      await page.goto(`${address}learn.html`);
      await page.locator("#figure-cross-entropy[aria-busy=false], #figure-cross-entropy:not([aria-busy])").waitFor();
      return around(page, "#figure-cross-entropy");
    },
  },
  {
    file: "docs/tour/score.png",
    maxBytes: 70_000,
    width: 1120,
    height: 1400,
    pose: async (page, address) => {
      await page.goto(`${address}score.html`);
      await page.locator("#sample").click();
      await page.locator("#results:not([hidden])").waitFor();
      await page.locator("#fit").click();
      await page.locator("#status", { hasText: /^Fitted/ }).waitFor();
      return around(page, "#diagrams", ".fit");
    },
  },
];
