// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// Each figure of the Learn page, moved by keys and by a pointer; its numbers against the formulas, in float64.

import { describe, expect, test } from "vitest";

import { makeForecasts } from "../../web/src/learn/forecasts.ts";
import {
  calibrationBound,
  crossEntropyBound,
  expectClose,
  informationBound,
  temperatureBound,
} from "../ts/support/close.ts";
import { useLearnPage } from "./learn_page.ts";
import { useSite } from "./site.ts";

const open = useLearnPage(useSite());

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const crossEntropy = (p: readonly number[], q: readonly number[]) =>
  sum(p.map((share, at) => (share === 0 ? 0 : -share * Math.log(q[at]!))));
const softmax = (logits: readonly number[]) => {
  const exps = logits.map(Math.exp);
  return exps.map((exp) => exp / sum(exps));
};

describe("surprisal", () => {
  test("is minus the logarithm, wherever the point goes", async () => {
    const learn = await open("?embed=surprisal");
    const slider = learn.slider("Probability p");
    for (const [keys, p] of [
      [[], 0.25],
      [["Home"], 0.01],
      [["ArrowRight", "ArrowUp", "PageUp"], 0.13],
      [["ArrowLeft", "ArrowDown", "PageDown"], 0.01],
      [["End"], 1],
    ] as const) {
      await learn.keys(slider, ...keys);
      const { probability, surprise } = await learn.numbers("surprisal");
      expect(probability).toBe(p);
      expectClose(surprise!, -Math.log(Math.fround(p)), informationBound);
    }
    // The scale is from 0.01 to 1.
    await learn.drag(slider, 0.49 / 0.99);
    await learn.page.getByRole("radio", { name: "nats" }).press("ArrowRight");
    expect(await learn.numbers("surprisal")).toEqual({ probability: 0.5, surprise: 1 });
    expect(await slider.getAttribute("aria-valuetext")).toBe("50%: surprise 1.000 bits");
    expect(await learn.figure("surprisal").locator(".figure-words").textContent()).toMatch(
      /^As surprising as 1.00 toss/,
    );
  });
});

describe("keys", () => {
  test("that come faster than frames are not lost", async () => {
    const learn = await open("?embed=surprisal");
    await learn.slider("Probability p").evaluate((handle) => {
      for (let i = 0; i < 5; ++i)
        handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    });
    expect((await learn.numbers("surprisal")).probability).toBe(0.3);
  });
});

describe("cross-entropy", () => {
  test("sums the terms of whatever p and q are dragged to", async () => {
    const learn = await open("?embed=cross-entropy");
    await learn.keys(learn.slider("q of sun"), "ArrowRight");
    await learn.drag(learn.slider("p of rain"), 0.6);
    const rest = (0.4 * 1) / 0.85;
    const p = [0.5 * rest, 0.25 * rest, 0.6, 0.1 * rest];
    const q = [0.26, 0.74 / 3, 0.74 / 3, 0.74 / 3];
    const shown = await learn.numbers("cross-entropy");
    expectClose(shown.crossEntropy!, crossEntropy(p, q), informationBound);
    expectClose(shown.entropy!, crossEntropy(p, p), informationBound);
    const rows = await learn.table("cross-entropy");
    expect(rows[2]).toEqual(["rain", "60%", "24.7%", "1.400", "0.840"]);
  });

  test("is infinite where q gives nothing to what may happen", async () => {
    const learn = await open("?embed=cross-entropy");
    await learn.keys(learn.slider("q of sun"), "Home");
    expect((await learn.numbers("cross-entropy")).crossEntropy).toBe(Infinity);
    // Where p gives it nothing either, it costs nothing.
    await learn.keys(learn.slider("p of sun"), "Home");
    expect((await learn.numbers("cross-entropy")).crossEntropy).toBeLessThan(2);
  });
});

