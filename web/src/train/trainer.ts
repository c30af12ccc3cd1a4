// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The worker's side: owns the classifier and its data, trains in slices, reports.

import { type LabelledExamples, type SoftmaxClassifier, type Surprisal, load } from "surprisal";
import mnistUrl from "@data/mnist.bin?url";
import { CLASSES, type Digits, MAX_LEVEL, PIXELS, type Split, decodeDigits, part } from "../data/digits.ts";
import { downloadGzip } from "../data/download.ts";
import { GALLERY, pick } from "./gallery_images.ts";
import { Pacer, SLICE_MS } from "./pacer.ts";
import type { Insight, Report, Request, StopReason } from "./protocol.ts";
import { type EvaluationParts, type Part, Run } from "./run.ts";
import { type Settings, rateAt } from "./settings.ts";

const SCALE = 1 / MAX_LEVEL;
/** Images evaluated in one go: few, for engines that need a millisecond for each. */
const PART_ROWS = 250;
/** The gallery and the weights need not change more often than this. */
const INSIGHT_MS = 250;

export class Trainer {
  readonly #library: Surprisal;
  readonly #post: (report: Report) => void;
  readonly #training: LabelledExamples;
  readonly #parts: EvaluationParts<LabelledExamples>;
  readonly #gallery: Split;
  readonly #pacer = new Pacer();
  #ticket = -1;
  #runId = -1;
  #model: SoftmaxClassifier | null = null;
  #run: Run<LabelledExamples> | null = null;
  #settings: Settings | null = null;
  #playing = false;
  #stopAtEpoch = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #msPerStep: number | null = null;
  #insightAt = -Infinity;

  /** Loads the package and the digits. Rejects with an error whose message can be shown. */
  static async create(post: (report: Report) => void): Promise<Trainer> {
    const [library, file] = await Promise.all([
      load(),
      downloadGzip(mnistUrl, (received, total) => {
        post({ kind: "loading", received, total });
      }),
    ]);
    return new Trainer(library, decodeDigits(file.content), file.bytes, post);
  }

  private constructor(library: Surprisal, digits: Digits, bytes: number, post: (report: Report) => void) {
    this.#library = library;
    this.#post = post;
    this.#training = this.#place(digits.training);
    this.#parts = { validation: this.#split(digits.validation), test: this.#split(digits.test) };
    this.#gallery = pick(digits.test, GALLERY);
    post({
      kind: "loaded",
      variant: library.variant,
      version: library.version,
      bytes,
      training: digits.training.labels.length,
      validation: digits.validation.labels.length,
      test: digits.test.labels.length,
      pixels: this.#gallery.pixels,
      labels: this.#gallery.labels,
    });
  }

  handle(request: Request): void {
    if ("ticket" in request) this.#ticket = request.ticket;
    switch (request.kind) {
      case "reset":
        this.#reset(request.ticket, request.settings);
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
        this.#run?.setRate(request.rate);
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
    }
  }

  /** Puts a split into the library's memory once, rather than at every call. */
  #place(split: Split): LabelledExamples {
    const rows = split.labels.length;
    const features = this.#library.heap.uint8([rows, PIXELS], split.pixels);
    return { features, labels: split.labels, scale: SCALE };
  }

  #split(split: Split): Part<LabelledExamples>[] {
    const parts: Part<LabelledExamples>[] = [];
    for (let from = 0; from < split.labels.length; from += PART_ROWS) {
      const rows = Math.min(PART_ROWS, split.labels.length - from);
      parts.push({ data: this.#place(part(split, from, from + rows)), rows });
    }
    return parts;
  }

  #reset(runId: number, settings: Settings): void {
    this.#playing = false;
    this.#model?.dispose();
    this.#model = this.#library.softmaxClassifier({
      features: PIXELS,
      classes: CLASSES,
      batchSize: settings.batchSize,
      learningRate: rateAt(settings.rates, 0),
      momentum: settings.momentum,
      l2: settings.l2,
      seed: settings.seed,
    });
    this.#model.bind(this.#training);
    this.#run = new Run(this.#model, this.#parts, settings);
    this.#runId = runId;
    this.#settings = settings;
    this.#msPerStep = null;
    this.#stopAtEpoch = Infinity;
    this.#insightAt = -Infinity;
    this.#report();
    this.#settle();
  }

  #change(change: Partial<Settings>): void {
    if (this.#settings) this.#settings = { ...this.#settings, ...change };
  }

  /** The end of the run: so many epochs, and as many again for whoever goes on after that. */
  #planStop(): void {
    const epochs = this.#settings?.epochs ?? 0;
    const done = this.#model?.epoch ?? 0;
    this.#stopAtEpoch = epochs === 0 ? Infinity : epochs * (Math.floor(done / epochs) + 1);
  }

  #play(): void {
    if (this.#playing || !this.#settings) return;
    this.#playing = true;
    this.#planStop();
    this.#pacer.start(this.#settings.pace, performance.now());
    this.#schedule(0);
  }

  #stepOnce(): void {
    this.#playing = false;
    if (this.#run?.diverged === false) this.#update();
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
    this.#run?.requestEvaluation();
    this.#schedule(0);
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#slice, delay);
  }

  /** One slice of work. Requests that came in meanwhile are handled before the next. */
  readonly #slice = (): void => {
    const run = this.#run;
    const model = this.#model;
    if (!run || !model) return;
    const end = performance.now() + SLICE_MS;
    do {
      if (run.evaluationDue()) {
        run.advanceEvaluation();
      } else if (!this.#playing) {
        this.#insightAt = -Infinity;
        this.#report(this.#ticket);
        return;
      } else if (run.diverged) {
        this.#stop("diverged");
        return;
      } else if (model.epoch >= this.#stopAtEpoch) {
        this.#stop("epochs");
        return;
      } else if (this.#pacer.due(performance.now()) >= 1) {
        this.#update();
        this.#pacer.took(1);
      } else {
        break;
      }
    } while (performance.now() < end);
    this.#report();
    // A limited pace waits for about a frame.
    this.#schedule(this.#playing && this.#settings?.pace !== "full" ? 12 : 0);
  };

  #update(): void {
    const from = performance.now();
    this.#run?.step();
    const took = performance.now() - from;
    this.#msPerStep = this.#msPerStep === null ? took : this.#msPerStep + 0.05 * (took - this.#msPerStep);
  }

  #report(settled: number | null = null): void {
    const run = this.#run;
    const model = this.#model;
    if (!run || !model) return;
    const { points, evaluations } = run.drain();
    const now = performance.now();
    const withInsight = now - this.#insightAt >= INSIGHT_MS && !run.diverged;
    if (withInsight) this.#insightAt = now;
    this.#post({
      kind: "progress",
      run: this.#runId,
      step: model.steps,
      epoch: model.epoch,
      stepInEpoch: model.stepInEpoch,
      stepsPerEpoch: model.stepsPerEpoch,
      points,
      evaluations,
      rates: run.rates,
      msPerStep: this.#msPerStep,
      insight: withInsight ? this.#look(model) : null,
      settled,
    });
  }

  #look(model: SoftmaxClassifier): Insight {
    const { pixels, labels } = this.#gallery;
    const input = { features: pixels, scale: SCALE };
    const probs = model.predictProba(input);
    const ofTruth = Float32Array.from(labels, (label, i) => probs[i * CLASSES + label] ?? 0);
    return {
      predicted: model.predict(input),
      surprisal: Float32Array.from(this.#library.information.surprisal(ofTruth)),
      weights: model.weights,
    };
  }
}
