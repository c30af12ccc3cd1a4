// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Everything that shows how a run goes: numbers, chart, table, pictures, and the words for those who see none of them.

import { Announcer } from "../ui/announcer.ts";
import { byId, setText } from "../ui/dom.ts";
import { messageOf } from "../ui/message_of.ts";
import { OnDemand } from "../ui/on_demand.ts";
import { onThemeChange, reducedMotion } from "../ui/theme.ts";
import { Chart } from "./chart/chart.ts";
import { ChartReader } from "./chart/reader.ts";
import { bindToolbar, showAxes, showZoomed } from "./chart/toolbar.ts";
import { UNZOOMED, writeZoom } from "./chart/zoom.ts";
import { Curve } from "./curve.ts";
import type { Ask, DrawView } from "./draw/draw_view.ts";
import { ExportView } from "./export/export_view.ts";
import { formatCount, formatLoss } from "./format.ts";
import { Gallery } from "./gallery.ts";
import { JudgeView } from "./judge/judge_view.ts";
import { PinBoard } from "./pins/board.ts";
import type { Loaded, Progress, Snapshot } from "./protocol.ts";
import { describe, notify, showLoaded, showProgress } from "./readout.ts";
import type { Settings } from "./settings.ts";
import { CurveTable } from "./table.ts";

const ANNOUNCE_MS = 15_000;
const SUMMARY_MS = 1000;
/** Between two drawings for those who ask for less motion. */
const CALM_MS = 1000;
/** After the last of a series of zooms; engines count what is written into an address. */
const ZOOM_MS = 300;

/** What the visitor has set at the chart. */
export type ChartSettings = Pick<Settings, "axes" | "zoom">;

/** What the views ask the worker; it answers with the same id. */
export interface Questions {
  /** For the probabilities of a drawn digit. */
  readonly predict: Ask;
  readonly snapshot: (id: number) => void;
}

/** The parts of the page that judge a model by its data. */
const JUDGEMENTS = ["judge", "worst-card", "coefficients-card", "gallery-card", "weights-card"];