describe("entropy and KL", () => {
  test("make up the cross-entropy", async () => {
    const learn = await open("?embed=kl");
    await learn.keys(learn.slider("q of snow"), "PageDown");
    const p = [0.7, 0.15, 0.1, 0.05];
    const q = [0.1, 0.4, 0.3].map((share) => (share * 0.9) / 0.8).concat(0.1);
    const shown = await learn.numbers("kl");
    expectClose(shown.entropy!, crossEntropy(p, p), informationBound);
    expectClose(shown.kl!, crossEntropy(p, q) - crossEntropy(p, p), informationBound);
    expectClose(shown.crossEntropy!, crossEntropy(p, q), informationBound);
  });

  test("of a certain truth are 0 and the surprise", async () => {
    const learn = await open("?embed=kl");
    await learn.page.getByRole("radio", { name: "certain" }).click();
    await learn.drag(learn.slider("q of sun"), 0.5);
    await learn.page.getByRole("radio", { name: "bits" }).click();
    const { entropy, kl, crossEntropy: total } = await learn.numbers("kl");
    expectClose([entropy!, kl!, total!], [0, 1, 1], informationBound);
  });
});

describe("softmax", () => {
  test("and its gradient follow the logits and the right answer", async () => {
    const learn = await open("?embed=softmax");
    await learn.keys(learn.slider("Logit of dog"), "PageUp", "ArrowRight");
    await learn.drag(learn.slider("Logit of owl"), 0.25);
    await learn.page.getByRole("radio", { name: "fox" }).click();
    const p = softmax([2, 2.1, 0, -3]);
    const { loss, sum: total } = await learn.numbers("softmax");
    expectClose(loss!, -Math.log(p[2]!), crossEntropyBound);
    expect(Math.abs(total!)).toBeLessThan(1e-6);
    const rows = await learn.table("softmax");
    expect(rows.map((row) => row[1])).toEqual(["2.0", "2.1", "0.0", "−3.0"]);
    const gradient = rows.map((row) => Number(row[3]!.replace("−", "-")));
    for (const [at, part] of gradient.entries()) expect(part).toBeCloseTo(p[at]! - (at === 2 ? 1 : 0), 4);
  });
});

describe("stability", () => {
  const loss = Math.log(1 + Math.exp(-1) + Math.exp(-2));

  test("is the library's at every shift; the textbook's form breaks at both ends", async () => {
    const learn = await open("?embed=stability");
    const slider = learn.slider("Added to every logit");
    for (const [key, shift, isRight] of [
      ["PageUp", 10, true],
      ["End", 120, false],
      ["Home", -120, false],
    ] as const) {
      await learn.keys(slider, key);
      expect(await slider.getAttribute("aria-valuenow")).toBe(String(shift));
      const { naive, stable } = await learn.numbers("stability");
      expectClose(stable!, loss, crossEntropyBound);
      if (isRight) expect(naive).toBeCloseTo(loss, 5);
      else expect(naive).toBeNaN();
    }
  });

  test("the textbook's form is wrong before it breaks", async () => {
    const learn = await open("?embed=stability");
    await learn.drag(learn.slider("Added to every logit"), (120 - 103) / 240);
    const { naive } = await learn.numbers("stability");
    expect(Math.abs(naive! - loss)).toBeGreaterThan(0.1);
    expect(await learn.figure("stability").locator(".figure-words").textContent()).toMatch(/already wrong/);
  });
});

describe("class weights", () => {
  test("move the best answer to the rare class's share of the weight", async () => {
    const learn = await open("?embed=imbalance");
    const slider = learn.slider("Weight of the ill");
    for (const [weight, best] of [
      [1, 0.05],
      [19, 0.5],
    ] as const) {
      if (weight > 1) await slider.fill(String(weight));
      const { answer, loss, share } = await learn.numbers("imbalance");
      expect(answer).toBeCloseTo(best, 10);
      expectClose(share!, best, informationBound);
      expectClose(loss!, crossEntropy([best, 1 - best], [best, 1 - best]), crossEntropyBound);
    }
    await learn.keys(slider, "ArrowRight");
    expect((await learn.numbers("imbalance")).share).toBeCloseTo(100 / 195, 10);
  });
});

describe("focal loss", () => {
  const parts = (gamma: number) => {
    const kinds = [
      [1000, 0.95],
      [10, 0.2],
    ] as const;
    const losses = kinds.map(([count, p]) => -count * (1 - p) ** gamma * Math.log(p));
    const slopes = kinds.map(([count, p]) => {
      return count * (1 - p) * ((1 - p) ** gamma - gamma * p * (1 - p) ** (gamma - 1) * Math.log(p));
    });
    return { loss: losses[1]! / sum(losses), gradient: slopes[1]! / sum(slopes) };
  };

  test("leaves it to the hard ones, the more, the larger γ", async () => {
    const learn = await open("?embed=focal");
    const slider = learn.slider("Focus γ");
    for (const [keys, gamma] of [
      [[], 2],
      [["Home"], 0],
      [["End"], 5],
      [["ArrowLeft"], 4.9],
    ] as const) {
      await learn.keys(slider, ...keys);
      const shown = await learn.numbers("focal");
      const want = parts(gamma);
      // Logits are rounded to float32: by half a unit in the last place of ln 19.
      expectClose([shown.loss!, shown.gradient!], [want.loss, want.gradient], { relative: 2e-6 });
    }
  });
});

