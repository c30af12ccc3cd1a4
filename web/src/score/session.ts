// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The worker's side: one reading at a time, and what the last one left for the temperature.

import type { Surprisal } from "surprisal";
import { messageOf } from "../ui/message_of.ts";
import { Evaluation, type Scoring, logProbs } from "./evaluation.ts";
import type { Reading } from "./formats/chunks.ts";
import { ProblemLog } from "./formats/problems.ts";
import { type Plan, type Planned, makePlan } from "./plan.ts";
import type { Ending, Fitted, Report, Request, Scores } from "./protocol.ts";
import type { SampleRows } from "./sample_rows.ts";
import type { Settings } from "./settings.ts";

const REPORT_MS = 100;

interface Job {
  readonly plan: Plan;
  readonly settings: Settings;
  readonly sample: SampleRows;
}

function explain(error: unknown): string {
  if (error instanceof DOMException && error.name === "NotReadableError") {
    return "A file could not be read any more: it has been changed, moved or deleted since it was chosen. Choose it again.";
  }
  return messageOf(error);
}

export class Session {
  readonly #s: Surprisal;
  readonly #post: (report: Report) => void;
  #abort = new AbortController();
  #last: Job | null = null;

  constructor(s: Surprisal, post: (report: Report) => void) {
    this.#s = s;
    this.#post = post;
  }

  async handle(request: Request): Promise<void> {
    this.#abort.abort();
    if (request.kind === "cancel") return;
    const abort = (this.#abort = new AbortController());
    try {
      if (request.kind === "score") await this.#score(request, abort.signal);
      else await this.#fit(request.ticket, abort.signal);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#post({ kind: "failed", ticket: request.ticket, message: explain(error), isFatal: false });
    }
  }

  async #score(request: Request & { kind: "score" }, signal: AbortSignal): Promise<void> {
    const { ticket, files, settings } = request;
    this.#last = null;
    const planned = await makePlan(files, settings);
    if (signal.aborted) return;
    this.#tellOpened(ticket, planned);
    if ("lacks" in planned) return;
    const { plan } = planned;
    const { scores, ending, sample } = await this.#pass(ticket, plan, settings, null, signal);
    if (sample.rows > 0) this.#last = { plan, settings, sample };
    this.#post({ kind: "scored", ticket, scores, ending });
  }

  #tellOpened(ticket: number, planned: Planned): void {
    const files = planned.sources.map(({ file, summary, columns, labelColumn }) => ({
      name: file.name,
      bytes: file.size,
      summary,
      columns,
      labelColumn,
    }));
    const told =
      "lacks" in planned
        ? { lacks: planned.lacks, scoreKind: null, classes: null, names: null }
        : {
            lacks: null,
            scoreKind: planned.plan.kind,
            classes: planned.plan.classes,
            names: planned.plan.scores.names,
          };
    this.#post({ kind: "opened", ticket, files, ...told });
  }

  async #fit(ticket: number, signal: AbortSignal): Promise<void> {
    if (!this.#last) throw new Error("There are no scores to fit a temperature to.");
    const { plan, settings, sample } = this.#last;
    const logits = plan.kind === "probs" ? logProbs(this.#s, sample.scores) : sample.scores;
    const shape = [sample.rows, plan.classes];
    const { temperature, before, after } = this.#s.temperatureScaling(logits, sample.labels, { shape });
    if (!Number.isFinite(temperature)) {
      throw new Error("No temperature can be fitted: a row gives its own label the probability 0.");
    }
    const fitted: Fitted = { temperature, before, after, sampled: sample.rows, of: sample.seen };
    const { scores, ending } = await this.#pass(ticket, plan, settings, temperature, signal);
    this.#post({ kind: "fitted", ticket, fitted, scores, ending });
  }

  /** Reads everything once. */
  async #pass(
    ticket: number,
    plan: Plan,
    settings: Settings,
    temperature: number | null,
    signal: AbortSignal,
  ): Promise<{ scores: Scores; ending: Ending; sample: SampleRows }> {
    const { classes, kind } = plan;
    const { topK, bins, firstLabel } = settings;
    const scoring: Scoring = { classes, kind, topK, bins, firstLabel, temperature };
    const problems = new ProblemLog(settings.leaveOut);
    const evaluation = new Evaluation(this.#s, scoring, plan.scores.file.name, problems);
    let ending: Ending = { how: "done" };
    try {
      await this.#read(ticket, plan, problems, evaluation, signal);
    } catch (error) {
      ending = signal.aborted ? { how: "cancelled" } : { how: "failed", message: explain(error) };
    }
    return { scores: evaluation.result(), ending, sample: evaluation.sample };
  }

  async #read(
    ticket: number,
    { scores, labels }: Plan,
    problems: ProblemLog,
    evaluation: Evaluation,
    signal: AbortSignal,
  ): Promise<void> {
    const total = scores.file.size + (scores.labelsBeside && labels === scores ? 0 : labels.file.size);
    let bytes = 0;
    let reportedAt = performance.now();
    const report = (): void => {
      if (performance.now() - reportedAt < REPORT_MS) return;
      reportedAt = performance.now();
      const { logLoss, accuracy } = evaluation.standing;
      this.#post({ kind: "progress", ticket, share: bytes / total, rows: evaluation.rows, logLoss, accuracy });
    };
    const reading: Reading = {
      signal,
      onBytes(count) {
        bytes += count;
        report();
      },
    };
    const areBeside = labels === scores && scores.labelsBeside;
    const apart = areBeside ? null : await labels.labels(reading);
    let rows = 0;
    for await (const batch of scores.batches(reading, problems)) {
      signal.throwIfAborted();
      rows = batch.index(batch.rows - 1) + 1;
      if (apart && rows > apart.length) throw unequal(scores.file, "more", labels.file, apart.length);
      const own = apart ? Int32Array.from({ length: batch.rows }, (_, row) => apart[batch.index(row)]!) : batch.labels;
      if (own) evaluation.add(batch, own);
    }
    if (apart && rows < apart.length) throw unequal(scores.file, rows, labels.file, apart.length);
  }
}

function unequal(scores: File, rows: number | "more", labels: File, count: number): Error {
  const found = rows === "more" ? `more than ${count}` : String(rows);
  const where = scores === labels ? `${scores.name} has ${count} labels` : `${labels.name} has ${count} labels`;
  return new Error(`${where}, but ${scores.name} has ${found} rows of scores: wanted is one label for each row`);
}
