/** What this suite needs of an adapter: making one call and returning its outcome. */
import {
  type ActionOutput,
  getAt,
  type Connector,
  createConnector,
  type JsonObject,
  setAt,
} from "../../../connector/platform_api.js";
import type { Simulator } from "../../../simulator/index.js";
import { quickClock } from "../../support/quick_clock.js";

/** One call that every adapter makes. */
export interface Call {
  /** Subject of the call. */
  readonly name: string;
  readonly action: string;
  /**
   * Returns the input.
   * @param ids - of the seeded indicators
   */
  readonly input: (ids: readonly string[], simulator: Pick<Simulator, "workspace">) => unknown;
  /** Rows that the tenant contains already. */
  readonly seed?: readonly JsonObject[];
  /** Prepares the simulator after seeding. */
  readonly arrange?: (simulator: Simulator) => void;
  /** Changes of the simulator's own asset, including options of a run. */
  readonly asset?: JsonObject;
  /** True: it is cancelled as soon as two calls to the service have a response. */
  readonly isCancelled?: true;
  /** True: adapters that start a process per call make it with the default tests too, not only with the slow ones. */
  readonly isBrief?: true;
  /** Expected outcome in the library: status, error, and the number of rows by code. */
  readonly expected: {
    readonly status?: number;
    readonly error?: string;
    readonly rows: Readonly<Record<string, number>>;
  };
}

/** Environment of a call. */
export interface CallContext {
  readonly simulator: Simulator;
  readonly asset: JsonObject;
  readonly input: unknown;
  /** Resolves when the call is to be cancelled; undefined if it is not. */
  readonly cancelled: Promise<void> | undefined;
}

/** Outcome of a call. */
export interface Outcome {
  /** Status of the output; undefined if there is none. */
  readonly status: number | undefined;
  /** Results in order; the body or the text if the output has no list. */
  readonly rows: readonly unknown[];
  /** Code of the error; undefined if there is none. */
  readonly error: string | undefined;
}

/** A way to call the connector. */
export interface Adapter {
  readonly name: string;
  /** Parts of {@link Outcome} that the platform cannot return; absent: none. */
  readonly lacks?: readonly (keyof Outcome)[];
  /** True: starts a process for each call. */
  readonly isSlow?: true;
  /** Returns whether the platform can make that call; absent: every call. */
  readonly supports?: (call: Call) => boolean;
  run(call: Call, place: CallContext): Promise<Outcome>;
}

/** Reads the outcome from an output and an error. */
export function outcomeOf(output: ActionOutput | undefined, error?: string): Outcome {
  return { status: output?.status_code, rows: rowsOf(output), error };
}

function rowsOf(output: ActionOutput | undefined): readonly unknown[] {
  if (output === undefined) return [];
  const { json_body: body = output.response_text } = output;
  const { value } = (body ?? {}) as { value?: unknown };
  return Array.isArray(value) ? value : [body];
}

/** One application per call, so that none waits for the rate limit of another. */
export function newConnector(): Promise<Connector> {
  return createConnector({ env: {}, clock: quickClock() });
}

/**
 * Returns the rows of an input that contains nothing else; undefined for any other input.
 * @param pointer - place of the rows
 */
export function rowsAlone(input: unknown, pointer: string | undefined): readonly unknown[] | undefined {
  const list = pointer === undefined ? undefined : getAt(input, pointer);
  if (pointer === undefined || !Array.isArray(list)) return undefined;
  const bare = setAt({}, pointer, list);
  return JSON.stringify(bare) === JSON.stringify(input) ? list : undefined;
}
