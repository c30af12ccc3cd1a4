// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// What the reference says: everything public, with its contract, in the order of groups.ts.

import { type Doc, parseDoc } from "./docstring.ts";
import { groups } from "./groups.ts";
import { published } from "./program.ts";
import { Reader } from "./reader.ts";

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isOptional: boolean;
}

export interface Option extends Parameter {
  readonly doc: string;
  /** Whether `valueAndGrad` alone has it. */
  readonly isOfGrad: boolean;
}

export interface FunctionEntry {
  readonly kind: "function";
  readonly id: string;
  /** "information.entropy" */
  readonly name: string;
  /** "s.information.entropy" */
  readonly call: string;
  readonly doc: Doc;
  readonly parameters: readonly Parameter[];
  readonly options: readonly Option[];
  readonly result: string;
  /** The entry that has the contract of its `valueAndGrad`. */
  readonly grad: string | undefined;
}

/** A contract that several functions share: that of their `valueAndGrad`. */
export interface SharedEntry {
  readonly kind: "shared";
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly doc: Doc;
  /** The functions that share it. */
  readonly of: readonly string[];
}

export interface Member {
  readonly code: string;
  readonly name: string;
  readonly doc: Doc;
}

export interface TypeEntry {
  readonly kind: "type";
  readonly id: string;
  readonly name: string;
  readonly doc: Doc;
  /** "interface Scorer", or the whole of a short type. */
  readonly code: string;
  readonly members: readonly Member[];
}

export type Entry = FunctionEntry | SharedEntry | TypeEntry;

export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly about: Doc;
  readonly entries: readonly Entry[];
}

/** The reference of the package as it is found from `folder`. */
export function readReference(folder: string): Chapter[] {
  const reader = new Reader(published(folder));
  const named = new Set(groups.flatMap(({ names }) => names));
  const entries = new Map(reader.entries().map((entry) => [entry.name, entry]));
  const missing = [...named].filter((name) => !entries.has(name));
  if (missing.length > 0) throw new Error(`groups.ts names what the package has not: ${missing.join(", ")}`);

  return groups.map(({ id, title, about, names }) => {
    const own = names.map((name) => entries.get(name));
    // Interfaces whose documentation heads a chapter have no entry of their own.
    const others = [...entries.values()].filter((entry) => !named.has(entry.name) && !reader.heads(entry.name, groups));
    const chapter = (id === "types" ? others : own).filter((entry) => entry !== undefined);
    const unplaced = chapter.filter((entry) => id === "types" && entry.kind !== "type");
    if (unplaced.length > 0) throw new Error(`groups.ts lacks ${unplaced.map(({ name }) => name).join(", ")}`);
    return {
      id,
      title,
      about: typeof about === "string" ? parseDoc(about, []) : reader.docOfType(about.docOf),
      entries: chapter,
    };
  });
}
