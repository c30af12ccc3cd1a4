// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What files are taken for, what is read out of them, and what is said of those that are broken.

import { describe, expect, test } from "vitest";

import { unnoticed } from "../../web/src/score/formats/chunks.ts";
import { fromFloat16 } from "../../web/src/score/formats/numbers.ts";
import { openSource } from "../../web/src/score/formats/open.ts";
import { ProblemLog } from "../../web/src/score/formats/problems.ts";
import type { OpenOptions, Source } from "../../web/src/score/formats/source.ts";
import { npyFile } from "./npy_file.ts";

const reading = unnoticed(new AbortController().signal);

const open = (content: BlobPart, options: OpenOptions = { labelColumn: "guess" }, name = "a.csv"): Promise<Source> =>
  openSource(new File([content], name), options);

interface Content {
  readonly scores: number[][];
  readonly labels: number[];
  readonly places: string[];
}

/** All of a source, labels apart included. */
async function contentOf(source: Source, problems = new ProblemLog(false)): Promise<Content> {
  const content: Content = { scores: [], labels: [], places: [] };
  if (source.width !== null) {
    for await (const batch of source.batches(reading, problems)) {
      const width = batch.scores.length / batch.rows;
      for (let row = 0; row < batch.rows; ++row) {
        content.scores.push([...batch.scores.subarray(row * width, (row + 1) * width)]);
        content.places.push(batch.where(row));
      }
      content.labels.push(...(batch.labels ?? []));
    }
  }
  if (source.hasLabels && !source.labelsBeside) content.labels.push(...(await source.labels(reading)));
  return content;
}

