// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { setText } from "../ui/dom.ts";
import { NONE, formatPercent } from "./format.ts";

interface Row {
  readonly item: HTMLLIElement;
  readonly value: HTMLDataElement;
}

/** A share of each class, its probability or its accuracy, as bars with their numbers. */
export class ClassBars {
  readonly #rows: readonly Row[];

  constructor(list: HTMLElement, classNames: readonly string[]) {
    this.#rows = classNames.map((name) => {
      const item = document.createElement("li");
      const label = document.createElement("span");
      label.className = "bar-name";
      label.textContent = name;
      const track = document.createElement("span");
      track.className = "bar";
      const value = document.createElement("data");
      value.className = "bar-value";
      item.append(label, track, value);
      return { item, value };
    });
    list.replaceChildren(...this.#rows.map(({ item }) => item));
    this.show(null);
  }

  /** Null: there is nothing to say. The class of index `most` is marked. */
  show(shares: ArrayLike<number> | null, most = -1): void {
    this.#rows.forEach(({ item, value }, i) => {
      const share = shares?.[i];
      const known = share !== undefined && !Number.isNaN(share);
      item.style.setProperty("--share", String(known ? share : 0));
      item.classList.toggle("most", i === most);
      setText(value, known ? formatPercent(share) : NONE);
      value.value = known ? String(share) : "";
    });
  }
}
