// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Bytes so far, and the whole if the server said. */
export type DownloadProgress = (received: number, total: number | null) => void;

/** What `download` resolves to: the content, and the bytes that came over the wire for it. */
export interface Downloaded {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly bytes: number;
}

/** Fetches a gzip file and unpacks it as it comes. Rejects with an error whose message can be shown to a person. */
export async function downloadGzip(url: string, onProgress: DownloadProgress): Promise<Downloaded> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error("The digits could not be fetched: the network is not reachable.", { cause });
  }
  if (!response.ok || !response.body) {
    throw new Error(`The digits could not be fetched: the server answered ${String(response.status)}.`);
  }
  const length = Number(response.headers.get("content-length"));
  return unpack(response.body, (received) => {
    onProgress(received, length > 0 ? length : null);
  });
}

async function unpack(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onProgress: (received: number) => void,
): Promise<Downloaded> {
  let bytes = 0;
  const reader = body.getReader();
  const first = await reader.read();
  const { readable, writable } = unpackerFor(first.value);
  const writer = writable.getWriter();
  const pass = async (): Promise<void> => {
    for (let chunk = first; !chunk.done; chunk = await reader.read()) {
      bytes += chunk.value.length;
      onProgress(bytes);
      await writer.write(chunk.value);
    }
    await writer.close();
  };
  try {
    const [content] = await Promise.all([new Response(readable).arrayBuffer(), pass()]);
    return { content: new Uint8Array(content), bytes };
  } catch (cause) {
    throw new Error("The file of digits arrived damaged, or not whole. Reloading the page may help.", { cause });
  }
}

/** Some servers announce a compressed file as `Content-Encoding: gzip`; the browser has then unpacked it already. */
function unpackerFor(start: Uint8Array | undefined): ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>> {
  // What is unpacked never begins like that.
  if (start?.[0] !== 0x1f) return new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array>();
  if (typeof DecompressionStream === "undefined") {
    throw new Error("This browser cannot unpack gzip (it has no DecompressionStream). A newer one can.");
  }
  return new DecompressionStream("gzip");
}
