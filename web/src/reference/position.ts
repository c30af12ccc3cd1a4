// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

/** Scrolls the list, and nothing around it, until the link is in sight. */
function reveal(list: HTMLElement, link: HTMLElement): void {
  const { top, bottom } = list.getBoundingClientRect();
  const place = link.getBoundingClientRect();
  if (place.top < top || place.bottom > bottom) list.scrollTop += place.top - (top + bottom) / 2;
}

/** Marks in the index the entry that is being read: the one at a line a fifth of the window from its top. */
export function markPosition(list: HTMLElement, entries: Iterable<Element>): void {
  const links = new Map([...list.querySelectorAll<HTMLAnchorElement>("li a")].map((link) => [link.hash, link]));
  let current: HTMLAnchorElement | undefined;
  const observer = new IntersectionObserver(
    (changes) => {
      const entry = changes.findLast(({ isIntersecting }) => isIntersecting)?.target;
      const link = entry && links.get(`#${entry.id}`);
      if (link === undefined || link === current) return;
      current?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      current = link;
      // Who moves through the index is not to be interrupted.
      if (!list.contains(document.activeElement)) reveal(list, link);
    },
    { rootMargin: "-20% 0px -79% 0px" },
  );
  for (const entry of entries) observer.observe(entry);
}
