// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// The reference as HTML: an index, and a section for each chapter.

import { type Anchors, asSentence, codeHtml, escaped, linesHtml, nameHtml, textHtml } from "./code.ts";
import type { Block, Doc } from "./docstring.ts";
import { formulaHtml } from "./formula_html.ts";
import type { Chapter, Entry, FunctionEntry, Member, Option, TypeEntry } from "./model.ts";

/** What an entry is called in the index and in its heading. */
function titleOf(entry: Entry): string {
  return entry.kind === "shared" ? entry.title : entry.name;
}

function anchorsOf(chapters: readonly Chapter[]): Anchors {
  const anchors = new Map<string, string>();
  for (const { entries } of chapters) {
    for (const { kind, name, id } of entries) if (kind !== "shared") anchors.set(name, id);
  }
  return anchors;
}

class Renderer {
  readonly #anchors: Anchors;
  /** Those of types. In code, a function's name is mostly the property of something else. */
  readonly #types: Anchors;

  constructor(anchors: Anchors) {
    this.#anchors = anchors;
    this.#types = new Map([...anchors].filter(([, anchor]) => anchor.startsWith("type-")));
  }

  chapter({ id, title, about, entries }: Chapter): string {
    return `<section class="chapter" aria-labelledby="${id}">
<h2 id="${id}">${escaped(title)}</h2>
<div class="chapter-about">${this.#doc(about, 3)}</div>
${entries.map((entry) => this.#entry(entry)).join("\n")}
</section>`;
  }

  #text(text: string): string {
    return textHtml(text, this.#anchors);
  }

  #code(code: string, label: string, anchors = this.#types): string {
    return `<pre class="code" role="group" aria-label="${escaped(label)}"><code>${linesHtml(code, anchors)}</code></pre>`;
  }

  #entry(entry: Entry): string {
    const { summary, blocks, examples } = entry.doc;
    const title = nameHtml(titleOf(entry));
    const label = `Example of ${titleOf(entry)}`;
    return `<article class="card entry" id="${entry.id}" aria-labelledby="${entry.id}-title">
<h3 id="${entry.id}-title"><a class="anchor" href="#${entry.id}">${title}</a></h3>
<p class="summary">${this.#text(summary)}</p>
${this.#head(entry)}
${examples.map((example) => this.#code(example, label)).join("\n")}
${this.#contract(blocks, entry)}
${entry.kind === "type" && entry.members.length > 0 ? this.#members(entry) : ""}
</article>`;
  }

  #head(entry: Entry): string {
    if (entry.kind === "function") return this.#code(signatureOf(entry), `Signature of ${entry.name}`);
    if (entry.kind === "shared") {
      const of = entry.of.map(
        (name) => `<a href="#${this.#anchors.get(name) ?? ""}"><code>${escaped(name)}</code></a>`,
      );
      return `<p class="shared">Of ${of.join(", ")}</p>`;
    }
    const others = new Map([...this.#types].filter(([name]) => name !== entry.name));
    return this.#code(entry.code, `Declaration of ${entry.name}`, others);
  }

  /** The sections of a contract; the options stand behind the section that is about them. */
  #contract(blocks: readonly Block[], entry: Entry): string {
    const options = entry.kind === "function" && entry.options.length > 0 ? this.#options(entry) : "";
    const at = blocks.findIndex((block) => block.kind === "section" && /\boptions\b/i.test(block.title));
    const html = blocks.map((block, index) => this.#block(block) + (index === at ? options : ""));
    return [...html, at < 0 ? options : ""].join("\n");
  }

  /** `level` is that of the headings of its sections. */
  #block(block: Block, level = 4): string {
    if (block.kind === "formula") return formulaHtml(block.lines);
    if (block.kind === "text") return `<p>${this.#text(block.text)}</p>`;
    return `<h${level}>${escaped(block.title)}</h${level}>\n<p>${this.#text(asSentence(block.text))}</p>`;
  }

  #doc({ summary, blocks }: Doc, level = 4): string {
    return `<p>${this.#text(summary)}</p>\n${blocks.map((block) => this.#block(block, level)).join("\n")}`;
  }

  #options({ options, grad }: FunctionEntry): string {
    const own = options.filter(({ isOfGrad }) => !isOfGrad);
    const ofGrad = options.filter(({ isOfGrad }) => isOfGrad);
    const more =
      grad === undefined || ofGrad.length === 0
        ? ""
        : `<p class="of-grad"><a href="#${grad}"><code>valueAndGrad</code></a> has these, too:</p>${this.#table(ofGrad)}`;
    const count = own.length === 1 ? "1 option" : `${own.length} options`;
    return `<details class="options"><summary>${count}, with types</summary>${this.#table(own)}${more}</details>`;
  }

  #table(options: readonly Option[]): string {
    const rows = options.map(
      ({ name, type, isOptional, doc }) =>
        `<div><dt><code>${codeHtml(`${name}${isOptional ? "?" : ""}: ${type}`, this.#types)}</code></dt><dd>${this.#text(doc)}</dd></div>`,
    );
    return `<dl class="members">${rows.join("\n")}</dl>`;
  }

  #members({ members }: TypeEntry): string {
    const rows = members.map(({ code, doc }: Member) => {
      const html = doc.summary === "" ? "" : this.#doc(doc);
      return `<div><dt><code>${codeHtml(code, this.#types)}</code></dt><dd>${html}</dd></div>`;
    });
    return `<dl class="members">${rows.join("\n")}</dl>`;
  }
}

/** The call as code, in one line if it is short; options by their names. */
function signatureOf({ call, parameters, options, result, grad }: FunctionEntry): string {
  const own = options.filter(({ isOfGrad }) => !isOfGrad).map(({ name, isOptional }) => name + (isOptional ? "?" : ""));
  const list = parameters.map(({ name, type, isOptional }) => {
    const isOptions = name === "options" || name === "config";
    return `${name}${isOptional ? "?" : ""}: ${isOptions ? `{ ${own.join(", ")} }` : type}`;
  });
  const oneLine = `${call}(${list.join(", ")}): ${result}`;
  const signature =
    oneLine.length <= 68 ? oneLine : `${call}(\n${list.map((item) => `  ${item},\n`).join("")}): ${result}`;
  if (grad === undefined) return signature;
  const names = parameters.map(({ name, isOptional }) => name + (isOptional ? "?" : ""));
  return `${signature}\n${call}.valueAndGrad(${names.join(", ")}): { value, grad }`;
}

function indexHtml(chapters: readonly Chapter[]): string {
  const parts = chapters.map(({ id, title, entries }) => {
    const links = entries.map((entry) => {
      const words = escaped(`${titleOf(entry)} ${entry.doc.summary}`.toLowerCase());
      return `<li data-words="${words}"><a href="#${entry.id}">${nameHtml(titleOf(entry))}</a></li>`;
    });
    return `<section><h2><a href="#${id}">${escaped(title)}</a></h2>\n<ul>\n${links.join("\n")}\n</ul></section>`;
  });
  return parts.join("\n");
}

/** The two parts of the page that are generated. */
export function referenceHtml(chapters: readonly Chapter[]): { index: string; chapters: string } {
  const renderer = new Renderer(anchorsOf(chapters));
  return {
    index: indexHtml(chapters),
    chapters: chapters.map((chapter) => renderer.chapter(chapter)).join("\n"),
  };
}
