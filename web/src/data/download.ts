// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Bytes so far, and the whole if the server said. */
export type DownloadProgress = (received: number, total: number | null) => void;

/** What `download` resolves to: the content, and the bytes that came over the wire for it. */
export interface Downloaded {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
}

/** Fetches a gzip file and unpacks it. Rejects with an error whose message can be shown to a person. */
export async function downloadGzip(url: string, onProgress: DownloadProgress): Promise<Downloaded> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error("The digits could not be fetched: the network is not reachable.", { cause });
  }
  if (!response.ok) {
    throw new Error(`The digits could not be fetched: the server answered ${String(response.status)}.`);
  }
  const compressed = await receive(response, onProgress);
  const content = isGzip(compressed) ? await gunzip(compressed) : compressed;
  return { content, bytes: compressed.length };
}

async function receive(response: Response, onProgress: DownloadProgress): Promise<Uint8Array<ArrayBuffer>> {
  const length = Number(response.headers.get("content-length"));
  const total = length > 0 ? length : null;
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.done) break;
    chunks.push(chunk.value);
    received += chunk.value.length;
    onProgress(received, total);
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

// Some servers announce what they take for a compressed file as `Content-Encoding: gzip`; the browser has then unpacked
// it already.
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser cannot unpack gzip (it has no DecompressionStream). A newer one can.");
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new Error("The file of digits arrived damaged. Reloading the page may help.", { cause });
  }
}
