// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What is trained on: the choice of a data set, what belongs to each, and how rare its classes are.

import { DATASETS, type DatasetId, type DatasetInfo } from "../../data/dataset.ts";
import type { TableSummary } from "../../data/table_dataset.ts";
import { byId, setText } from "../../ui/dom.ts";
import { messageOf } from "../../ui/message_of.ts";
import { OnDemand } from "../../ui/on_demand.ts";
import { uniformLoss } from "../chart/styles.ts";
import type { Change } from "../choice.ts";
import { formatCount } from "../format.ts";
import type { Insight, Loaded } from "../protocol.ts";
import { RULES, type Settings, defaultsFor } from "../settings.ts";
import type { PlanePanel } from "./plane_panel.ts";
import { TablePanel } from "./table_panel.ts";

export interface DataListener {
  onChange(change: Change): void;
  onTable(name: string, content: string | Blob): void;
}

/** Between the items of a list; lines break after it. */
const DOT = "\u00a0· ";

const IMBALANCES = [1, 2, 5, 10, 20, 50, 100];

/** A sentence on each; its own note comes with it. */
const WORDS: Record<DatasetId, string> = {
  mnist: "Handwritten digits, 28 × 28 pixels: ten classes.",
  iris: "150 flowers of three species, by four measures: 90 to train on, 30 to validate, 30 to test.",
  points: "Points of a shape, or drawn by you. The background shows what the model makes of each place, as it trains.",
  csv: "Your own table: a line for each example, one column the label, the others numbers. It never leaves your machine.",
};

export class DataPanel {
  readonly #listener: DataListener;
  /** What only points need. Until it is there, what it is to show is kept here. */
  readonly #plane: OnDemand<PlanePanel>;
  readonly #table: TablePanel;
  readonly #imbalance = byId("imbalance", HTMLInputElement);
  #shown: Settings | null = null;
  #dataset: DatasetInfo | null = null;
  #insight: Insight | null = null;

  constructor(listener: DataListener) {
    this.#listener = listener;
    const onChange = (change: Change): void => {
      listener.onChange(change);
    };
    this.#plane = new OnDemand("What shows points", async () => {
      const { PlanePanel } = await import("./plane_panel.ts");
      return new PlanePanel(onChange);
    });
    this.#table = new TablePanel(onChange, (name, content) => {
      listener.onTable(name, content);
    });
    byId("data-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
    });
    byId("data-choice").addEventListener("change", (event) => {
      const { target } = event;
      const data = target instanceof HTMLInputElement && DATASETS.find((id) => id === target.value);
      if (data) this.#choose(data);
    });
    this.#imbalance.max = String(IMBALANCES.length - 1);
    this.#imbalance.addEventListener("input", () => {
      this.#say(this.#stop());
    });
    this.#imbalance.addEventListener("change", () => {
      listener.onChange({ imbalance: this.#stop() });
    });
  }

  show(settings: Settings): void {
    if (this.#shown === settings) return;
    const { data, imbalance } = settings;
    // Their own note comes with the data; until then, that of others is wrong.
    if (this.#shown?.data !== data) setText(byId("data-note"), WORDS[data]);
    this.#shown = settings;
    byId(`data-${data}`, HTMLInputElement).checked = true;
    setText(byId("data-words"), WORDS[data]);
    byId("table-panel").hidden = data !== "csv";
    const nearest = IMBALANCES.findLastIndex((stop) => stop <= imbalance);
    this.#imbalance.value = String(nearest);
    this.#say(imbalance);
    this.#table.show(settings);
    if (data === "points") this.#showPlane(settings);
    else byId("plane-panel").hidden = true;
  }

  showLoaded({ dataset, classCounts }: Loaded): void {
    // A class and its count stay in one line, and no line begins with a dot.
    const counts = classCounts.map((count, label) => `${dataset.classNames[label] ?? ""}:\u00a0${formatCount(count)}`);
    const listed = counts.length <= 12 ? counts.join(DOT) : `${counts.slice(0, 12).join(DOT)}${DOT}…`;
    setText(byId("class-counts"), `To train on: ${listed}.`);
    this.#sayGuess(dataset.classNames.length);
    this.#dataset = dataset;
    this.#insight = null;
    this.#plane.part?.showData(dataset);
  }

  showUnready(): void {
    this.#sayGuess(null);
    setText(byId("class-counts"), "");
    this.#dataset = null;
    this.#insight = null;
    if (this.#shown) this.#plane.part?.showNothing(this.#shown);
  }

  showTable(summary: TableSummary): void {
    this.#table.showSummary(summary);
  }

  showInsight(insight: Insight): void {
    this.#insight = insight;
    this.#plane.part?.showInsight(insight);
  }

  #showPlane(settings: Settings): void {
    if (this.#plane.part) {
      this.#plane.part.show(settings);
      byId("plane-panel").hidden = false;
      return;
    }
    this.#plane.get().then(
      (plane) => {
        this.#fill(plane);
      },
      (error: unknown) => {
        setText(byId("data-words"), messageOf(error));
      },
    );
  }

  /** Shows what has come before the panel. */
  #fill(plane: PlanePanel): void {
    const settings = this.#shown;
    // The visitor has turned to other data meanwhile.
    if (settings?.data !== "points") return;
    plane.show(settings);
    if (this.#dataset) plane.showData(this.#dataset);
    else plane.showNothing(settings);
    if (this.#insight) plane.showInsight(this.#insight);
    byId("plane-panel").hidden = false;
  }

  /** The data set's own defaults, where it trains otherwise than the one before; the rest stays as the visitor set it. */
  #choose(data: DatasetId): void {
    const { batchSize, epochs } = defaultsFor(data);
    this.#listener.onChange({ data, batchSize, epochs });
  }

  #stop(): number {
    return IMBALANCES[Number(this.#imbalance.value)] ?? RULES.imbalance.initial;
  }

  /** What the page begins with, for these data. */
  #sayGuess(classes: number | null): void {
    setText(byId("guess-classes"), `${classes === null ? "K" : formatCount(classes)} classes`);
    setText(byId("guess-loss"), `${classes === null ? "ln K" : uniformLoss(classes)} nats`);
  }

  #say(imbalance: number): void {
    const words = imbalance === 1 ? "as they are" : `1 : ${String(imbalance)}`;
    setText(byId("imbalance-value"), words);
    this.#imbalance.setAttribute("aria-valuetext", words);
  }
}