describe("CSV", () => {
  // Each row: the text, its labels, and the columns of scores.
  test.each<[string, string, number[], number[][]]>([
    [
      "a named column of labels",
      "a,label,b\n0.5,1,0.25\n1,0,2\n",
      [1, 0],
      [
        [0.5, 0.25],
        [1, 2],
      ],
    ],
    [
      "a last column of whole numbers",
      "0.5,0.25,1\n1,2,0\n",
      [1, 0],
      [
        [0.5, 0.25],
        [1, 2],
      ],
    ],
    [
      "a first column of whole numbers",
      "1;0.5;0.25\n0;1.5;2.5\n",
      [1, 0],
      [
        [0.5, 0.25],
        [1.5, 2.5],
      ],
    ],
    [
      "labels that are names of classes",
      "id,logit_cat,logit_dog,answer\n7,1,2,dog\n8,3,4,cat\n",
      [1, 0],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["columns that are neither", 'id\ttext\tp0\tp1\ttarget\n7\t"a\nb"\t0.5\t0.25\t1\n', [1], [[0.5, 0.25]]],
    [
      "ends of lines of Windows, and empty ones",
      "x,y,label\r\n1,2.5,1\r\n\r\n3,4,0\r\n",
      [1, 0],
      [
        [1, 2.5],
        [3, 4],
      ],
    ],
    [
      "infinities and exponents",
      "a,b,label\n-inf,1e-3,1\n-Infinity,2,0\n",
      [1, 0],
      [
        [-Infinity, Math.fround(1e-3)],
        [-Infinity, 2],
      ],
    ],
  ])("with %s", async (_, text, labels, scores) => {
    const content = await contentOf(await open(text));
    expect(content.labels).toEqual(labels);
    expect(content.scores).toEqual(scores);
  });

  test("names its classes by its header", async () => {
    expect((await open("prob_cat,prob_dog,label\n0.5,0.5,1\n")).names).toEqual(["cat", "dog"]);
    expect((await open("0.5,0.5,1\n0.5,0.5,0\n")).names).toBeNull();
  });

  test("takes the column of labels that it is told to", async () => {
    const source = await open("1.5,2,0\n0.5,1,1\n", { labelColumn: 1 });
    expect((await contentOf(source)).labels).toEqual([2, 1]);
    expect((await open("a,label\n1,0\n", { labelColumn: "none" })).hasLabels).toBe(false);
  });

  test("of many pieces, quotes over their edges, keeps rows and lines", async () => {
    const count = 60_000;
    const rows = Array.from({ length: count }, (_, i) => `${i / 7},${-i},"x\ny",${i % 2}`);
    const { scores, labels, places } = await contentOf(await open(`a,b,text,label\n${rows.join("\n")}`));
    expect(labels).toHaveLength(count);
    expect(labels.every((label, i) => label === i % 2)).toBe(true);
    expect(scores.every(([a, b], i) => a === Math.fround(i / 7) && b === -i)).toBe(true);
    expect(places.at(-1)).toBe(`line ${2 * count}`);
  });

  test.each([
    ["a,b,label\n1,2,0\n1,x,1\n1,2,1\n", 'a.csv, line 3: column 2 ("b") is "x", not a number'],
    ["1.5,2,0\n1,2\n1,2,0\n", "a.csv, line 2: 2 columns, where the first line has 3"],
    [
      "a,b,label\n1,2,0\n1,2,0.5\n",
      'a.csv, line 3: the label is "0.5", neither a whole number nor the name of a column of scores',
    ],
    ["a,b,label\n1,2,0\n1,,0\n3,4,0\n", 'a.csv, line 3: column 2 ("b") is "", not a number'],
  ])("%j is told where it is wrong", async (text, message) => {
    await expect(open(text).then((source) => contentOf(source))).rejects.toThrow(message);
  });

  test("bad rows can be left out; the others keep their places", async () => {
    const problems = new ProblemLog(true);
    const text = "a,b,label\n1,2,0\n1,x,1\n3,4,1\n5\n";
    const { scores, places } = await contentOf(await open(text), problems);
    expect(scores).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(places).toEqual(["line 2", "line 4"]);
    expect(problems.told).toHaveLength(2);
  });
});

describe("JSON", () => {
  test.each<[string, string, number[], number[][]]>([
    [
      "two lists",
      '{"logits": [[1, 2], [3, 4.5]], "labels": [1, 0]}',
      [1, 0],
      [
        [1, 2],
        [3, 4.5],
      ],
    ],
    [
      "two lists the other way round, and others",
      '{"labels": [1, 0], "name": "x", "z": [[9]], "probs": [[1, 2], [3, 4]]}',
      [1, 0],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "a list of objects",
      '[{"label": 1, "scores": [1, 2], "id": 7}, {"scores": [3, -4e-1], "label": 0}]',
      [1, 0],
      [
        [1, 2],
        [3, Math.fround(-0.4)],
      ],
    ],
    [
      "lines of objects",
      '{"logits": [1, 2], "label": 1}\n{"logits": [3, 4], "label": 0}\n',
      [1, 0],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["one number a row", '[{"p": 0.5, "y": 1}, {"p": 0.25, "y": 0}]', [1, 0], [[0.5], [0.25]]],
    [
      "rows alone",
      "[[1, 2], [3, 4]]",
      [],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      "lines of rows",
      "[1, 2]\n[3, 4]\n",
      [],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ["labels alone", "[3, 1, 2]", [3, 1, 2], []],
  ])("of %s", async (_, text, labels, scores) => {
    const content = await contentOf(await open(text, undefined, "a.json"));
    expect(content.labels).toEqual(labels);
    expect(content.scores).toEqual(scores);
  });

  test("larger than a first look, the labels at its end", async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [i, 0.25, 0 - i]);
    const source = await open(JSON.stringify({ logits: rows, labels: rows.map((_, i) => i % 3) }), undefined, "a.json");
    const { scores, labels } = await contentOf(source);
    expect(scores).toEqual(rows);
    expect(labels).toEqual(rows.map((_, i) => i % 3));
  });

  test.each([
    ["[[1, 2], [3]]", "a.json, row 2 (byte 9): 1 scores, where the first row has 2"],
    ["[[1, 2], [3, NaN]]", 'a.json, byte 13: "N", which JSON has not here'],
    ["[[1, 2], [3, 4]", "a.json, byte 15: it ends within the array of byte 0"],
    ["[[1, 2] [3, 4]]", 'a.json, byte 8: "[", which JSON has not here'],
    ['[[1, "2"]]', "a.json, byte 5: something else than a number in the array of numbers of byte 1"],
    ['[{"logits": [1, 2]}, {"logits": [1, 2], "label": 1}]', "a.json, row 1 (byte 12): it has no label"],
    ['[{"logits": [1, 2], "label": 0.5}]', "the label is 0.5, not a whole number"],
    ['{"a": 1}', "a.json: no rows of numbers in it"],
  ])("%s is told where it is wrong", async (text, message) => {
    await expect(open(text, undefined, "a.json").then((source) => contentOf(source))).rejects.toThrow(message);
  });
});

describe(".npy", () => {
  const rows = [
    [1, 2.5],
    [-3, 0],
  ];

  test.each(["<f2", "<f4", "<f8", ">f4", ">f8"])("of %s scores", async (descr) => {
    for (const version of [1, 2]) {
      const source = await openSource(npyFile("a.npy", descr, [2, 2], rows.flat(), { version }), {
        labelColumn: "guess",
      });
      const { scores, places } = await contentOf(source);
      expect(scores).toEqual(rows);
      expect(places[1]).toMatch(/^row 2 \(byte \d+\)$/);
    }
  });

  test.each(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", ">i4", "<u4", "<i8", "<u8", "<f4"])(
    "of %s labels",
    async (descr) => {
      const source = await openSource(npyFile("a.npy", descr, [3], [1, 0, 1]), { labelColumn: "guess" });
      expect(source.width).toBeNull();
      expect((await contentOf(source)).labels).toEqual([1, 0, 1]);
    },
  );

  test("of more dimensions has its classes along the last", async () => {
    const numbers = Array.from({ length: 24 }, (_, i) => i + 0.5);
    const source = await openSource(npyFile("a.npy", "<f4", [2, 3, 4], numbers), { labelColumn: "guess" });
    expect(source.width).toBe(4);
    expect((await contentOf(source)).scores[5]).toEqual([20.5, 21.5, 22.5, 23.5]);
  });

  test("half-precision numbers are exact", () => {
    // Bits, and what they are.
    const known = [
      [0x0000, 0],
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x7c00, Infinity],
      [0xfc00, -Infinity],
      [0x7e00, NaN],
    ] as const;
    for (const [bits, value] of known) expect(fromFloat16(bits)).toBe(value);
  });

  test.each<[string, () => File, string]>([
    [
      "cut off",
      () => new File([npyFile("", "<f4", [2, 2], rows.flat()).slice(0, -3)], "a.npy"),
      "a.npy, byte 141: the file ends here, but shape [2, 2] of <f4 ends at byte 144",
    ],
    [
      "in Fortran's order",
      () => npyFile("a.npy", "<f4", [2, 2], rows.flat(), { fortran: true }),
      "a.npy, byte 10: Fortran order; save np.ascontiguousarray(…) instead",
    ],
    [
      "of complex numbers",
      () => npyFile("a.npy", "<c8", [2, 2], []),
      'a.npy, byte 10: numbers of type "<c8"; float16, float32',
    ],
    [
      "of a later version",
      () => npyFile("a.npy", "<f4", [2, 2], rows.flat(), { version: 9 }),
      "a.npy, byte 6: version 9",
    ],
    ["empty", () => npyFile("a.npy", "<f4", [0, 2], []), "shape [0, 2] holds nothing"],
    ["a zip archive", () => new File(["PK\u0003\u0004xxxx"], "a.npz"), "a.npz, byte 0: a zip archive, as .npz"],
    ["nothing", () => new File([], "a.npy"), "a.npy: it is empty"],
    [
      "a picture",
      () => new File([new Uint8Array([0x89, 0x50, 0, 1])], "a.png"),
      "a.png, byte 2: no text; CSV, JSON and .npy can be read",
    ],
  ])("%s is refused in words", async (_, file, message) => {
    await expect(openSource(file(), { labelColumn: "guess" }).then((source) => contentOf(source))).rejects.toThrow(
      message,
    );
  });
});
