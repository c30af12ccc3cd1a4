// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors
//
// Walks through JSON of any size, and tells the innermost arrays of numbers and the fields of objects as it meets them.
// Values may follow one another, as in JSON lines.

import { TokenType, Tokenizer, TokenizerError } from "@streamparser/json";

/** An array that holds numbers alone. */
export interface Vector {
  readonly values: readonly number[];
  /** The name of the field that it stands in, in however many arrays; null outside of objects. */
  readonly key: string | null;
  readonly parent: "array" | "object" | null;
  /** Where it begins. */
  readonly byte: number;
}

export interface Events {
  onVector(vector: Vector): void;
  /** A number or a text that is a field of an object itself. */
  onField(key: string, value: number | string, byte: number): void;
  onObjectEnd(): void;
}

interface Frame {
  readonly isArray: boolean;
  /** Of an object: the field at hand. Of an array: the field that it is in. */
  key: string | null;
  readonly values: number[];
  hasOthers: boolean;
  readonly byte: number;
}

type Expected = "value" | "first" | "next" | "key" | "colon";

const openings: readonly TokenType[] = [TokenType.LEFT_BRACKET, TokenType.LEFT_BRACE];
const closings: readonly TokenType[] = [TokenType.RIGHT_BRACKET, TokenType.RIGHT_BRACE];

/** What is wrong, and at which byte. */
export class JsonError extends Error {
  readonly byte: number;

  constructor(byte: number, message: string) {
    super(message);
    this.byte = byte;
  }
}

export class JsonWalk {
  readonly #events: Events;
  readonly #tokenizer = new Tokenizer({ separator: "", numberBufferSize: 64 });
  readonly #stack: Frame[] = [];
  #expected: Expected = "value";
  #bytes = 0;

  constructor(events: Events) {
    this.#events = events;
    this.#tokenizer.onToken = ({ token, value, offset }) => {
      this.#take(token, value, offset);
    };
    this.#tokenizer.onError = (error) => {
      throw error;
    };
  }

  /** The numbers of an array that has not ended yet. */
  get unfinished(): readonly number[] {
    return this.#stack.at(-1)?.values ?? [];
  }

  write(chunk: Uint8Array): void {
    this.#guarded(() => {
      this.#tokenizer.write(chunk);
    });
    this.#bytes += chunk.length;
  }

  end(): void {
    this.#guarded(() => {
      if (!this.#tokenizer.isEnded) this.#tokenizer.end();
    });
    const open = this.#stack.at(-1);
    if (open)
      throw new JsonError(this.#bytes, `it ends within the ${open.isArray ? "array" : "object"} of byte ${open.byte}`);
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof TokenizerError)) throw error;
      const found = /Unexpected "(.*)" at chunk position .*absolute position "(\d+)"/s.exec(error.message);
      if (!found) throw new JsonError(this.#bytes, "it ends within a value");
      throw new JsonError(Number(found[2]), `${JSON.stringify(found[1])}, which JSON has not here`);
    }
  }

  #take(token: TokenType, value: unknown, byte: number): void {
    const frame = this.#stack.at(-1);
    const wrong = (): JsonError => new JsonError(byte, `${JSON.stringify(value)}, which JSON has not here`);
    switch (this.#expected) {
      case "next":
        if (token === TokenType.COMMA) this.#expected = frame?.isArray ? "value" : "key";
        else this.#close(token, wrong);
        return;
      case "colon":
        if (token !== TokenType.COLON) throw wrong();
        this.#expected = "value";
        return;
      case "key":
        if (token !== TokenType.STRING || !frame) throw wrong();
        frame.key = String(value);
        this.#expected = "colon";
        return;
      case "first":
        if (closings.includes(token)) {
          this.#close(token, wrong);
          return;
        }
        if (frame && !frame.isArray) {
          this.#expected = "key";
          this.#take(token, value, byte);
          return;
        }
        break;
      case "value":
        break;
    }
    this.#value(token, value, byte, wrong);
  }

  #value(token: TokenType, value: unknown, byte: number, wrong: () => JsonError): void {
    const frame = this.#stack.at(-1);
    if (openings.includes(token)) {
      if (frame?.isArray) this.#mark(frame, byte);
      const isArray = token === TokenType.LEFT_BRACKET;
      this.#stack.push({ isArray, key: isArray ? (frame?.key ?? null) : null, values: [], hasOthers: false, byte });
      this.#expected = "first";
      return;
    }
    if (token > TokenType.NUMBER || token < TokenType.TRUE) throw wrong();
    this.#expected = frame ? "next" : "value";
    if (!frame) return;
    if (!frame.isArray) {
      if (frame.key !== null && (typeof value === "number" || typeof value === "string")) {
        this.#events.onField(frame.key, value, byte);
      }
    } else if (typeof value === "number" && !frame.hasOthers) {
      frame.values.push(value);
    } else {
      this.#mark(frame, byte);
    }
  }

  /** An array has something else than numbers in it. */
  #mark(frame: Frame, byte: number): void {
    if (frame.values.length > 0)
      throw new JsonError(byte, `something else than a number in the array of numbers of byte ${frame.byte}`);
    frame.hasOthers = true;
  }

  #close(token: TokenType, wrong: () => JsonError): void {
    const frame = this.#stack.pop();
    if (!frame || token !== (frame.isArray ? TokenType.RIGHT_BRACKET : TokenType.RIGHT_BRACE)) throw wrong();
    const parent = this.#stack.at(-1);
    this.#expected = parent ? "next" : "value";
    if (!frame.isArray) {
      this.#events.onObjectEnd();
    } else if (!frame.hasOthers) {
      const kind = parent === undefined ? null : parent.isArray ? "array" : "object";
      this.#events.onVector({ values: frame.values, key: frame.key, parent: kind, byte: frame.byte });
    }
  }
}
