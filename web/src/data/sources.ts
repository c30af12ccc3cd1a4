// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { Settings } from "../train/settings.ts";
import { messageOf } from "../ui/message_of.ts";
import { OnDemand } from "../ui/on_demand.ts";
import { type Dataset, pick } from "./dataset.ts";
import { mnistDataset } from "./mnist.ts";
import { keptIndices } from "./split.ts";
import type { TableSummary, TableText } from "./table_dataset.ts";

/** Opens data sets. */
export class Sources {
  #resolveDigits: (file: Uint8Array<ArrayBuffer>) => void = () => undefined;
  readonly #digits = new Promise<Uint8Array<ArrayBuffer>>((resolve) => {
    this.#resolveDigits = resolve;
  });
  #mnist: Promise<Dataset> | null = null;
  #table: Promise<TableText> | null = null;
  readonly #iris = new OnDemand("Iris", () => import("./iris.ts"));
  readonly #plane = new OnDemand("What makes points", () => import("./plane.ts"));
  readonly #reader = new OnDemand("What reads tables", () => import("./table_dataset.ts"));
  /** How the visitor's table was understood when it was last opened. */
  summary: TableSummary | null = null;

  /** The file that "mnist" stands for: whoever has asked for it already has waited. */
  takeDigits(file: Uint8Array<ArrayBuffer>): void {
    this.#resolveDigits(file);
  }

  /** The table that "csv" stands for from now on. */
  takeTable(name: string, content: string | Blob): void {
    this.#table = Promise.resolve(typeof content === "string" ? content : content.text()).then((text) => ({
      name,
      text,
    }));
  }

  /** The data set of the settings, or in words what is missing. */
  async open(settings: Settings): Promise<Dataset | string> {
    const whole = await this.#whole(settings);
    return typeof whole === "string" ? whole : thinned(whole, settings.imbalance);
  }

  async #whole(settings: Settings): Promise<Dataset | string> {
    switch (settings.data) {
      case "mnist":
        return (this.#mnist ??= this.#digits.then(mnistDataset));
      case "iris":
        return this.#iris.get().then(({ loadIris }) => loadIris(settings.seed), messageOf);
      case "points":
        return this.#plane.get().then(({ planeDataset }) => planeDataset(settings), messageOf);
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
