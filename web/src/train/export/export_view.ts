// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The buttons by which a run leaves the page: its chart, its numbers, its model, and the program that repeats it.

import mnistUrl from "@data/mnist.bin?url";
import type { DatasetInfo } from "../../data/dataset.ts";
import { byId, setText } from "../../ui/dom.ts";
import { messageOf } from "../../ui/message_of.ts";
import { OnDemand } from "../../ui/on_demand.ts";
import { token } from "../../ui/theme.ts";
import type { Chart } from "../chart/chart.ts";
import type { Curve } from "../curve.ts";
import { describeQuery } from "../pins/label.ts";
import type { Pin } from "../pins/pins.ts";
import type { Snapshot } from "../protocol.ts";
import type * as files from "./files.ts";
import type { ChartPicture } from "./svg.ts";

export interface ExportSource {
  readonly chart: Chart;
  readonly curve: () => Curve;
  /** Those that are in the chart. */
  readonly pins: () => readonly Pin[];
  /** Asks for a snapshot of the run; it comes by `answer`. */
  readonly ask: (id: number) => void;
}

type Files = typeof files;

function textFile(text: string, type: string): Blob {
  return new Blob([text], { type: `${type};charset=utf-8` });
}

export class ExportView {
  readonly #source: ExportSource;
  readonly #status = byId("export-status");
  readonly #details = byId("export-details", HTMLDetailsElement);
  readonly #code = byId("export-code", HTMLTextAreaElement);
  readonly #files = new OnDemand("What writes files", () => import("./files.ts"));
  readonly #waiting = new Map<number, (snapshot: Snapshot) => void>();
  #dataset: DatasetInfo | null = null;
  #id = 0;

  constructor(source: ExportSource) {
    this.#source = source;
    this.#bind("export-png", async ({ saveFile, chartPng }) => {
      saveFile("curve.png", await chartPng(await source.chart.canvas(), this.#lines()));
      return "The chart was saved as curve.png.";
    });
    this.#bind("export-svg", ({ saveFile, drawSvg }) => {
      saveFile("curve.svg", textFile(drawSvg(this.#picture()), "image/svg+xml"));
      return "The chart was saved as curve.svg.";
    });
    this.#bind("export-csv", ({ saveFile, writeCurve }) => {
      const curve = source.curve();
      saveFile("curve.csv", textFile(writeCurve(curve, curve.rows), "text/csv"));
      return "The curve was saved as curve.csv.";
    });
    this.#bind("export-json", async ({ saveFile, writeModel }) => {
      const snapshot = await this.#snapshot();
      if (!this.#dataset) return "There is no model yet.";
      saveFile("model.json", textFile(writeModel(snapshot, this.#dataset, location.href), "application/json"));
      return "The weights were saved as model.json.";
    });
    this.#bind("export-copy", async (files) => {
      const code = await this.#writeCode(files);
      try {
        await navigator.clipboard.writeText(code);
        return "The code was copied.";
      } catch {
        // No permission, or not a secure context: the visitor copies it by hand.
        this.#details.open = true;
        this.#code.select();
        return "This browser does not let the page copy: the code is selected below.";
      }
    });
    this.#bind("export-mjs", async (files) => {
      files.saveFile("run.mjs", textFile(await this.#writeCode(files), "text/javascript"));
      return "The code was saved as run.mjs.";
    });
    this.#details.addEventListener("toggle", () => {
      if (this.#details.open) this.#do((files) => this.#writeCode(files));
    });
  }

  load(dataset: DatasetInfo): void {
    this.#dataset = dataset;
    this.#waiting.clear();
  }

  /** A new run: the code was of the one before. */
  begin(): void {
    this.#code.value = "";
  }

  /** The run stands still: whoever looks at its code sees that of now. */
  settle(): void {
    if (this.#details.open) this.#do((files) => this.#writeCode(files));
  }

  answer(snapshot: Snapshot): void {
    this.#waiting.get(snapshot.id)?.(snapshot);
    this.#waiting.delete(snapshot.id);
  }

  /** `action` does what the button says, and resolves to words on how it went. */
  #bind(id: string, action: (files: Files) => string | Promise<string>): void {
    byId(id, HTMLButtonElement).addEventListener("click", () => {
      if (!this.#dataset) return;
      this.#do(async (files) => {
        setText(this.#status, await action(files));
      });
    });
  }

  #do(action: (files: Files) => Promise<unknown>): void {
    this.#files
      .get()
      .then(action)
      .catch((error: unknown) => {
        setText(this.#status, messageOf(error));
      });
  }

  #snapshot(): Promise<Snapshot> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#source.ask(id);
    });
  }

  async #writeCode({ writeCode }: Files): Promise<string> {
    const snapshot = await this.#snapshot();
    const code = writeCode(snapshot, { page: location.href, digits: new URL(mnistUrl, location.href).href });
    this.#code.value = code;
    return code;
  }

  /** A line for each run in the chart. */
  #lines(): string[] {
    const pins = this.#source.pins().map(({ style, label }) => `${style.letter}: ${label}`);
    return [`This run: ${describeQuery(location.search)}`, ...pins];
  }

  #picture(): ChartPicture {
    const { chart, curve, pins } = this.#source;
    const { logSteps, logLoss } = chart.viewport;
    return {
      curve: curve(),
      pins: pins(),
      ...chart.spans,
      logSteps,
      logLoss,
      classes: chart.classes,
      label: describeQuery(location.search),
      colour: token,
    };
  }
}
