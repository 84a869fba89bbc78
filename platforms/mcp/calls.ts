/** Runs the actions that a client calls, and ends the active ones when the client leaves. */
import {
  type ActionOutput,
  type Connector,
  type JsonObject,
  type RunEvent,
  type RunOptions,
} from "../../connector/platform_api.js";
import { noAsset } from "../shared/asset_source.js";
import { asConnectorError } from "../shared/failure.js";
import { type CallAssets, withoutProfile } from "./call_assets.js";
import { type GivenOptions, splitOptions } from "../shared/options.js";
import { RunNotes } from "../shared/run_notes.js";
import { withoutTexts } from "./json_text.js";
import { callErrors, textMessages } from "./messages.js";
import type { Ending } from "./result_text.js";

/** What a call needs in addition to its arguments. */
export interface CallOptions {
  /** Aborted if the client cancels the call. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** ID of the request in the protocol. */
  readonly requestId: string | number;
  /** The trace that the call belongs to. */
  readonly traceparent?: string | undefined;
}

type Runner = Pick<Connector, "manifest" | "describe" | "options" | "run">;

/** The calls of one client. */
export class Calls {
  readonly #connector: Runner;
  readonly #assets: CallAssets;
  readonly #offered: ReadonlySet<string>;
  readonly #leaving = new AbortController();
  readonly #underWay = new Set<Promise<Ending>>();

  /** @param offered - names of the actions that may be called */
  constructor(connector: Runner, assets: CallAssets, offered: ReadonlySet<string>) {
    this.#connector = connector;
    this.#assets = assets;
    this.#offered = offered;
  }

  /**
   * Throws UnknownAction, and InvalidOption if the action may not be called here. Other failures are
   * returned.
   * @param given - the input mixed with the options of the run
   */
  async run(name: string, given: JsonObject, options: CallOptions): Promise<Ending> {
    const action = this.#connector.describe(name);
    if (!this.#offered.has(action.name)) throw callErrors.notOffered(action);
    const run = this.#run(action, given, options);
    this.#underWay.add(run);
    try {
      return await run;
    } finally {
      this.#underWay.delete(run);
    }
  }

  /** Cancels the active calls: requests in progress are completed, and the other rows report NotSent. */
  async end(): Promise<void> {
    this.#leaving.abort();
    await Promise.all(this.#underWay);
  }

  /** A plan needs no asset, and neither do some actions. Throws the fault of a run's asset. */
  #assetFor(
    { needsAsset }: Ending["action"],
    profile: string | undefined,
    { dry_run }: GivenOptions,
  ): Pick<RunOptions, "asset"> {
    if (!needsAsset) return { asset: {} };
    const asset = this.#assets.assetOf(profile);
    if (asset !== undefined) return { asset };
    if (dry_run === true) return {} as Pick<RunOptions, "asset">;
    throw callErrors.restarting(noAsset(this.#connector.manifest));
  }

  async #run(
    action: Ending["action"],
    given: JsonObject,
    { signal: cancelled, onEvent: listener, traceparent }: CallOptions,
  ): Promise<Ending> {
    const notes = new RunNotes();
    const { options, ...rest } = splitOptions(given, this.#connector.options());
    const signal = AbortSignal.any([cancelled, this.#leaving.signal]);
    const onEvent = (event: RunEvent): void => {
      notes.take(event);
      listener(event);
    };
    try {
      const { profile, input: args } = withoutProfile(rest.input, this.#assets.profiles);
      const input = withoutTexts(args, action, (place, what) => onEvent(textWarning(place, what)));
      const asset = this.#assetFor(action, profile, options);
      const trace = traceparent === undefined ? {} : { traceparent };
      const own = { ...options, ...trace, ...asset, signal, onEvent };
      const output = await this.#connector.run(action.name, input, own);
      return { action, output, error: undefined, ...notesOf(notes, options) };
    } catch (thrown) {
      const error = asConnectorError(thrown);
      return { action, output: error.output as ActionOutput | undefined, error, ...notesOf(notes, options) };
    }
  }
}

function notesOf(
  { summary, warnings }: RunNotes,
  { dry_run }: GivenOptions,
): Pick<Ending, "summary" | "warnings" | "isDryRun"> {
  return { summary, warnings, isDryRun: dry_run === true };
}

function textWarning(place: string, what: string): RunEvent {
  return { type: "warning", code: "JsonText", message: textMessages.parsed(place, what) };
}
