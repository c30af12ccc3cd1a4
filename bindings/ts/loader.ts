// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Which variant is loaded, and what happens when one fails. It knows nothing of files and engines: a host tells it what
// is supported and hands over the modules (load.ts has the real one).

import { abiVersion, type RawModule } from "./core/raw_module.ts";
import { shown, SurprisalError, kindOf } from "./errors.ts";
import { makeInstance, type PassedOver, type Surprisal, type VariantName } from "./instance.ts";
import { selfTest } from "./self_test.ts";

export interface LoadOptions {
  /** Which variant, whatever is best here. Default: the first that works of "simd", "baseline", "js". */
  readonly variant?: VariantName | undefined;
}

/**
 * A variant's code, not started yet.
 * @internal
 */
export interface VariantModule {
  readonly version: string;
  open(): Promise<RawModule>;
}

/** @internal */
export interface Host {
  readonly hasWebAssembly: () => boolean;
  /** Whether the engine has the instructions that the variant is built with. */
  readonly supports: (variant: VariantName) => Promise<boolean>;
  readonly fetchVariant: (variant: VariantName) => Promise<VariantModule>;
}

/** What `load` tries without being told, best first. All give the same bits. */
const automatic = ["simd", "baseline", "js"] as const satisfies readonly VariantName[];
const all: readonly VariantName[] = [...automatic, "relaxed"];

function failure(variant: VariantName, cause: unknown): SurprisalError {
  if (cause instanceof SurprisalError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SurprisalError("variant-failed", `load: the variant "${variant}" could not be started: ${reason}`, {
    cause,
  });
}

/** @internal */
export class Loader {
  readonly #host: Host;
  /** Settled or under way; what fails is taken out, so that the next call tries again. */
  readonly #instances = new Map<VariantName, Promise<Surprisal>>();
  readonly #failures = new Map<VariantName, SurprisalError>();
  #chosen: Promise<Surprisal> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  async load(options?: LoadOptions): Promise<Surprisal> {
    if (options !== undefined && (typeof options !== "object" || (options as unknown) === null)) {
      throw new TypeError(`load: the options are ${kindOf(options)}, not an object`);
    }
    const variant = options?.variant;
    if (variant !== undefined) {
      if (all.includes(variant)) return this.#instance(variant);
      throw new RangeError(
        `load: variant is ${shown(variant)}, not one of ${all.map((name) => `"${name}"`).join(", ")}`,
      );
    }
    this.#chosen ??= this.#choose().catch((error: unknown) => {
      this.#chosen = undefined;
      throw error;
    });
    return this.#chosen;
  }

  async #choose(): Promise<Surprisal> {
    const errors: SurprisalError[] = [];
    for (const variant of automatic) {
      try {
        return await this.#instance(variant);
      } catch (error) {
        errors.push(failure(variant, error));
      }
    }
    const reasons = errors.map(({ message }) => message.replace(/^load: /, "")).join("; ");
    throw new SurprisalError("no-variant", `load: no variant works here: ${reasons}`, {
      cause: new AggregateError(errors),
    });
  }

  #instance(variant: VariantName): Promise<Surprisal> {
    let instance = this.#instances.get(variant);
    if (instance === undefined) {
      instance = this.#open(variant).then(
        (opened) => {
          this.#failures.delete(variant);
          return opened;
        },
        (cause: unknown) => {
          const error = failure(variant, cause);
          this.#instances.delete(variant);
          this.#failures.set(variant, error);
          throw error;
        },
      );
      this.#instances.set(variant, instance);
    }
    return instance;
  }

  async #open(variant: VariantName): Promise<Surprisal> {
    const host = this.#host;
    if (variant !== "js") {
      if (!host.hasWebAssembly()) {
        throw new SurprisalError(
          "wasm-unavailable",
          `load: the variant "${variant}" needs WebAssembly, which is missing or switched off here; ` +
            'load() falls back to { variant: "js" }',
        );
      }
      if (!(await host.supports(variant))) {
        throw new SurprisalError(
          "variant-unsupported",
          `load: this engine lacks the instructions of the variant "${variant}"; load() takes one that it has`,
        );
      }
    }
    const module = await host.fetchVariant(variant);
    const raw = await module.open();
    const found = raw._abiVersion();
    if (found !== abiVersion) {
      throw new SurprisalError(
        "version-mismatch",
        `load: the compiled module of the variant "${variant}" has interface ${found}, and this code wants ${abiVersion}`,
      );
    }
    const instance = makeInstance(raw, variant, module.version, () => this.#passedOver(variant));
    const defect = selfTest(instance);
    if (defect !== undefined) {
      throw new SurprisalError("self-test-failed", `load: the variant "${variant}" computes wrongly here: ${defect}`);
    }
    return instance;
  }

  /** The failures of variants that come before this one in the order of choice. */
  #passedOver(variant: VariantName): readonly PassedOver[] {
    const better = automatic.slice(0, Math.max(0, (automatic as readonly VariantName[]).indexOf(variant)));
    return better.flatMap((name) => {
      const error = this.#failures.get(name);
      return error === undefined ? [] : [{ variant: name, code: error.code, reason: error.message }];
    });
  }
}
