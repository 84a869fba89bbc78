/** What the suites about options and unknown names need of an adapter: making one run and returning its outcome. */
import type { Asset, JsonObject } from "../../../connector/index.js";

/** One run. */
export interface Asked {
  readonly action: string;
  readonly asset: Asset;
  /** Rows of `import_indicators`, or a whole input. */
  readonly input: JsonObject;
  readonly options: JsonObject;
}

/** Outcome of a run. */
export interface Outcome {
  /** The error's code; undefined if there is none. */
  readonly error?: string | undefined;
  /** The adapter's whole text about the error. */
  readonly said?: string;
  /** Exit code or HTTP status; undefined for an adapter that has none. */
  readonly status?: number | null | undefined;
  /** The body of the output, or the plan. */
  readonly body?: unknown;
}

/** An adapter, as far as options are concerned. */
export interface OptionAdapter {
  readonly name: string;
  /** True: accepts rows one by one, and nothing but rows. */
  readonly isOfRows?: true;
  /** True: its rows can be read only once, so they cannot be counted first. */
  readonly isReadOnce?: true;
  /** True: options are next to the names of the input, so that any other name is an input. */
  readonly isMixed?: true;
  /** True: reports an unknown name next to the inputs, because the platform adds names of its own. */
  readonly isLenient?: true;
  /** True: has a field for each option, and does not accept any other name. */
  readonly isFixed?: true;
  run(asked: Asked): Promise<Outcome>;
}
