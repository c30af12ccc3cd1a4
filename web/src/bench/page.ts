// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { byId, setText } from "../ui/dom.ts";
import { html, save, table } from "../ui/markup.ts";
import { chart } from "./chart.ts";
import { describeDevice } from "./device.ts";
import { PACES, type PaceName } from "./measure.ts";
import { paceOf, readPace, writePace } from "./pace.ts";
import type { CaseResult, Report, Request } from "./protocol.ts";
import { type Measured, formatRatio, formatSpeed, linesOf, titleOf, toJson, toText } from "./summary.ts";

function resultsTable(results: readonly CaseResult[]): HTMLTableElement {
  const rows = results.flatMap((result) =>
    linesOf(result).map(({ name, speed, ratio }) => [
      titleOf(result),
      name,
      formatSpeed(speed.median),
      `${formatSpeed(speed.lower)}–${formatSpeed(speed.upper)}`,
      formatRatio(ratio),
    ]),
  );
  return table("Speeds", ["Kernel and shape", "By", "Gel/s", "Quartiles", "Beside plain JS"], rows);
}

export class BenchPage {
  readonly #start = byId("start", HTMLButtonElement);
  readonly #pace = byId("pace", HTMLSelectElement);
  readonly #running = byId("running");
  readonly #status = byId("status");
  #worker: Worker | null = null;
  #measured: Measured | null = null;

  constructor() {
    setText(byId("device"), describeDevice());
    this.#pace.value = readPace(location.search);
    this.#pace.addEventListener("change", () => {
      history.replaceState(null, "", writePace(this.#paceName) + location.hash);
    });
    this.#start.addEventListener("click", () => {
      this.#run();
    });
    byId("cancel").addEventListener("click", () => {
      const count = this.#measured?.results.length ?? 0;
      this.#end(`Cancelled after ${count} ${count === 1 ? "case" : "cases"}.`);
      this.#start.focus();
    });
    byId("copy").addEventListener("click", () => {
      if (this.#measured) void this.#copy(toText(this.#measured));
    });
    byId("copy-json").addEventListener("click", () => {
      if (this.#measured) void this.#copy(toJson(this.#measured));
    });
    byId("save-json").addEventListener("click", () => {
      if (this.#measured) save(new File([toJson(this.#measured)], "bench.json", { type: "application/json" }));
    });
  }

  get #paceName(): PaceName {
    return paceOf(this.#pace.value);
  }

  #run(): void {
    const pace = this.#paceName;
    const { rounds, sampleMs } = PACES[pace];
    const described = `${rounds} rounds of samples of about ${sampleMs} ms`;
    const [device, when] = [describeDevice(), new Date().toISOString()];
    this.#measured = { device, version: "", when, pace: described, absent: [], results: [] };
    byId("error").hidden = true;
    byId("absent").hidden = true;
    byId("copied").hidden = true;
    this.#show();
    this.#start.disabled = this.#pace.disabled = true;
    this.#running.hidden = false;
    byId("progress", HTMLProgressElement).value = 0;
    setText(byId("progress-text"), "Loading every build of the library…");
    setText(this.#status, "Measuring…");
    // The button that had the focus rests.
    byId("cancel").focus();
    try {
      this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "bench" });
    } catch {
      this.#fail("This browser cannot start a module worker, in which the measuring would run.");
      return;
    }
    this.#worker.addEventListener("message", (event: MessageEvent<Report>) => {
      this.#onReport(event.data);
    });
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.message || "The worker that measures could not be loaded.");
    });
    const request: Request = { pace };
    this.#worker.postMessage(request);
  }

  #onReport(report: Report): void {
    if (!this.#measured) return;
    switch (report.kind) {
      case "loaded": {
        const { version, absent } = report;
        this.#measured = { ...this.#measured, version, absent };
        byId("absent").hidden = absent.length === 0;
        byId("absent").replaceChildren(
          ...absent.map(({ name, why }) => html("li", {}, `${name} does not run here: ${why}`)),
        );
        break;
      }
      case "progress":
        byId("progress", HTMLProgressElement).value = report.share;
        setText(byId("progress-text"), report.text);
        break;
      case "case":
        this.#measured = { ...this.#measured, results: [...this.#measured.results, report.result] };
        this.#show();
        break;
      case "done":
        this.#end(`Done: ${this.#measured.results.length} cases, ${this.#measured.pace}.`);
        break;
      case "failed":
        this.#fail(report.message);
        break;
    }
  }

  #end(status: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#start.disabled = this.#pace.disabled = false;
    this.#running.hidden = true;
    setText(this.#status, status);
  }

  #fail(message: string): void {
    this.#end("Stopped by an error.");
    setText(byId("error"), message);
    byId("error").hidden = false;
  }

  #show(): void {
    const results = this.#measured?.results ?? [];
    byId("results").hidden = results.length === 0;
    byId("charts").replaceChildren(...results.map(chart));
    const wrong = results.flatMap((result) =>
      result.wrong.map(({ name, why }) => `${titleOf(result)}: ${name} was not timed, ${why}`),
    );
    byId("wrong").hidden = wrong.length === 0;
    setText(byId("wrong"), wrong.join("; "));
    byId("table").replaceChildren(resultsTable(results));
  }

  async #copy(text: string): Promise<void> {
    const fallback = byId("copied", HTMLTextAreaElement);
    try {
      await navigator.clipboard.writeText(text);
      setText(this.#status, "Copied.");
    } catch {
      // The clipboard is not everybody's.
      fallback.value = text;
      fallback.hidden = false;
      fallback.focus();
      fallback.select();
      setText(this.#status, "Copy the selected text.");
    }
  }
}
