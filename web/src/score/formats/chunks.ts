// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** What reading tells while it goes on, and what ends it early. */
export interface Reading {
  readonly signal: AbortSignal;
  /** So many further bytes have been read. */
  onBytes(bytes: number): void;
}

/** The bytes of a file, chunk by chunk: however large it is, little of it is in memory at a time. */
export async function* chunksOf(file: Blob, reading: Reading): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      reading.signal.throwIfAborted();
      const { done, value } = await reader.read();
      if (done) return;
      reading.onBytes(value.length);
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

export interface Lines {
  /** Whole lines, the last of the file excepted, each with its end. */
  readonly text: string;
  /** The number of the first line in the file, from 1. */
  readonly firstLine: number;
}

/** How many characters are handed on at a time, about. */
const PIECE = 1 << 18;

/** How many of a character a text has. */
export function countOf(text: string, character: string): number {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) ++count;
  return count;
}

/** The end of the last line whose end is not inside of quotes; 0 if there is none. */
function lastLineEnd(text: string): number {
  if (!text.includes('"')) return text.lastIndexOf("\n") + 1;
  let end = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; ++at) {
    const character = text.charCodeAt(at);
    if (character === 34) isQuoted = !isQuoted;
    else if (character === 10 && !isQuoted) end = at + 1;
  }
  return end;
}

/** The text of a file in pieces of whole lines; an end of a line inside of quotes is none. */
export async function* linesOf(file: Blob, reading: Reading): AsyncGenerator<Lines> {
  const decoder = new TextDecoder();
  let waiting = "";
  let firstLine = 1;
  for await (const chunk of chunksOf(file, reading)) {
    waiting += decoder.decode(chunk, { stream: true });
    if (waiting.length < PIECE) continue;
    const end = lastLineEnd(waiting);
    if (end === 0) continue;
    const text = waiting.slice(0, end);
    waiting = waiting.slice(end);
    yield { text, firstLine };
    firstLine += countOf(text, "\n");
  }
  waiting += decoder.decode();
  if (waiting !== "") yield { text: waiting, firstLine };
}

/** Reading of which nobody needs to know. */
export function unnoticed(signal: AbortSignal): Reading {
  return { signal, onBytes: () => undefined };
}
