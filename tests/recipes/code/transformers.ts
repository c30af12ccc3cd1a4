// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { load, type AnyTensor } from "surprisal";

/** What causal language models of transformers.js take and give: data and dims. */
interface ModelTensor {
  readonly data: AnyTensor["data"];
  readonly dims: readonly number[];
}

/**
 * How probable a model finds texts: of each token but the first its log-probability, given those before it; and the
 * perplexity over all of them. Logits are [texts, tokens, vocabulary], token ids and their mask [texts, tokens].
 */
export async function scoreTexts(logits: ModelTensor, inputIds: ModelTensor, attentionMask: ModelTensor) {
  const s = await load();
  const [texts, length, vocabulary] = logits.dims;
  const rows = { data: logits.data, shape: [texts * length, vocabulary] };

  // The logits at a token are about the one after it. Where there is none, or padding, -100 says that nothing counts.
  const isToken = (at: number) => Number(attentionMask.data[at]) === 1;
  const labels = Int32Array.from({ length: texts * length }, (_, at) => {
    const hasNext = (at + 1) % length !== 0 && isToken(at) && isToken(at + 1);
    return hasNext ? Number(inputIds.data[at + 1]) : -100;
  });

  const surprisals = s.crossEntropy(rows, labels, { reduction: "none" }); // nats, 0 where nothing counts
  return {
    logProbs: Array.from(surprisals, (nats, at) => (labels[at] === -100 ? null : -nats)),
    perplexity: s.perplexity(rows, labels),
    bitsPerToken: s.crossEntropy(rows, labels) / Math.LN2,
  };
}
