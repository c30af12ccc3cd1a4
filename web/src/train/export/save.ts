// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { token } from "../../ui/theme.ts";

/** Offers a file to the visitor, as a download. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has begun by then; the memory is given back.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 10_000);
}

const HEAD = 44;
const FOOT = 22;

/** The chart as it is on the page, on its card's colour, with a title above and a line of text for each run below. */
export async function chartPng(chart: HTMLCanvasElement, lines: readonly string[]): Promise<Blob> {
  const ratio = chart.width / Math.max(chart.clientWidth, 1);
  const canvas = document.createElement("canvas");
  canvas.width = chart.width;
  canvas.height = chart.height + (HEAD + FOOT * lines.length + FOOT / 2) * ratio;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no pictures.");
  context.fillStyle = token("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = token("--ink");
  context.font = `600 ${String(16 * ratio)}px ${token("--font-text")}`;
  context.fillText("Cross-entropy, nats", 16 * ratio, 28 * ratio);
  context.drawImage(chart, 0, HEAD * ratio);
  context.fillStyle = token("--ink-soft");
  context.font = `${String(12 * ratio)}px ${token("--font-text")}`;
  lines.forEach((line, i) => {
    context.fillText(line, 16 * ratio, chart.height + (HEAD + FOOT * (i + 1) - 6) * ratio);
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("The picture could not be written."));
    }, "image/png");
  });
}
