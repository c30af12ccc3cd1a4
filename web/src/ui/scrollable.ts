// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Lets those of the elements be reached by keyboard that are wider than their place, as long as they are. */
export function markScrollable(elements: Iterable<HTMLElement>): void {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (!(target instanceof HTMLElement)) continue;
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const element of elements) observer.observe(element);
}