describe("label smoothing", () => {
  test("has its least loss, the target's entropy, at a finite lead", async () => {
    const learn = await open("?embed=smoothing");
    for (const epsilon of [0.1, 0.3]) {
      await learn.slider("Smoothing ε").fill(String(epsilon));
      const rest = epsilon / 4;
      const target = [1 - 3 * rest, rest, rest, rest];
      const { lead, loss, entropy } = await learn.numbers("smoothing");
      // The curve has a point each fortieth.
      expect(Math.abs(lead! - Math.log(target[0]! / rest))).toBeLessThanOrEqual(1 / 80 + 1e-9);
      expectClose(entropy!, crossEntropy(target, target), informationBound);
      const [first, ...others] = softmax([lead!, 0, 0, 0]);
      expectClose(loss!, crossEntropy(target, [first!, ...others]), crossEntropyBound);
    }
    await learn.keys(learn.slider("Smoothing ε"), "Home");
    expect(await learn.numbers("smoothing")).toEqual({ lead: Infinity, loss: 0, entropy: 0 });
  });
});

describe("calibration", () => {
  const { logits, labels } = makeForecasts(2000, 2.5);

  /** ECE in ten bins, mean confidence, accuracy and cross-entropy, by their definitions. */
  function judged(temperature: number) {
    const rows = logits.map((row) => softmax(row.map((z) => z / temperature)));
    const gaps = Array.from({ length: 10 }, () => 0);
    let [confidence, right, loss] = [0, 0, 0];
    for (const [at, probs] of rows.entries()) {
      const sure = Math.max(...probs);
      const hit = probs.indexOf(sure) === labels[at] ? 1 : 0;
      gaps[Math.ceil(sure * 10) - 1]! += hit - sure;
      confidence += sure;
      right += hit;
      loss -= Math.log(probs[labels[at]!]!);
    }
    const mean = (total: number) => total / rows.length;
    return {
      ece: mean(sum(gaps.map(Math.abs))),
      confidence: mean(confidence),
      accuracy: mean(right),
      loss: mean(loss),
    };
  }

  test("changes with the temperature, and the accuracy does not", async () => {
    const learn = await open("?embed=calibration");
    for (const temperature of [1, 2.05]) {
      await learn.slider("Temperature T").fill(String(temperature));
      const shown = await learn.numbers("calibration");
      const want = judged(temperature);
      expect(shown.accuracy).toBeCloseTo(want.accuracy, 12);
      expectClose([shown.ece!, shown.confidence!], [want.ece, want.confidence], calibrationBound);
      expectClose(shown.loss!, want.loss, crossEntropyBound);
    }
  });

  test("is fitted by the library, to the least cross-entropy", async () => {
    const learn = await open("?embed=calibration");
    await learn.page.getByRole("button", { name: "Fit the temperature" }).press("Enter");
    const shown = await learn.numbers("calibration");
    await learn.page.waitForURL(/temperature=/);
    const fitted = Number(new URL(learn.page.url()).searchParams.get("temperature"));
    // By bisection of the slope, whose sign differs at the ends.
    const slope = (t: number) => judged(t * 1.0001).loss - judged(t / 1.0001).loss;
    let [low, high] = [1, 5];
    while (high - low > 1e-5) {
      const middle = (low + high) / 2;
      if (slope(middle) < 0) low = middle;
      else high = middle;
    }
    // The address has four decimals.
    expect(Math.abs(fitted - low)).toBeLessThan(1e-4 + (temperatureBound.relative ?? 0) * low);
    expectClose(shown.loss!, judged(fitted).loss, crossEntropyBound);
    expect(await learn.page.locator("#announcer").textContent()).toMatch(/^The temperature is 2\.\d\d/);
  });
});