export class RunView {
  readonly #announcer = new Announcer(byId("announcer"), ANNOUNCE_MS);
  readonly #summary = new Announcer(byId("chart-summary"), SUMMARY_MS);
  readonly #table = new CurveTable(
    byId("curve-table", HTMLDetailsElement),
    byId("curve-rows", HTMLTableSectionElement),
  );
  readonly #chart: Chart;
  readonly #pins: PinBoard;
  readonly #draw: OnDemand<DrawView>;
  readonly #export: ExportView;
  #gallery: Gallery | null = null;
  #judge: JudgeView | null = null;
  #curve = new Curve();
  #loaded: Loaded | null = null;
  #progress: Progress | null = null;
  #batchSize = 1;
  /** Of the data; null before they are there. */
  #classes: number | null = null;
  #drawing = false;
  /** That of the settings. */
  #zoom = UNZOOMED;
  #zoomTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(questions: Questions, onChart: (change: Partial<ChartSettings>) => void) {
    const host = byId("chart");
    this.#chart = new Chart(host, this.#curve, {
      onCursor: (index) => {
        this.#showLegend(index);
      },
      onZoom: (zoom) => {
        showZoomed(zoom);
        clearTimeout(this.#zoomTimer);
        if (writeZoom(zoom) === writeZoom(this.#zoom)) return;
        this.#zoomTimer = setTimeout(() => {
          this.#zoom = zoom;
          onChart({ zoom });
        }, ZOOM_MS);
      },
    });
    bindToolbar(this.#chart, (axes) => {
      onChart({ axes });
    });
    new ChartReader(host, byId("chart-reading"), this.#chart, () => this.#curve.rows);
    this.#pins = new PinBoard(this.#chart, () => this.#curve);
    this.#draw = new OnDemand("What digits are drawn on", async () => {
      const { DrawView } = await import("./draw/draw_view.ts");
      return new DrawView(questions.predict);
    });
    this.#export = new ExportView({
      chart: this.#chart,
      curve: () => this.#curve,
      pins: () => this.#pins.shown,
      ask: questions.snapshot,
    });
    onThemeChange(() => {
      this.#chart.recolour();
      this.#gallery?.recolour();
      this.#judge?.recolour();
      this.#draw.part?.recolour();
    });
  }

  showChart({ axes, zoom }: ChartSettings): void {
    this.#zoom = zoom;
    showAxes(this.#chart, axes);
    this.#chart.zoomTo(zoom);
  }

  showLoaded(loaded: Loaded): void {
    showLoaded(loaded);
    const { kind, classNames } = loaded.dataset;
    this.#classes = classNames.length;
    this.#chart.show(this.#curve, this.#classes);
    for (const id of ["judge", "worst-card"]) byId(id).hidden = false;
    for (const id of ["gallery-card", "weights-card"]) byId(id).hidden = kind !== "images";
    this.#gallery = kind === "images" ? new Gallery(byId("gallery"), byId("weights"), loaded) : null;
    this.#judge = new JudgeView(loaded.dataset);
    this.#loaded = loaded;
    this.#showDraw(loaded);
    this.#export.load(loaded.dataset);
  }

  takeSnapshot(snapshot: Snapshot): void {
    this.#export.answer(snapshot);
  }

  /** The answer to a question about a drawn digit. */
  showPrediction(id: number, probs: Float32Array): void {
    this.#draw.part?.answer(id, probs);
  }

  /** A new run, of which nothing is known yet, maybe on other data. */
  begin(batchSize: number, newData: boolean): void {
    this.#batchSize = batchSize;
    if (newData) this.#classes = null;
    this.#export.begin();
    this.#curve = new Curve();
    this.#progress = null;
    this.#chart.show(this.#curve, this.#classes);
    this.#pins.update();
  }

  /** What they show is of the data before; and of a table that is yet to be chosen there is nothing to show. */
  hideJudgements(): void {
    for (const id of JUDGEMENTS) byId(id).hidden = true;
  }

  /** Training goes on: shows it at the next frame, however many reports come before that. */
  update(progress: Progress): void {
    this.#take(progress);
    this.#announcer.say(() => describe(progress, this.#curve, this.#classes));
    this.#summary.say(() => describe(progress, this.#curve, this.#classes));
    if (this.#drawing) return;
    this.#drawing = true;
    const draw = (): void => {
      this.#drawing = false;
      this.#drawAll(false);
    };
    if (reducedMotion()) setTimeout(draw, CALM_MS);
    else requestAnimationFrame(draw);
  }

  /** Training stands still: shows all of it now. */
  settle(progress: Progress): void {
    this.#take(progress);
    this.#drawAll(true);
    setText(byId("chart-summary"), describe(progress, this.#curve, this.#classes));
    this.#export.settle();
  }

  /** The status line has just spoken: nothing more for a while. */
  hush(): void {
    this.#announcer.rest();
  }

  #showDraw(loaded: Loaded): void {
    const { dataset, gallery } = loaded;
    if (this.#draw.part === null && dataset.kind !== "images") return;
    this.#draw.get().then(
      (draw) => {
        // Unless the visitor has turned to other data meanwhile.
        if (this.#loaded === loaded) draw.load(dataset, gallery);
      },
      (error: unknown) => {
        notify(messageOf(error));
      },
    );
  }

  #take(progress: Progress): void {
    this.#progress = progress;
    this.#curve.append(progress.points, progress.evaluations);
    if (progress.insight) {
      this.#gallery?.show(progress.insight);
      this.#judge?.showInsight(progress.insight);
      this.#draw.part?.refresh();
    }
    if (progress.assessment) this.#judge?.showAssessment(progress.assessment);
  }

  #drawAll(whole: boolean): void {
    if (this.#progress) showProgress(this.#progress, this.#curve, this.#batchSize);
    this.#chart.update();
    this.#showLegend(this.#chart.hovered);
    this.#table.update(this.#curve, whole);
    this.#pins.update();
  }

  /** The curves' values at a point of the chart, or the latest. */
  #showLegend(index: number | null): void {
    const { steps, training, smoothed, rows } = this.#curve;
    const step = index === null ? null : (steps[index] ?? null);
    const reached = step === null ? rows : rows.filter((row) => row.step <= step);
    setText(byId("legend-training"), formatLoss(index === null ? smoothed : (training[index] ?? null)));
    setText(byId("legend-validation"), formatLoss(reached.at(-1)?.validation ?? null));
    setText(byId("legend-at"), step === null ? "" : `at step ${formatCount(step)}`);
  }
}
