// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// The ways in: dropped, chosen, pasted, or the sample.

import { byId } from "../ui/dom.ts";
import { save } from "../ui/markup.ts";
import { sampleFile } from "./sample.ts";

export interface IntakeListener {
  /** Files to use beside those that wait for others, or instead of those that don't. */
  onFiles(files: readonly File[]): void;
  /** A file to use instead of all others. */
  onOnly(file: File): void;
  /** The sample is wanted. */
  onSample(): void;
}

function bindDrop(zone: HTMLElement, onFiles: (files: readonly File[]) => void): void {
  const mark = (isOver: boolean): void => {
    zone.classList.toggle("is-over", isOver);
  };
  // Anywhere: a file that misses would else be opened in the page's place.
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener("drop", (event) => {
    mark(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  });
}

export function bindIntake(listener: IntakeListener): void {
  bindDrop(byId("drop"), (files) => {
    listener.onFiles(files);
  });
  const choose = byId("choose", HTMLInputElement);
  choose.addEventListener("change", () => {
    const files = [...(choose.files ?? [])];
    // The same file may be chosen again.
    choose.value = "";
    if (files.length > 0) listener.onFiles(files);
  });
  byId("sample").addEventListener("click", () => {
    listener.onSample();
  });
  byId("save-sample").addEventListener("click", () => {
    save(sampleFile());
  });
  const text = byId("text", HTMLTextAreaElement);
  byId("score-text").addEventListener("click", () => {
    listener.onOnly(new File([text.value], "pasted text", { type: "text/plain" }));
  });
}
