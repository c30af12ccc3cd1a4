// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The worker's side: owns the classifier and its data, trains in slices, reports.

import type { LabelledExamples, SoftmaxClassifier, SoftmaxClassifierConfig, Surprisal } from "surprisal";
import { dataKey } from "../data/data_key.ts";
import type { Dataset } from "../data/dataset.ts";
import { Sources } from "../data/sources.ts";
import { Assessor } from "./assessor.ts";
import { classifierConfig } from "./classifier_config.ts";
import { contentOf, lookAt } from "./insight.ts";
import { Pacer, SLICE_MS } from "./pacer.ts";
import { PlacedDataset } from "./placed.ts";
import type { Report, Request, StopReason } from "./protocol.ts";
import { Run } from "./run.ts";
import type { Settings } from "./settings.ts";

/** The gallery and the weights need not change more often than this. */
const INSIGHT_MS = 250;

/** A run and all that belongs to it. */
interface Job {
  readonly id: number;
  readonly library: Surprisal;
  readonly config: SoftmaxClassifierConfig;
  readonly model: SoftmaxClassifier;
  readonly run: Run<LabelledExamples>;
  readonly assessor: Assessor;
}

export class Trainer {
  readonly #library: Promise<Surprisal>;
  readonly #post: (report: Report) => void;
  readonly #sources = new Sources();
  readonly #pacer = new Pacer();
  #placed: PlacedDataset | null = null;
  #placedKey = "";
  #ticket = -1;
  #reset = -1;
  #job: Job | null = null;
  #settings: Settings | null = null;
  #playing = false;
  #stopAtEpoch = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #msPerStep: number | null = null;
  #insightAt = -Infinity;

  /** The library may still be on its way: the data need not wait for it. */
  constructor(library: Promise<Surprisal>, post: (report: Report) => void) {
    this.#library = library;
    this.#post = post;
  }

  async handle(request: Request): Promise<void> {
    if ("ticket" in request) this.#ticket = request.ticket;
    switch (request.kind) {
      case "reset":
        await this.#begin(request.ticket, request.settings);
        break;
      case "digits":
        this.#sources.takeDigits(request.content);
        break;
      case "table":
        this.#placedKey = "";
        this.#sources.takeTable(request.name, request.content);
        break;
      case "play":
        this.#play();
        break;
      case "pause":
        this.#stop("asked");
        break;
      case "step":
        this.#stepOnce();
        break;
      case "rate":
        this.#job?.run.setRate(request.rate);
        this.#report();
        break;
      case "pace":
        this.#change({ pace: request.pace });
        this.#pacer.start(request.pace, performance.now());
        break;
      case "epochs":
        this.#change({ epochs: request.epochs });
        this.#planStop();
        break;
      case "patience":
        this.#change({ patience: request.patience });
        break;
      case "predict":
        this.#predict(request);
        break;
      case "snapshot":
        this.#snapshot(request.id);
        break;
    }
  }

  /** A new run, on new data if the settings ask for such. */
  async #begin(id: number, settings: Settings): Promise<void> {
    this.#reset = id;
    this.#end();
    this.#settings = settings;
    const key = dataKey(settings);
    const opening = this.#placed === null || this.#placedKey !== key ? this.#sources.open(settings) : null;
    const [library, dataset] = await Promise.all([this.#library, opening]);
    // Overtaken by another reset meanwhile.
    if (this.#reset !== id) return;
    if (dataset !== null) {
      this.#place(id, library, dataset, settings);
      this.#placedKey = key;
    }
    if (this.#placed === null) return;
    const placed = this.#placed;
    const config = classifierConfig(settings, placed.dataset.info.features, placed.classCounts);
    const model = library.softmaxClassifier(config);
    model.bind(placed.training);
    const run = new Run(model, placed.parts, settings);
    this.#job = { id, library, config, model, run, assessor: new Assessor(library, model, placed) };
    this.#report();
    this.#settle();
  }

  /** The data for the runs from now on, in place of others; or in words why there are none. */
  #place(id: number, library: Surprisal, dataset: Dataset | string, settings: Settings): void {
    const { summary } = this.#sources;
    if (settings.data === "csv" && summary) this.#post({ kind: "table", run: id, summary });
    this.#placed?.dispose();
    this.#placed = null;
    if (typeof dataset === "string") {
      this.#post({ kind: "unready", run: id, message: dataset });
      return;
    }
    this.#placed = new PlacedDataset(library, dataset);
    const { variant, version } = library;
    this.#post({ kind: "loaded", run: id, variant, version, ...this.#placed.described });
  }

  #end(): void {
    this.#playing = false;
    clearTimeout(this.#timer);
    this.#job?.model.dispose();
    this.#job = null;
    this.#msPerStep = null;
    this.#stopAtEpoch = Infinity;
    this.#insightAt = -Infinity;
  }

  #change(change: Partial<Settings>): void {
    if (this.#settings) this.#settings = { ...this.#settings, ...change };
  }

  /** The end of the run: so many epochs, and as many again for whoever goes on after that. */
  #planStop(): void {
    const epochs = this.#settings?.epochs ?? 0;
    const done = this.#job?.model.epoch ?? 0;
    this.#stopAtEpoch = epochs === 0 ? Infinity : epochs * (Math.floor(done / epochs) + 1);
  }

  #play(): void {
    if (this.#playing || !this.#settings || !this.#job) return;
    this.#playing = true;
    this.#planStop();
    if (this.#plateaued(this.#job.run)) this.#job.run.hopeAgain();
    this.#pacer.start(this.#settings.pace, performance.now());
    this.#schedule(0);
  }

  #plateaued(run: Run<LabelledExamples>): boolean {
    const patience = this.#settings?.patience ?? 0;
    return patience > 0 && run.epochsWithoutGain >= patience;
  }

  #stepOnce(): void {
    this.#playing = false;
    if (this.#job?.run.diverged === false) this.#update(this.#job.run);
    this.#stop("asked");
  }

  #stop(reason: StopReason): void {
    this.#playing = false;
    // The steps first: the page names the last one when it says that training stopped.
    this.#report();
    this.#post({ kind: "stopped", ticket: this.#ticket, reason });
    this.#settle();
  }

