// SPDX-License-Identifier: MIT
// Copyright 2026 the surprisal authors

// Which variant is loaded, and what happens when one fails. It knows nothing of files and engines: a host tells it what
// is supported and hands over the modules (load.ts and lazy_load.ts have the real ones).

import { abiVersion, type RawModule } from "./core/raw_module.ts";
import { shown, SurprisalError, kindOf } from "./errors.ts";
import { makeInstance, type PassedOver, type Surprisal, type VariantName } from "./instance.ts";
import { selfTest } from "./self_test.ts";
import { isSameSource, readSource, type Source } from "./source.ts";

/** The options of `load`. */
export interface LoadOptions extends Source {
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
  /** The variants there are, and of these those that `load` tries without being told, best first. */
  readonly variants: readonly VariantName[];
  readonly automatic: readonly VariantName[];
  /** Whether WebAssembly is there and may be compiled: found out by trying, which takes a while. */
  readonly hasWebAssembly: () => boolean;
  /** Whether the engine has the instructions that a variant of WebAssembly is built with. */
  readonly supports: (variant: VariantName) => Promise<boolean>;
  /** Whether the next may be a download, which nobody wants to have for nothing. */
  readonly isRemote?: boolean;
  readonly fetchVariant: (variant: VariantName) => Promise<VariantModule>;
  /** The variant with WebAssembly of the caller's, where there is a way to hand it in. */
  readonly givenVariant?: (variant: VariantName, source: Source) => Promise<VariantModule>;
}

function failure(variant: VariantName, cause: unknown): SurprisalError {
  if (cause instanceof SurprisalError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SurprisalError("variant-failed", `load: the variant "${variant}" could not be started: ${reason}`, {
    cause,
  });
}

/**
 * Settled or under way; what fails or is disposed is taken out, so that the next call tries again.
 * @internal
 */
export type Instances = Map<
  VariantName,
  { readonly source: Source | undefined; readonly instance: Promise<Surprisal> }
>;

/**
 * The instances of this copy of the code, which its entries have in common.
 * @internal
 */
export const loaded: Instances = new Map();

/** @internal */
export class Loader {
  readonly #host: Host;
  readonly #instances: Instances;
  readonly #failures = new Map<VariantName, SurprisalError>();
  #chosen: Promise<Surprisal> | undefined;

  constructor(host: Host, instances: Instances = new Map()) {
    this.#host = host;
    this.#instances = instances;
  }

  async load(options: LoadOptions = {}): Promise<Surprisal> {
    if (typeof options !== "object" || (options as unknown) === null) {
      throw new TypeError(`load: the options are ${kindOf(options)}, not an object`);
    }
    const source = readSource(options);
    const { variants, automatic, givenVariant } = this.#host;
    if (source !== undefined && givenVariant === undefined) {
      throw new TypeError('load: module, bytes and url are options of "surprisal" and "surprisal/external" alone');
    }
    const only = source !== undefined || automatic.length === 1 ? automatic[0] : undefined;
    const variant = options.variant ?? only;
    if (variant !== undefined) {
      if (!variants.includes(variant)) {
        const names = variants.map((name) => `"${name}"`);
        throw new RangeError(
          `load: variant is ${shown(variant)}, not ${names.length > 1 ? "one of " : ""}${names.join(", ")}`,
        );
      }
      if (variant === "js" && source !== undefined) {
        throw new TypeError('load: the variant "js" has no WebAssembly, and takes no module, bytes or url');
      }
      return this.#instance(variant, source);
    }
    return this.#best();
  }

  async #best(): Promise<Surprisal> {
    const attempt = (this.#chosen ??= this.#choose());
    const forget = () => {
      // Somebody else may have begun the next attempt meanwhile.
      if (this.#chosen === attempt) this.#chosen = undefined;
    };
    const instance = await attempt.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (!instance.disposed) return instance;
    forget();
    return this.#best();
  }

  async #choose(): Promise<Surprisal> {
    const errors: SurprisalError[] = [];
    for (const variant of this.#host.automatic) {
      try {
        return await this.#instance(variant, undefined);
      } catch (error) {
        errors.push(failure(variant, error));
      }
    }
    const reasons = errors.map(({ message }) => message.replace(/^load: /, "")).join("; ");
    throw new SurprisalError("no-variant", `load: no variant works here: ${reasons}`, {
      cause: new AggregateError(errors),
    });
  }

  #instance(variant: VariantName, source: Source | undefined): Promise<Surprisal> {
    const earlier = this.#instances.get(variant);
    if (earlier !== undefined) {
      if (isSameSource(earlier.source, source)) return earlier.instance;
      // What came from elsewhere serves as well, if it came; that it did not says nothing about this source.
      return earlier.instance.catch(() => this.#instance(variant, source));
    }
    const instance = this.#open(variant, source).then(
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
    this.#instances.set(variant, { source, instance });
    return instance;
  }

  async #open(variant: VariantName, source: Source | undefined): Promise<Surprisal> {
    const { module, raw } = await this.#start(variant, source);
    const found = raw._abiVersion();
    if (found !== abiVersion) {
      throw new SurprisalError(
        "version-mismatch",
        `load: the compiled module of the variant "${variant}" has interface ${found}, and this code wants ${abiVersion}; take both from one version of the package`,
      );
    }
    const instance = makeInstance(
      raw,
      variant,
      module.version,
      () => this.#passedOver(variant),
      () => this.#instances.delete(variant),
    );
    const defect = selfTest(instance);
    if (defect !== undefined) {
      throw new SurprisalError(
        "self-test-failed",
        `load: the variant "${variant}" computes wrongly here: ${defect}; load() takes another`,
      );
    }
    return instance;
  }

  /** The variant's code and its module, which runs. */
  async #start(variant: VariantName, source: Source | undefined): Promise<{ module: VariantModule; raw: RawModule }> {
    const host = this.#host;
    // What is compiled already was compiled by this engine.
    const compiles = variant !== "js" && source?.module === undefined;
    // What won't run is not downloaded.
    if (compiles && host.isRemote === true) await this.#checkEngine(variant);
    try {
      const module = await (source === undefined || host.givenVariant === undefined
        ? host.fetchVariant(variant)
        : host.givenVariant(variant, source));
      return { module, raw: await module.open() };
    } catch (cause) {
      if (compiles) await this.#checkEngine(variant, { cause });
      throw cause;
    }
  }

  /**
   * Throws what the engine lacks for the variant. Asked only where a variant fails, or has to be downloaded: an engine that
   * starts it has answered, too, and asking takes a millisecond.
   */
  async #checkEngine(variant: VariantName, options?: ErrorOptions): Promise<void> {
    if (!this.#host.hasWebAssembly()) {
      throw new SurprisalError(
        "wasm-unavailable",
        `load: the variant "${variant}" needs WebAssembly, which is missing or switched off here (a Content-Security-Policy has to allow 'wasm-unsafe-eval'); load() falls back to { variant: "js" }`,
        options,
      );
    }
    if (!(await this.#host.supports(variant))) {
      throw new SurprisalError(
        "variant-unsupported",
        `load: this engine lacks the instructions of the variant "${variant}"; load() takes one that it has`,
        options,
      );
    }
  }

  /** The failures of variants that come before this one in the order of choice. */
  #passedOver(variant: VariantName): readonly PassedOver[] {
    const { automatic } = this.#host;
    const better = automatic.slice(0, Math.max(0, automatic.indexOf(variant)));
    return better.flatMap((name) => {
      const error = this.#failures.get(name);
      return error === undefined ? [] : [{ variant: name, code: error.code, reason: error.message }];
    });
  }
}
