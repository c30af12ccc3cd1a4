// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

//
// What visitors have set, kept in the page's address: only what differs from how a figure begins.

export interface Setting<T> {
  readonly value: T;
  set(value: T): void;
}

/** How a value is written, and read again: null for what cannot be one. */
interface Codec<T> {
  readonly write: (value: T) => string;
  readonly read: (text: string) => T | null;
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

class StoredSetting<T> implements Setting<T> {
  readonly listeners: (() => void)[] = [];
  readonly codec: Codec<T>;
  readonly #initial: string;
  #value: T;

  constructor(initial: T, codec: Codec<T>, text: string | null) {
    this.codec = codec;
    this.#initial = codec.write(initial);
    this.#value = (text === null ? null : codec.read(text)) ?? initial;
  }

  get value(): T {
    return this.#value;
  }

  /** Null as long as it is as at the beginning. */
  get text(): string | null {
    const text = this.codec.write(this.#value);
    return text === this.#initial ? null : text;
  }

  set(value: T): void {
    this.#value = value;
    for (const listener of this.listeners) listener();
  }
}

// Four decimals are finer than a finger, and short.
const written = (value: number) => String(Number(value.toFixed(4)));

function readNumber(text: string, { min, max }: NumberRange): number | null {
  const value = Number(text);
  return text !== "" && value >= min && value <= max ? value : null;
}

function readNumbers(text: string, length: number, range: NumberRange): number[] | null {
  const values = text.split(",").map((part) => readNumber(part, range));
  return values.length === length && values.every((value) => value !== null) ? values : null;
}

function readDistribution(text: string, length: number): number[] | null {
  const shares = readNumbers(text, length, { min: 0, max: 1 });
  const sum = shares?.reduce((total, share) => total + share, 0) ?? 0;
  return shares && sum > 0 ? shares.map((share) => share / sum) : null;
}

/** All settings of a page. Two figures that name the same one share it. */
export class Settings {
  readonly #query: URLSearchParams;
  readonly #known = new Map<string, StoredSetting<unknown>>();
  readonly #onChange: () => void;

  /** `onChange` is called after any of them has changed. */
  constructor(query: string, onChange: () => void) {
    this.#query = new URLSearchParams(query);
    this.#onChange = onChange;
  }

  #setting<T>(key: string, initial: T, codec: Codec<T>, onChange: () => void): Setting<T> {
    const known = this.#known.get(key) as StoredSetting<T> | undefined;
    const setting = known ?? new StoredSetting(initial, codec, this.#query.get(key));
    if (!known) {
      this.#known.set(key, setting as StoredSetting<unknown>);
      setting.listeners.push(this.#onChange);
    }
    setting.listeners.push(onChange);
    return setting;
  }

  number(key: string, initial: number, range: NumberRange, onChange: () => void): Setting<number> {
    return this.#setting(key, initial, { write: written, read: (text) => readNumber(text, range) }, onChange);
  }

  numbers(key: string, initial: number[], range: NumberRange, onChange: () => void): Setting<number[]> {
    const read = (text: string) => readNumbers(text, initial.length, range);
    return this.#setting(key, initial, { write: (values) => values.map(written).join(","), read }, onChange);
  }

  /** Shares that sum to 1. */
  distribution(key: string, initial: number[], onChange: () => void): Setting<number[]> {
    const read = (text: string) => readDistribution(text, initial.length);
    return this.#setting(key, initial, { write: (values) => values.map(written).join(","), read }, onChange);
  }

  choice<T extends string>(key: string, options: readonly [T, ...T[]], onChange: () => void): Setting<T> {
    const read = (text: string) => options.find((option) => option === text) ?? null;
    return this.#setting<T>(key, options[0], { write: String, read }, onChange);
  }

  /** The query of an address with these settings, and with `kept` first; of those named by `keys` alone. */
  query(kept: Readonly<Record<string, string>> = {}, keys: Iterable<string> = this.#known.keys()): string {
    const parts = Object.entries(kept);
    for (const key of keys) {
      const text = this.#known.get(key)?.text ?? null;
      if (text !== null) parts.push([key, text]);
    }
    // Commas may stand in a query as they are.
    return parts.length === 0 ? "" : `?${parts.map(([key, text]) => `${key}=${encodeURI(text)}`).join("&")}`;
  }
}

/** Shares in which the one at `index` is `share`, and the others keep their proportions. */
export function withShare(shares: readonly number[], index: number, share: number): number[] {
  const rest = shares.reduce((sum, other, at) => (at === index ? sum : sum + other), 0);
  return shares.map((other, at) => {
    if (at === index) return share;
    // Where nothing is left to keep in proportion, all are alike.
    return rest > 0 ? (other / rest) * (1 - share) : (1 - share) / (shares.length - 1);
  });
}
