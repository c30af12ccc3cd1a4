// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// The page's side: which figures there are, what the address says of them, and the library that computes them.

import { load } from "surprisal";

import { html } from "../figures/elements.ts";
import { type Mounted, mountFigure } from "../figures/figure.ts";
import { Settings } from "../figures/settings.ts";
import { byId, setText } from "../ui/dom.ts";
import { figures } from "./figures.ts";

/** Browsers refuse an address that changes with every movement of a finger. */
const settle = 250;

interface Placed {
  readonly name: string;
  readonly mounted: Mounted;
  readonly link: HTMLAnchorElement;
}

function complain(text: string): void {
  const error = byId("error");
  setText(error, text);
  error.hidden = false;
}

const figureElement = (name: string): HTMLElement => byId(`figure-${name}`);

/** Leaves nothing on the page but one figure. */
function showAlone(name: string): void {
  const figure = figureElement(name);
  document.documentElement.classList.add("embedded");
  document.title = `${figure.querySelector("figcaption")?.textContent.trim() ?? name} · surprisal`;
  const main = document.querySelector("main");
  main?.replaceChildren(byId("error"), figure);
  document.body.replaceChildren(...(main ? [main] : []), byId("announcer"));
}

/** Headings begin anew where a figure is all that there is. */
function raiseHeadings(name: string): void {
  const figure = figureElement(name);
  for (const [tag, level] of [
    ["h3", "1"],
    ["h4", "2"],
  ] as const) {
    for (const heading of figure.querySelectorAll(tag)) heading.ariaLevel = level;
  }
}

export class LearnPage {
  readonly #settings: Settings;
  readonly #placed: Placed[] = [];
  readonly #embedded: string | null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#settings = new Settings(location.search, () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#writeAddress();
      }, settle);
    });
    const wanted = new URLSearchParams(location.search).get("embed");
    this.#embedded = wanted !== null && figures.has(wanted) ? wanted : null;
    if (wanted !== null && this.#embedded === null) {
      complain(`There is no figure called “${wanted}”. There are: ${[...figures.keys()].join(", ")}.`);
    }
    if (this.#embedded !== null) showAlone(this.#embedded);
    const shown = this.#embedded === null ? figures.keys() : [this.#embedded];
    for (const name of shown) this.#place(name);
    if (this.#embedded !== null) raiseHeadings(this.#embedded);
    this.#showLinks();
    void this.#start();
  }

  #place(name: string): void {
    const element = figureElement(name);
    const announcer = byId("announcer");
    const mounted = mountFigure(element, figures.get(name)!, this.#settings, (text) => {
      setText(announcer, text);
    });
    const link = html("a", { class: "figure-link" });
    if (this.#embedded !== null) link.target = "_top";
    element.append(link);
    this.#placed.push({ name, mounted, link });
  }

  async #start(): Promise<void> {
    try {
      const library = await load();
      for (const { mounted } of this.#placed) mounted.start(library);
    } catch (error) {
      complain(`The library could not be loaded, which computes the figures. ${String(error)}`);
    }
  }

  #writeAddress(): void {
    const kept: Record<string, string> = this.#embedded === null ? {} : { embed: this.#embedded };
    history.replaceState(null, "", (this.#settings.query(kept) || location.pathname) + location.hash);
    this.#showLinks();
  }

  /** Where each figure stands alone, as it is set now; and from there, the way back. */
  #showLinks(): void {
    for (const { name, mounted, link } of this.#placed) {
      const isAlone = this.#embedded !== null;
      const query = this.#settings.query(isAlone ? {} : { embed: name }, mounted.keys);
      link.href = isAlone ? `./learn.html${query}#${name}` : query;
      setText(link, isAlone ? "surprisal: the chapter to this figure" : "This figure alone, as it is set");
    }
  }
}
