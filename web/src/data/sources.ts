// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Settings } from "../train/settings.ts";
import { messageOf } from "../ui/message_of.ts";
import { OnDemand } from "../ui/on_demand.ts";
import { type Dataset, pick } from "./dataset.ts";
import type { DownloadProgress } from "./download.ts";
import { loadIris } from "./iris.ts";
import { loadMnist } from "./mnist.ts";
import { planeDataset } from "./plane.ts";
import { keptIndices } from "./split.ts";
import type { TableSummary, TableText } from "./table_dataset.ts";

/** Opens data sets; what was fetched once is kept. */
export class Sources {
  #mnist: Dataset | null = null;
  #table: Promise<TableText> | null = null;
  readonly #reader = new OnDemand("What reads tables", () => import("./table_dataset.ts"));
  /** How the visitor's table was understood when it was last opened. */
  summary: TableSummary | null = null;

  /** The table that "csv" stands for from now on. */
  takeTable(name: string, content: string | Blob): void {
    this.#table = Promise.resolve(typeof content === "string" ? content : content.text()).then((text) => ({
      name,
      text,
    }));
  }

  /** The data set of the settings, or in words what is missing. */
  async open(settings: Settings, onProgress: DownloadProgress): Promise<Dataset | string> {
    const whole = await this.#whole(settings, onProgress);
    return typeof whole === "string" ? whole : thinned(whole, settings.imbalance);
  }

  async #whole(settings: Settings, onProgress: DownloadProgress): Promise<Dataset | string> {
    switch (settings.data) {
      case "mnist":
        return (this.#mnist ??= await loadMnist(onProgress));
      case "iris":
        return loadIris(settings.seed);
      case "points":
        return planeDataset(settings);
      case "csv":
        return this.#openTable(settings);
    }
  }

  async #openTable(settings: Settings): Promise<Dataset | string> {
    this.summary = null;
    // Before there is a table: when there is one, nobody is asked for anything.
    const reader = await this.#reader.get().catch(messageOf);
    if (typeof reader === "string") return reader;
    if (this.#table === null) return "Choose a table to train on: drop a file, or paste its text.";
    const { dataset, summary } = reader.tableDataset(await this.#table, settings);
    this.summary = summary;
    return dataset;
  }
}

/** Only what is trained on: validation and test stay as they are, or nobody would see what the lack costs. */
function thinned(dataset: Dataset, imbalance: number): Dataset {
  if (imbalance === 1) return dataset;
  const { training, info } = dataset;
  const kept = keptIndices(training.labels, info.classNames.length, imbalance);
  return { ...dataset, training: pick(training, info.features, kept) };
}
