/** What a door is to this suite: a way to make one call, and to tell what came of it. */
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

/** One call that every door makes. */
export interface Call {
  /** What it is about. */
  readonly name: string;
  readonly action: string;
  /** @param ids of the seeded indicators */
  readonly input: (ids: readonly string[], simulator: Pick<Simulator, "workspace">) => unknown;
  /** Rows that the tenant holds already. */
  readonly seed?: readonly JsonObject[];
  /** Sets the scene, behind the seed. */
  readonly arrange?: (simulator: Simulator) => void;
  /** Changes of the simulator's own asset; options of a run stand there too. */
  readonly asset?: JsonObject;
  /** True: it is cancelled as soon as two calls to the service have been answered. */
  readonly isCancelled?: true;
  /** True: doors that start a process for each call make it with the default tests too, not with the slow ones only. */
  readonly isBrief?: true;
  /** What the library must tell of it: status, error, and rows by their code. */
  readonly gives: {
    readonly status?: number;
    readonly error?: string;
    readonly rows: Readonly<Record<string, number>>;
  };
}

/** Where a call is made. */
export interface Place {
  readonly simulator: Simulator;
  readonly asset: JsonObject;
  readonly input: unknown;
  /** Resolves when the call is to be cancelled; undefined where it is not. */
  readonly cancelled: Promise<void> | undefined;
}

/** What a call came to. */
export interface RunEventLog {
  /** Status of the output; undefined where there is none. */
  readonly status: number | undefined;
  /** Results in their order; the body or the text, where the output has no list. */
  readonly rows: readonly unknown[];
  /** Code of the error; undefined where there is none. */
  readonly error: string | undefined;
}

/** A way into the connector. */
export interface ServiceContext {
  readonly name: string;
  /** Parts of {@link Told} that its platform has no place for; absent: none. */
  readonly lacks?: readonly (keyof RunEventLog)[];
  /** Starts a process for each call. */
  readonly isSlow?: true;
  /** Whether its platform has a way to make that call; absent: every call. */
  readonly takes?: (call: Call) => boolean;
  run(call: Call, place: Place): Promise<RunEventLog>;
}

/** What an output and an error tell. */
export function toldOf(output: ActionOutput | undefined, error?: string): RunEventLog {
  return { status: output?.status_code, rows: rowsOf(output), error };
}

function rowsOf(output: ActionOutput | undefined): readonly unknown[] {
  if (output === undefined) return [];
  const { json_body: body = output.response_text } = output;
  const { value } = (body ?? {}) as { value?: unknown };
  return Array.isArray(value) ? value : [body];
}

/** One for each call, so that none waits for the budget of another. */
export function newConnector(): Promise<Connector> {
  return createConnector({ env: {}, clock: quickClock() });
}

/** The rows of an input that holds nothing else; undefined for any other input. @param pointer where rows stand */
export function rowsAlone(input: unknown, pointer: string | undefined): readonly unknown[] | undefined {
  const list = pointer === undefined ? undefined : getAt(input, pointer);
  if (pointer === undefined || !Array.isArray(list)) return undefined;
  const bare = setAt({}, pointer, list);
  return JSON.stringify(bare) === JSON.stringify(input) ? list : undefined;
}
