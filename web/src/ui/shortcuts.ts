// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

const STORED = "surprisal.shortcuts";

/** Whether keys pressed in this element are text for it. */
function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

// Storage may be forbidden; the choice then lasts as long as the page.
function remember(enabled: boolean): void {
  try {
    localStorage.setItem(STORED, enabled ? "on" : "off");
  } catch {
    return;
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/**
 * Single-key shortcuts: `actions` by lower-case key. They rest while a field has the focus, and the visitor can switch
 * them off: whoever speaks to the machine would set them off by talking.
 */
export function bindShortcuts(actions: ReadonlyMap<string, () => void>, toggle: HTMLInputElement): void {
  toggle.checked = remembered();
  toggle.addEventListener("change", () => {
    remember(toggle.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (!toggle.checked || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    const action = actions.get(event.key.toLowerCase());
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}
