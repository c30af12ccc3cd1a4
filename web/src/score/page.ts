// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The page's side: which files are in use, what is being read, and what came out.

import { formatCount } from "../train/format.ts";
import { byId, setText } from "../ui/dom.ts";
import { ScorerClient } from "./client.ts";
import { Controls } from "./controls.ts";
import { bindIntake } from "./intake.ts";
import { html, save } from "../ui/markup.ts";
import { classNames, formatBytes, formatScore, formatShare, formatTemperature } from "./numbers.ts";
import type { Ending, Opened, Report } from "./protocol.ts";
import { type Outcome, reportJson, reportMarkdown } from "./report.ts";
import { hideResults, showResults } from "./results.ts";
import { sampleFile } from "./sample.ts";
import { readSettings, writeSettings } from "./settings.ts";

const READY = "Ready for your files.";

export class ScorePage {
  readonly #client: ScorerClient;
  readonly #asked = readSettings(location.search);
  readonly #controls = new Controls(this.#asked, () => {
    this.#score();
  });
  readonly #status = byId("status");
  readonly #reading = byId("reading");
  readonly #fit = byId("fit", HTMLButtonElement);
  #files: readonly File[] = [];
  /** The sample, if it is what is scored. */
  #sample: File | null = null;
  /** Whether a temperature is fitted, or to be as soon as all is scored. */
  #isFitted = false;
  #ticket = 0;
  #opened: Opened | null = null;
  #outcome: Outcome | null = null;
  #library = "surprisal";

  constructor() {
    bindIntake({
      onFiles: (files) => {
        const isWaiting = this.#opened !== null && this.#opened.lacks !== null;
        this.#use(isWaiting ? [...this.#files, ...files] : files);
      },
      onOnly: (file) => {
        this.#use([file]);
      },
      onSample: () => {
        this.#useSample();
      },
    });
    byId("cancel").addEventListener("click", () => {
      this.#client.send({ kind: "cancel" });
      this.#rest("Cancelled.");
      // The button that had the focus is gone.
      byId("files").focus();
    });
    this.#fit.addEventListener("click", () => {
      this.#fitTemperature();
    });
    byId("save-json").addEventListener("click", () => {
      if (this.#outcome) save(new File([reportJson(this.#outcome)], "scores.json", { type: "application/json" }));
    });
    byId("save-markdown").addEventListener("click", () => {
      if (this.#outcome) save(new File([reportMarkdown(this.#outcome)], "scores.md", { type: "text/markdown" }));
    });
    this.#client = new ScorerClient((report) => {
      this.#onReport(report);
    });
    if (!this.#asked.isSample) return;
    this.#useSample();
    this.#isFitted = this.#asked.isFitted;
    this.#keep();
  }

  #useSample(): void {
    this.#sample = sampleFile();
    this.#use([this.#sample]);
  }

  #fitTemperature(): void {
    this.#begin("Fitting a temperature…");
    this.#client.send({ kind: "fit", ticket: this.#ticket });
  }

  /** Brings the address up to what is shown. */
  #keep(): void {
    const isSample = this.#files.length === 1 && this.#files[0] === this.#sample;
    const query = writeSettings({ ...this.#controls.settings, isSample, isFitted: isSample && this.#isFitted });
    if (location.search !== query) history.replaceState(null, "", (query || location.pathname) + location.hash);
  }

  #use(files: readonly File[]): void {
    this.#files = files;
    this.#opened = null;
    this.#controls.forgetColumns();
    this.#showFiles();
    this.#score();
  }

  #score(): void {
    this.#showError(null);
    this.#isFitted = false;
    this.#keep();
    if (this.#files.length === 0) {
      this.#client.send({ kind: "cancel" });
      this.#outcome = null;
      hideResults();
      this.#rest(READY);
      return;
    }
    this.#begin("Reading…");
    this.#client.send({ kind: "score", ticket: this.#ticket, files: this.#files, settings: this.#controls.settings });
  }

  #begin(status: string): void {
    ++this.#ticket;
    this.#showError(null);
    setText(this.#status, status);
    setText(byId("reading-text"), "");
    byId("progress", HTMLProgressElement).value = 0;
    this.#reading.hidden = false;
    this.#fit.disabled = true;
  }

  #rest(status: string): void {
    this.#reading.hidden = true;
    // Beside the scores of some rows, those of all of them would say nothing.
    this.#fit.disabled = this.#outcome?.isComplete !== true;
    setText(this.#status, status);
  }

  #onReport(report: Report): void {
    if (report.kind === "loaded") {
      this.#library = `surprisal ${report.version} (${report.variant})`;
      setText(byId("version"), ` ${report.version}, its ${report.variant} build`);
      return;
    }
    if (report.kind === "failed" && report.isFatal) {
      this.#rest("Stopped by an error.");
      this.#showError(`Files cannot be read here. ${report.message}`);
      return;
    }
    if (report.ticket !== this.#ticket) return;
    switch (report.kind) {
      case "opened":
        this.#onOpened(report);
        break;
      case "progress": {
        byId("progress", HTMLProgressElement).value = report.share;
        const numbers = `log loss ${formatScore(report.logLoss)}, accuracy ${formatShare(report.accuracy)}`;
        const rows = report.rows === 0 ? "" : ` · ${formatCount(report.rows)} rows so far: ${numbers}`;
        setText(byId("reading-text"), `${(100 * report.share).toFixed(0)}%${rows}`);
        break;
      }
      case "scored":
        this.#onScored(report);
        break;
      case "fitted":
        this.#onFitted(report);
        break;
      case "failed":
        this.#rest("There is nothing to show.");
        this.#showError(report.message);
        break;
    }
  }

  #onOpened(opened: Opened): void {
    this.#opened = opened;
    this.#showFiles();
    const withColumns = opened.files.find(({ columns }) => columns.length > 0);
    this.#controls.offerColumns(withColumns?.columns ?? [], withColumns?.labelColumn ?? null);
    const kinds = { logits: "logits", probs: "probabilities" };
    this.#controls.showKind(opened.scoreKind === null ? null : kinds[opened.scoreKind]);
    if (opened.lacks === null) return;
    this.#outcome = null;
    hideResults();
    const has = opened.lacks === "labels" ? "The scores are here" : "The labels are here";
    this.#rest(`${has}. Now add a file with the ${opened.lacks}.`);
  }

  #onScored({ scores, ending }: Report & { kind: "scored" }): void {
    const { settings } = this.#controls;
    this.#outcome = {
      files: this.#opened?.files ?? [],
      settings,
      isComplete: ending.how === "done",
      scores,
      fitted: null,
      after: null,
      className: classNames(this.#opened?.names ?? null, settings.firstLabel),
      library: this.#library,
    };
    const numbers = `log loss ${formatScore(scores.logLoss)} nats, accuracy ${formatShare(scores.accuracy)}`;
    if (scores.count === 0) {
      this.#outcome = null;
      hideResults();
    }
    this.#onEnd(
      ending,
      scores.count === 0 ? "No row was scored." : `Scored ${formatCount(scores.count)} rows: ${numbers}.`,
    );
    if (this.#isFitted && !this.#fit.disabled) this.#fitTemperature();
  }

  #onFitted({ fitted, scores, ending }: Report & { kind: "fitted" }): void {
    if (ending.how === "done" && this.#outcome) {
      this.#outcome = { ...this.#outcome, fitted, after: scores };
      showResults(this.#outcome);
      this.#isFitted = true;
      this.#keep();
      this.#rest(`Fitted: temperature ${formatTemperature(fitted.temperature)}.`);
      return;
    }
    this.#rest("Not scored with the temperature: the reading ended early.");
    if (ending.how === "failed") this.#showError(ending.message);
  }

  #onEnd(ending: Ending, done: string): void {
    if (this.#outcome) showResults(this.#outcome);
    if (ending.how === "done") {
      this.#rest(done);
      return;
    }
    const count = this.#outcome?.scores.count ?? 0;
    const until = count > 0 ? ` The numbers are of the ${formatCount(count)} rows before that.` : "";
    this.#rest(`${ending.how === "failed" ? "Ended by a problem." : "Cancelled."}${until}`);
    if (ending.how === "failed") this.#showError(ending.message);
  }

  #showError(message: string | null): void {
    const error = byId("error");
    setText(error, message ?? "");
    error.hidden = message === null;
  }

  #showFiles(): void {
    const items = this.#files.map((file, at) => {
      const found = this.#opened?.files[at];
      const remove = html(
        "button",
        { class: "text-button", type: "button", "aria-label": `Remove ${file.name}` },
        "Remove",
      );
      remove.addEventListener("click", () => {
        this.#use(this.#files.filter((_, other) => other !== at));
        byId("files").focus();
      });
      const text = html("span", { class: "file-text" }, html("strong", {}, file.name), ` ${formatBytes(file.size)}`);
      if (found) text.append(html("span", { class: "help" }, found.summary));
      return html("li", {}, text, remove);
    });
    byId("file-list").replaceChildren(...items);
  }
}