  /** Brings every number that the page shows up to the model as it stands. */
  #settle(): void {
    this.#job?.run.requestEvaluation();
    this.#schedule(0);
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#slice, delay);
  }

  /** One slice of work. Requests that came in meanwhile are handled before the next. */
  readonly #slice = (): void => {
    const job = this.#job;
    if (!job) return;
    const end = performance.now() + SLICE_MS;
    do {
      if (!this.#work(job)) return;
    } while (performance.now() < end && !this.#waiting(job));
    this.#report();
    // A limited pace waits for about a frame.
    this.#schedule(this.#playing && this.#settings?.pace !== "full" ? 12 : 0);
  };

  /** Whether the pace wants no update yet, and nothing else is to be done. */
  #waiting({ run, assessor }: Job): boolean {
    return this.#playing && !run.evaluationDue() && !assessor.underWay && this.#pacer.due(performance.now()) < 1;
  }

  /** The next piece of work, none of it long. False when training stands still and all is reported. */
  #work({ run, model, assessor }: Job): boolean {
    if (run.evaluationDue()) {
      run.advanceEvaluation();
    } else if (assessor.underWay) {
      assessor.advance();
    } else if (!this.#playing) {
      if (!run.diverged && assessor.begin()) return true;
      this.#insightAt = -Infinity;
      this.#report(this.#ticket);
      return false;
    } else if (run.diverged) {
      this.#stop("diverged");
      return false;
    } else if (model.epoch >= this.#stopAtEpoch) {
      this.#stop("epochs");
      return false;
    } else if (this.#plateaued(run)) {
      this.#stop("plateau");
      return false;
    } else if (assessor.due(performance.now())) {
      assessor.begin();
    } else if (this.#pacer.due(performance.now()) >= 1) {
      this.#update(run);
      this.#pacer.took(1);
    }
    return true;
  }

  #update(run: Run<LabelledExamples>): void {
    const from = performance.now();
    run.step();
    const took = performance.now() - from;
    this.#msPerStep = this.#msPerStep === null ? took : this.#msPerStep + 0.05 * (took - this.#msPerStep);
  }

  #report(settled: number | null = null): void {
    if (!this.#job || !this.#placed) return;
    const { id, library, run, model, assessor } = this.#job;
    const now = performance.now();
    const withInsight = now - this.#insightAt >= INSIGHT_MS && !run.diverged;
    if (withInsight) this.#insightAt = now;
    this.#post({
      kind: "progress",
      run: id,
      step: model.steps,
      epoch: model.epoch,
      stepInEpoch: model.stepInEpoch,
      stepsPerEpoch: model.stepsPerEpoch,
      ...run.drain(),
      rates: run.rates,
      msPerStep: this.#msPerStep,
      insight: withInsight ? lookAt(library, model, this.#placed.dataset) : null,
      assessment: assessor.take(),
      settled,
    });
  }

  #predict({ id, features }: Extract<Request, { kind: "predict" }>): void {
    if (!this.#job || !this.#placed) return;
    const { model, id: run } = this.#job;
    const scale = features instanceof Uint8Array ? this.#placed.dataset.info.scale : 1;
    const probs = model.predictProba({ features, scale });
    this.#post({ kind: "prediction", id, run, step: model.steps, probs });
  }

  #snapshot(id: number): void {
    if (!this.#job || !this.#placed || !this.#settings) return;
    const {
      id: run,
      library: { version },
      config,
      model,
      run: { rates },
    } = this.#job;
    const thinned = this.#settings.imbalance !== 1;
    this.#post({ kind: "snapshot", id, run, version, config, rates, thinned, ...contentOf(model, this.#placed) });
  }
}
