// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { describe, expect, test } from "vitest";

import { readTable } from "../../web/src/data/table.ts";
import { tableDataset } from "../../web/src/data/table_dataset.ts";
import { type Settings, defaultsFor } from "../../web/src/train/settings.ts";

const open = (text: string, changes: Partial<Settings> = {}): ReturnType<typeof tableDataset> =>
  tableDataset({ name: "it", text }, { ...defaultsFor("csv"), ...changes });

const fruit = `weight,colour,fruit
1,red,apple
2,red,apple
3,green,pear
4,green,pear
5,green,pear
6,green,pear
`;

describe("a table", () => {
  test("with names: the label is the last column of words, what holds no numbers is left out", () => {
    const { dataset, summary } = open(fruit);
    expect(summary).toMatchObject({
      hasHeader: true,
      label: "fruit",
      featureNames: ["weight"],
      ignored: ["colour"],
      rows: 6,
      badCount: 0,
    });
    expect(dataset).toMatchObject({ info: { classNames: ["apple", "pear"], features: 1, kind: "table" } });
  });

  test("without names has columns by number, and classes in the order of numbers", () => {
    const { dataset, summary } = open("0.5,10\n0.25,9\n0.75,10\n1,9\n2,100\n");
    expect(summary).toMatchObject({ hasHeader: false, columns: ["column 1", "column 2"], label: "column 2", rows: 5 });
    expect(dataset).toMatchObject({ info: { classNames: ["9", "10", "100"] } });
  });

  test("is read as it is told to be, whatever the guess", () => {
    const longer = fruit + fruit.slice(fruit.indexOf("\n") + 1);
    expect(open(longer, { header: "no" }).summary).toMatchObject({ rows: 12, badCount: 1, bad: [{ line: 1 }] });
    expect(open("1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n", { header: "yes" }).summary).toMatchObject({
      columns: ["1", "0"],
      rows: 5,
    });
    expect(open(fruit, { label: "colour" }).summary).toMatchObject({ label: "colour", ignored: ["fruit"] });
    expect(open(fruit, { label: "no such" }).summary.label).toBe("fruit");
  });

  test("has its bad rows listed by line, whatever the line ends and the quotes", () => {
    const lines = ["a,b,label", "1,2,x", "1,two,y", '3,4,"x\r\ny"', "", "5,,x", "5,6,x,7", "7,8,", "9,1,x"];
    const more = Array.from({ length: 20 }, (_, i) => `${i},${i},x`);
    const { summary } = open([...lines, ...more].join("\r\n"));
    expect(summary.bad).toEqual([
      { line: 3, why: "“b” is “two”, not a number" },
      { line: 7, why: "“b” is empty" },
      { line: 8, why: "4 fields where the first line has 3" },
      { line: 9, why: "“label” is empty" },
    ]);
    expect(summary).toMatchObject({ badCount: 4, rows: 23 });
  });

  test("may part its fields by semicolons, and its decimals by commas", () => {
    const { rows, parse, numeric } = readTable("a;b\n1,5;x\n2,5;y\n", "guess");
    expect(numeric).toEqual([true, false]);
    expect(parse(rows[0]?.cells[0] ?? "")).toBe(1.5);
  });

  test("follows the seed", () => {
    const training = (seed: number): unknown => {
      const { dataset } = open(fruit, { seed });
      return typeof dataset === "string" ? dataset : dataset.training;
    };
    expect(training(1)).toEqual(training(1));
    expect([1, 2, 3].map(training)).not.toEqual([training(1), training(1), training(1)]);
  });

  test.each([
    ["", /nothing in this table/],
    ["\n\n\n", /nothing in this table/],
    ["a,b\nx,y\nz,w\n", /No column but the label holds numbers/],
    ["1,x\n2,y\n", /Only 2 lines can be used; 5/],
    ["1,x\n2,x\n3,x\n4,x\n5,x\n", /1 different values/],
    [Array.from({ length: 60 }, (_, i) => `${i},name ${i}`).join("\n"), /60 different values; 2 to 50/],
    ["\u0000\u0001,\uFFFD\n", /No column|Only/],
  ])("that can't be learnt is told in words: %j", (text, words) => {
    expect(open(text).dataset).toMatch(words);
  });
});
