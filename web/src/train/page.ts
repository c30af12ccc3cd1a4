// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The page's side: which run is on, with which settings, and what a click means for it.

import { dataKey } from "../data/data_key.ts";
import { byId, setText } from "../ui/dom.ts";
import { UNZOOMED } from "./chart/zoom.ts";
import type { Change } from "./choice.ts";
import { Controls, rateFits } from "./controls.ts";
import { DataPanel } from "./data/data_panel.ts";
import { FIRST_RUN, client, firstSettings } from "./early.ts";
import { formatCount } from "./format.ts";
import type { Progress, Report, StopReason } from "./protocol.ts";
import { RunView } from "./run_view.ts";
import { MAX_RATES, type Settings, rateAt, writeSettings } from "./settings.ts";
import { type Phase, Transport } from "./transport.ts";

export class TrainPage {
  readonly #transport: Transport;
  readonly #controls: Controls;
  readonly #view = new RunView(
    {
      predict: (id, features) => {
        client.send({ kind: "predict", id, features });
      },
      snapshot: (id) => {
        client.send({ kind: "snapshot", id });
      },
    },
    (change) => {
      this.#settings = { ...this.#settings, ...change };
      this.#showSettings();
    },
  );
  readonly #data: DataPanel;
  #settings: Settings = firstSettings;
  #progress: Progress | null = null;
  #ticket = 0;
  /** The ticket that began the run. */
  #run = FIRST_RUN;
  /** The learning rate that was asked for, until the worker answers. */
  #askedRate: number | null = null;
  #pausedByHiding = false;

  constructor() {
    client.listen((report) => {
      this.#onReport(report);
    });
    this.#transport = new Transport({
      onPlay: () => {
        this.#play("Training…");
      },
      onPause: () => {
        if (this.#transport.phase === "waiting") this.#enter("loading", "Loading the data…");
        else client.send({ kind: "pause", ticket: this.#nextTicket() });
      },
      onStep: () => {
        client.send({ kind: "step", ticket: this.#nextTicket() });
      },
      onReset: () => {
        this.#restart({}, "Reset to the beginning. Press Play.");
      },
    });
    this.#controls = new Controls({
      onRate: (rate) => {
        this.#changeRate(rate);
      },
      onLive: (change) => {
        // A schedule is laid out for the epochs: with others, it would have been another run.
        if (change.epochs !== undefined && this.#settings.schedule !== "constant") {
          this.#restart(change, "Back to the beginning: the schedule is laid out for the epochs. Press Play.");
          return;
        }
        this.#settings = { ...this.#settings, ...change };
        if (change.pace !== undefined) client.send({ kind: "pace", pace: change.pace });
        if (change.epochs !== undefined) client.send({ kind: "epochs", epochs: change.epochs });
        if (change.patience !== undefined) client.send({ kind: "patience", patience: change.patience });
        this.#showSettings();
      },
      onRestart: (change) => {
        this.#restart(change, "Back to the beginning, with the new setting. Press Play.");
      },
    });
    this.#data = new DataPanel({
      onChange: (change) => {
        this.#restart(change, "Back to the beginning, with the new data. Press Play.");
      },
      onTable: (name, content) => {
        client.send({ kind: "table", name, content });
        this.#restart({ label: "" }, "", true);
      },
    });
    this.#view.showChart(this.#settings);
    document.addEventListener("visibilitychange", () => {
      this.#onVisibility();
    });
    this.#showSettings();
    this.#view.begin(this.#settings.batchSize, true);
    this.#view.hideJudgements();
  }

  /** For a request that leaves the numbers behind until they are reported as settled. */
  #nextTicket(): number {
    this.#showBusy(true);
    return ++this.#ticket;
  }

  /** Whether the numbers still have to catch up with a model that stands still. */
  #showBusy(busy: boolean): void {
    byId("numbers").setAttribute("aria-busy", String(busy));
  }

  #play(status: string): void {
    if (this.#transport.phase === "loading") {
      this.#enter("waiting", "Training begins as soon as the data are here.");
      return;
    }
    client.send({ kind: "play", ticket: this.#nextTicket() });
    this.#showBusy(false);
    this.#enter("running", status);
  }

  #enter(phase: Phase, status: string): void {
    this.#transport.enter(phase, status);
    this.#view.hush();
  }

  /** A new run with the settings as shown: the learning rate in force now is the new run's from its start. */
  #restart(change: Change, status: string, newData = false): void {
    const step = this.#progress?.step ?? 0;
    const rate = this.#askedRate ?? rateAt(this.#settings.rates, step);
    // Before the first step there is nothing to leave behind: changes that the address announces stay.
    const rates = step === 0 && this.#askedRate === null ? this.#settings.rates : [{ step: 0, rate }];
    const moved = newData || dataKey({ ...this.#settings, ...change }) !== dataKey(this.#settings);
    const source = this.#settings.data;
    this.#askedRate = null;
    this.#settings = { ...this.#settings, rates, ...change, zoom: UNZOOMED };
    this.#run = this.#nextTicket();
    client.send({ kind: "reset", ticket: this.#run, settings: this.#settings });
    this.#progress = null;
    this.#view.begin(this.#settings.batchSize, moved);
    if (this.#settings.data !== source) this.#view.hideJudgements();
    this.#view.showChart(this.#settings);
    this.#showSettings();
    if (this.#transport.phase === "failed") return;
    if (moved) this.#enter("loading", "Loading the data…");
    else if (this.#transport.ready) this.#enter("idle", status);
  }

  #changeRate(rate: number): void {
    if (rateFits(this.#settings, this.#progress?.step ?? 0, rate)) {
      this.#askedRate = rate;
      client.send({ kind: "rate", rate });
    } else {
      this.#transport.say(`A run can change its learning rate ${String(MAX_RATES - 1)} times. Reset to begin another.`);
    }
    this.#showSettings();
  }

  #showSettings(): void {
    const rate = rateAt(this.#settings.rates, this.#progress?.step ?? 0);
    this.#controls.show(this.#settings, this.#askedRate ?? rate);
    this.#data.show(this.#settings);
    const query = writeSettings(this.#settings);
    if (location.search !== query) history.replaceState(null, "", query + location.hash);
  }

  #onReport(report: Report): void {
    switch (report.kind) {
      case "loading":
        this.#transport.showLoading(report.received, report.total);
        break;
      case "loaded":
        if (report.run !== this.#run) break;
        this.#view.showLoaded(report);
        this.#data.showLoaded(report);
        break;
      case "progress":
        if (report.run === this.#run) this.#onProgress(report);
        break;
      case "unready":
        if (report.run !== this.#run) break;
        this.#data.showUnready();
        this.#enter("unready", report.message);
        break;
      case "table":
        if (report.run === this.#run) this.#data.showTable(report.summary);
        break;
      case "prediction":
        if (report.run === this.#run) this.#view.showPrediction(report.id, report.probs);
        break;
      case "snapshot":
        if (report.run === this.#run) this.#view.takeSnapshot(report);
        break;
      case "stopped":
        if (report.ticket === this.#ticket) this.#onStopped(report.reason);
        break;
      case "failed":
        this.#onFailure(report.message);
        break;
    }
  }

  #onReady(): void {
    const waiting = this.#transport.phase === "waiting";
    this.#enter("idle", "Ready. Press Play.");
    if (!waiting) return;
    this.#play("Training…");
    this.#onVisibility();
  }

  #onProgress(progress: Progress): void {
    if (this.#transport.loading) this.#onReady();
    this.#progress = progress;
    this.#takeRates(progress);
    if (progress.insight) this.#data.showInsight(progress.insight);
    if (progress.settled === this.#ticket) {
      this.#view.settle(progress);
      this.#showBusy(false);
    } else {
      this.#view.update(progress);
    }
  }

  /** The worker knows at which step a change of the learning rate took effect. */
  #takeRates({ rates, step }: Progress): void {
    if (rateAt(rates, step) === this.#askedRate) this.#askedRate = null;
    const settings = { ...this.#settings, rates };
    if (writeSettings(settings) !== writeSettings(this.#settings)) this.#settings = settings;
    this.#showSettings();
  }

  #onStopped(reason: StopReason): void {
    const { step = 0, epoch = 0 } = this.#progress ?? {};
    const after = `after step ${formatCount(step)}`;
    const epochs = epoch === 1 ? "1 epoch" : `${formatCount(epoch)} epochs`;
    const words: Record<StopReason, string> = {
      asked: this.#pausedByHiding ? `Paused ${after} while this tab is hidden.` : `Paused ${after}.`,
      epochs: `Finished ${epochs}, ${formatCount(step)} steps. Play goes on.`,
      plateau:
        `Stopped on a plateau ${after}: no better validation loss for ${String(this.#settings.patience)} epochs. ` +
        "Play goes on.",
      diverged: `The loss is no longer a number ${after}: the learning rate is too large. Lower it and reset.`,
    };
    this.#showBusy(true);
    this.#enter("idle", words[reason]);
  }

  #onFailure(message: string): void {
    const error = byId("error");
    setText(error, `Training cannot go on. ${message}`);
    error.hidden = false;
    this.#enter("failed", "Stopped by an error.");
  }

  #onVisibility(): void {
    if (document.hidden && this.#transport.phase === "running") {
      this.#pausedByHiding = true;
      document.title = "Paused · Train · surprisal";
      client.send({ kind: "pause", ticket: this.#nextTicket() });
    } else if (!document.hidden && this.#pausedByHiding) {
      this.#pausedByHiding = false;
      document.title = "Train · surprisal";
      this.#play("Training again; it paused while this tab was hidden.");
    }
  }
}
