// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Bytes so far, and the whole if the server said. */
export type DownloadProgress = (received: number, total: number | null) => void;

/** Fetches a file; errors call it by its `name`. Rejects with an error whose message can be shown to a person. */
export async function download(
  url: string,
  name: string,
  onProgress: DownloadProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    // What makes the page and its worker comes first.
    response = await fetch(url, { priority: "low" });
  } catch (cause) {
    throw new Error(`The ${name} could not be fetched: the network is not reachable.`, { cause });
  }
  if (!response.ok || !response.body) {
    throw new Error(`The ${name} could not be fetched: the server answered ${String(response.status)}.`);
  }
  const length = Number(response.headers.get("content-length"));
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  try {
    const reader = response.body.getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      chunks.push(chunk.value);
      received += chunk.value.length;
      onProgress(received, length > 0 ? length : null);
    }
  } catch (cause) {
    throw damaged(name, cause);
  }
  const whole = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Unpacks what was gzip when it was packed; errors call it by its `name`, as `download`'s do. */
export async function gunzip(packed: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  // Some servers announce a compressed file as `Content-Encoding: gzip`: the browser has then unpacked it already, and
  // what is unpacked never begins like that.
  if (packed[0] !== 0x1f) return packed;
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser cannot unpack gzip (it has no DecompressionStream). A newer one can.");
  }
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  try {
    const [content] = await Promise.all([
      new Response(readable).arrayBuffer(),
      writer.write(packed).then(() => writer.close()),
    ]);
    return new Uint8Array(content);
  } catch (cause) {
    throw damaged(name, cause);
  }
}

function damaged(name: string, cause: unknown): Error {
  return new Error(`The file of ${name} arrived damaged, or not whole. Reloading the page may help.`, { cause });
}
