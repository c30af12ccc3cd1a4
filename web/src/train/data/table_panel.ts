// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import type { TableSummary } from "../../data/table_dataset.ts";
import { byId, setText } from "../../ui/dom.ts";
import { type Change, type Choice, onChoice, showChoice } from "../choice.ts";
import { formatCount } from "../format.ts";
import type { Settings } from "../settings.ts";

const HEADER: Choice = {
  id: "header",
  name: "header",
  offered: [
    ["guess", "guess"],
    ["yes", "names"],
    ["no", "an example"],
  ],
};

const SAMPLE = `height,width,sweetness,fruit
7.2,7.0,6.1,apple
7.6,7.4,5.8,apple
6.9,7.1,6.4,apple
8.1,8.0,5.5,apple
7.4,7.2,6.0,apple
7.9,7.5,5.2,apple
9.8,6.6,6.9,pear
10.4,6.9,7.2,pear
9.1,6.2,6.6,pear
10.0,7.1,7.4,pear
9.5,6.4,6.3,pear
10.8,7.0,7.0,pear
5.1,5.3,8.2,plum
4.6,4.8,7.9,plum
5.4,5.0,8.8,plum
4.9,5.1,8.4,plum
5.0,4.7,unknown,plum
5.6,5.4,8.1,plum
`;

export class TablePanel {
  readonly #drop = byId("table-drop");
  readonly #label = byId("table-label", HTMLSelectElement);

  constructor(onChange: (change: Change) => void, onTable: (name: string, content: string | Blob) => void) {
    const file = byId("table-file", HTMLInputElement);
    const text = byId("table-text", HTMLTextAreaElement);
    const take = (list: FileList | undefined | null): void => {
      const chosen = list?.[0];
      if (chosen) onTable(chosen.name, chosen);
    };
    file.addEventListener("change", () => {
      take(file.files);
      // So that the same file, mended, can be chosen again.
      file.value = "";
    });
    byId("table-use").addEventListener("click", () => {
      onTable("Pasted table", text.value);
    });
    byId("table-sample").addEventListener("click", () => {
      text.value = SAMPLE;
      onTable("Sample table", SAMPLE);
    });
    this.#listenForDrops(take);
    onChoice(HEADER, onChange);
    this.#label.addEventListener("change", () => {
      onChange({ label: this.#label.value });
    });
  }

  show(settings: Settings): void {
    showChoice(HEADER, settings);
  }

  showSummary(summary: TableSummary): void {
    const { columns, label, bad, badCount } = summary;
    byId("table-understood").hidden = false;
    this.#label.replaceChildren(...columns.map((name) => new Option(name, name, false, name === label)));
    setText(byId("table-summary"), describeTable(summary));
    const details = byId("table-bad");
    details.hidden = badCount === 0;
    setText(byId("table-bad-title"), `${formatCount(badCount)} ${badCount === 1 ? "line" : "lines"} left out`);
    const rows = bad.map(({ line, why }) => {
      const item = document.createElement("li");
      item.textContent = `Line ${formatCount(line)}: ${why}.`;
      return item;
    });
    if (badCount > bad.length) {
      const more = document.createElement("li");
      more.textContent = `And ${formatCount(badCount - bad.length)} more.`;
      rows.push(more);
    }
    byId("table-bad-rows").replaceChildren(...rows);
  }

  /** A file may be dropped anywhere on the panel; without this the browser would open it in place of the page. */
  #listenForDrops(take: (files: FileList | undefined) => void): void {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      this.#drop.classList.toggle("over", event.type === "dragover");
    };
    this.#drop.addEventListener("dragover", over);
    this.#drop.addEventListener("dragleave", over);
    this.#drop.addEventListener("drop", (event) => {
      over(event);
      take(event.dataTransfer?.files);
    });
  }
}

function describeTable({ name, hasHeader, label, featureNames, ignored, rows }: TableSummary): string {
  const listed = featureNames.length > 0 ? featureNames.join(", ") : "none";
  return (
    `${name}: ${formatCount(rows)} examples. ${hasHeader ? "The first line holds names." : "No line of names."} ` +
    `Learnt is “${label ?? ""}”, from the columns of numbers: ${listed}.` +
    (ignored.length > 0 ? ` Not used, as they hold no numbers: ${ignored.join(", ")}.` : "")
  );
}
