// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// What the browser says of itself to every page; nothing is asked for that the page does not show.

interface Brands {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
}

/** The browser by its own name, as far as it tells. */
function browserOf(userAgent: string, data: Brands | undefined): string {
  // Some brands are there to be ignored, and say so.
  const brand = data?.brands.find(({ brand: name }) => !/not.?a.?brand/i.test(name.replace(/[^a-z]+/gi, " ")));
  if (brand && data) return `${brand.brand} ${brand.version} on ${data.platform || "an unnamed platform"}`;
  const engine = /(Firefox|Edg|Chrome)\/(\d+)|Version\/([\d.]+) .*(Safari)/.exec(userAgent);
  const platform = /\(([^;)]+)/.exec(userAgent)?.[1] ?? "an unnamed platform";
  const name = engine ? `${engine[1] ?? engine[4] ?? ""} ${engine[2] ?? engine[3] ?? ""}` : "A browser";
  return `${name} on ${platform}`;
}

export function describeDevice(): string {
  const { userAgentData } = navigator as Navigator & { readonly userAgentData?: Brands };
  const cores = navigator.hardwareConcurrency;
  return `${browserOf(navigator.userAgent, userAgentData)}, ${cores === 1 ? "1 logical core" : `${cores} logical cores`}`;
}
