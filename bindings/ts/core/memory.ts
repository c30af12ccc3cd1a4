// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

import { instanceDisposed, outOfMemory } from "../errors.ts";
import type { Address, RawFunctions, RawModule } from "./raw_module.ts";

/** Addresses handed out are multiples of this: a whole SIMD vector. */
const alignment = 16;

/** A scratch block up to this size is kept for the next call; a larger one goes back at the end of the call that needed it. */
const keptBytes = 256 * 1024;

/** `bytes`, rounded up so that what follows is aligned. */
export function padded(bytes: number): number {
  // `&` sees the last 32 bits of a number of any size; a sum of it with the number itself stays exact beyond 2^31.
  return bytes + ((alignment - bytes) & (alignment - 1));
}

/** What takes the functions' place once the module is let go: there is nothing left to give back, nor to compute with. */
function functionsOfNothing(functions: RawFunctions): RawFunctions {
  const names = Object.keys(functions) as (keyof RawFunctions)[];
  const refusal = (name: string) => (): never => {
    throw instanceDisposed(name.slice(1));
  };
  const refusing = Object.fromEntries(names.map((name) => [name, refusal(name)])) as unknown as RawFunctions;
  const nothing = (): void => undefined;
  return { ...refusing, _free: nothing, _classifierDestroy: nothing };
}

/**
 * The memory of one module: views of it that are never stale, a scratch block for the arguments and results of one call,
 * and what the last call reported.
 *
 * A call knows the sizes of all it needs before it copies anything, so scratch is reserved once and then handed out by
 * moving a pointer; addresses stay valid until the call ends, because nothing else can grow the block meanwhile.
 */
export class Memory {
  /**
   * The module's functions. It got them one by one, under computed names, and so became a hash table to the engine: 3 ns for
   * each look at it. A copy is none, but takes half a millisecond at the start; who runs in nanoseconds asks to be lent them.
   */
  raw: RawFunctions;
  u8!: Uint8Array<ArrayBuffer>;
  i32!: Int32Array<ArrayBuffer>;
  f32!: Float32Array<ArrayBuffer>;
  f64!: Float64Array<ArrayBuffer>;

  /** The record of a loss's call, for losses/call.ts. */
  readonly lossCall: Address;
  readonly #record: number;
  #block: Address = 0;
  #capacity = 0;
  #next: Address = 0;
  #disposed = false;
  readonly #borrowers: ((functions: RawFunctions) => void)[] = [];

  constructor(module: RawModule) {
    this.raw = module;
    this.#adopt(module.HEAPU8.buffer);
    // Whoever makes the memory grow, the module then sets its views anew; asking it after every call would be another such
    // look, and one to forget.
    Object.defineProperty(module, "HEAPU8", {
      get: () => this.u8,
      set: (view: RawModule["HEAPU8"]) => {
        this.#adopt(view.buffer);
      },
    });
    this.#record = module._callRecord() / Float64Array.BYTES_PER_ELEMENT;
    this.lossCall = module._lossCall();
  }

  #adopt(buffer: ArrayBuffer): void {
    this.u8 = new Uint8Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.f32 = new Float32Array(buffer);
    this.f64 = new Float64Array(buffer);
  }

  /**
   * For who keeps one of the functions, since looking it up in each call takes too long: `take` is called with all of them
   * now, and with those that take their place when they go. A function that is kept past that keeps all of the memory.
   */
  lend(take: (functions: RawFunctions) => void): void {
    take(this.raw);
    this.#borrowers.push(take);
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Lets go of the module, so that its memory can be collected whoever still holds what was made with it. */
  dispose(): void {
    this.#disposed = true;
    // Less than any call reserves, even one of nothing, so that each of them asks for more, and is refused.
    this.#capacity = -1;
    this.#adopt(new ArrayBuffer(0));
    this.raw = functionsOfNothing(this.raw);
    for (const take of this.#borrowers) take(this.raw);
  }

  /** For what neither reserves nor allocates. */
  checkUsable(operation: string): void {
    if (this.#disposed) throw instanceDisposed(operation);
  }

  /** CallRecord::value of the last call. */
  get value(): number {
    return this.f64[this.#record] ?? NaN;
  }

  /** CallRecord::got of the last call that failed. */
  get got(): number {
    return this.f64[this.#record + 1] ?? NaN;
  }

  /** CallRecord::index of the last call that failed. */
  get index(): number {
    return this.f64[this.#record + 2] ?? NaN;
  }

  /** A block of its own, to be given back with raw._free. Throws a RangeError that begins with `operation`. */
  allocate(operation: string, bytes: number): Address {
    this.checkUsable(operation);
    // The memory ends at 2^31. Close to 2^32 the module's allocator would wrap around, and hand out a small block.
    const address = bytes < 2 ** 31 ? this.raw._malloc(Math.max(bytes, 1)) : 0;
    if (address === 0) throw outOfMemory(operation, bytes);
    return address;
  }

  /** Makes room for the scratch of one call; `bytes` is the sum of what will be taken, each padded(). */
  reserve(operation: string, bytes: number): void {
    if (bytes > this.#capacity) this.#enlarge(operation, bytes);
    this.#next = padded(this.#block);
  }

  /** The next `bytes` of what was reserved. */
  take(bytes: number): Address {
    const address = this.#next;
    this.#next += padded(bytes);
    return address;
  }

  /** Ends a call. */
  release(): void {
    if (this.#capacity > keptBytes) this.#discard();
  }

  #enlarge(operation: string, bytes: number): void {
    this.checkUsable(operation);
    this.#discard();
    const capacity = bytes > keptBytes ? bytes : Math.max(4096, 2 ** Math.ceil(Math.log2(bytes)));
    this.#block = this.allocate(operation, capacity + alignment);
    this.#capacity = capacity;
  }

  #discard(): void {
    this.raw._free(this.#block);
    this.#block = 0;
    this.#capacity = 0;
  }
}
