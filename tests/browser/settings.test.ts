// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { describe, expect, test } from "vitest";

import { GRID, MAX_DRAWN } from "../../web/src/data/drawn.ts";
import {
  DEFAULTS,
  MAX_RATES,
  type Settings,
  defaultsFor,
  rateAt,
  readSettings,
  withRate,
  writeSettings,
} from "../../web/src/train/settings.ts";

describe("readSettings", () => {
  test("an address without a query means the defaults", () => {
    expect(readSettings("")).toEqual(DEFAULTS);
  });

  test("reads back what writeSettings wrote", () => {
    const settings: Settings = {
      ...DEFAULTS,
      rates: [
        { step: 0, rate: 0.1 },
        { step: 40, rate: 0.30000000000000004 },
        { step: 2000, rate: 1e-7 },
      ],
      momentum: 0.95,
      l2: 1e-5,
      batchSize: 33,
      seed: 4294967295,
      epochs: 0,
      pace: "full",
      axes: "log-both",
      zoom: { steps: { min: 99999.5, max: 100001 }, loss: { min: 0, max: 0.25 } },
      patience: 5,
      optimizer: "adamw",
      schedule: "cosine",
      loss: "focal",
      gamma: 1.5,
      smoothing: 0.1,
      classWeights: "balanced",
      imbalance: 20,
    };
    expect(readSettings(writeSettings(settings))).toEqual(settings);
  });

  test("reads back what belongs to a data set", () => {
    const points: Settings = {
      ...defaultsFor("points"),
      shape: "spirals",
      featureMap: "radial",
      noise: 0.3,
      count: 99,
    };
    expect(readSettings(writeSettings(points))).toEqual(points);
    const point = { column: 1295, row: 0, label: 3 };
    const drawn: Settings = {
      ...defaultsFor("points"),
      shape: "drawn",
      drawn: [point, { ...point, row: 36, label: 0 }],
    };
    expect(readSettings(writeSettings(drawn))).toEqual(drawn);
    const table: Settings = { ...defaultsFor("csv"), header: "no", label: "what & which = it, #1?" };
    expect(readSettings(writeSettings(table))).toEqual(table);
  });

  test("a small data set begins with small batches", () => {
    expect(readSettings("?data=iris").batchSize).toBe(16);
    expect(readSettings("?data=iris&batch=500").batchSize).toBe(500);
  });

  // The address is a stranger's text. Each row: the query, and what differs from the defaults.
  test.each<[string, Partial<Settings>]>([
    ["?zoom=5:20", { zoom: { steps: { min: 5, max: 20 }, loss: null } }],
    ["?zoom=,0.5:1", { zoom: { steps: null, loss: { min: 0.5, max: 1 } } }],
    ["?zoom=20:5", {}],
    ["?zoom=-1:5,NaN:1", {}],
    ["?zoom=1:Infinity,1", {}],
    ["?zoom=:5,1:2:3", {}],
    ["?momentum=1", { momentum: 0.999 }],
    ["?momentum=-3", { momentum: 0 }],
    ["?momentum=NaN", {}],
    ["?momentum=", {}],
    ["?momentum=%20%20", {}],
    ["?l2=Infinity", { l2: 1 }],
    ["?l2=-Infinity", { l2: 0 }],
    ["?batch=0", { batchSize: 1 }],
    ["?batch=1e99", { batchSize: 2000 }],
    ["?batch=12.6", { batchSize: 13 }],
    ["?batch=0x10", { batchSize: 16 }],
    ["?seed=-1", { seed: 0 }],
    ["?seed=99999999999", { seed: 0xffff_ffff }],
    ["?seed=<script>alert(1)</script>", {}],
    ["?epochs=-5", { epochs: 0 }],
    ["?pace=ludicrous", {}],
    ["?pace=__proto__", {}],
    ["?data=nuclear", {}],
    ["?optimizer=toString&schedule=&loss=ce%00&weights=BALANCED", {}],
    ["?imbalance=0.1&gamma=-1&smoothing=1&patience=1e9", { imbalance: 1, gamma: 0, smoothing: 0.9, patience: 100 }],
    ["?shape=drawn&points=0000000zz41<script>", { shape: "drawn", drawn: [{ column: 0, row: 0, label: 0 }] }],
    ["?noise=NaN&count=1e300", { count: 2000 }],
    ["?lr=1e400", { rates: [{ step: 0, rate: 10 }] }],
    ["?lr=-0.5", { rates: [{ step: 0, rate: 0 }] }],
    ["?lr=,,,", {}],
    ["?lr=0.1&lr=5", { rates: [{ step: 0, rate: 0.1 }] }],
    // Changes that are out of order, before the start, or no numbers are left out.
    [
      "?lr=0.1,50:0.2,40:0.3,-1:0.4,1.5:0.5,60:,60:x,70:99,80",
      {
        rates: [
          { step: 0, rate: 0.1 },
          { step: 50, rate: 0.2 },
          { step: 70, rate: 10 },
        ],
      },
    ],
    ["?%E0%A4%A&&&=&unknown=1", {}],
  ])("%s", (query, changes) => {
    expect(readSettings(query)).toEqual({ ...DEFAULTS, ...changes });
  });

  test("takes no more changes of the learning rate than an address is meant to carry", () => {
    const changes = Array.from({ length: 10_000 }, (_, i) => `${i + 1}:0.1`).join(",");
    expect(readSettings(`?lr=0.2,${changes}`).rates).toHaveLength(MAX_RATES);
  });
});

test("an address brings no more points than it is meant to carry", () => {
  const { drawn } = readSettings(`?data=points&shape=drawn&points=${"00zz1".repeat(5000)}`);
  expect(drawn).toHaveLength(MAX_DRAWN);
  expect(drawn.at(-1)).toEqual({ column: 0, row: GRID - 1, label: 1 });
});

describe("learning rates", () => {
  const rates = [
    { step: 0, rate: 0.1 },
    { step: 10, rate: 0.2 },
  ];

  test.each([
    [0, 0.1],
    [9, 0.1],
    [10, 0.2],
    [1000, 0.2],
  ])("at step %i the rate is %f", (step, rate) => {
    expect(rateAt(rates, step)).toBe(rate);
  });

  test("a change drops those that were to come later", () => {
    expect(withRate(rates, 5, 0.3)).toEqual([rates[0], { step: 5, rate: 0.3 }]);
  });

  test("a change at the same step replaces the former", () => {
    expect(withRate(rates, 10, 0.3)).toEqual([rates[0], { step: 10, rate: 0.3 }]);
    expect(withRate(rates, 0, 0.3)).toEqual([{ step: 0, rate: 0.3 }]);
  });

  test("a change to the rate in force is none", () => {
    expect(withRate(rates, 10, 0.1)).toEqual([rates[0]]);
    expect(withRate(rates, 20, 0.2)).toEqual(rates);
  });
});
