/** Runs an action that reads a feed in its input. It makes no call and needs no asset. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import type { Composed } from "./contract/generated/meta/composed.js";
import { getAt, isObject, setAt } from "./contract/json_pointer.js";
import type { ActionOutput, Clock, RunOptions } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { RunStats } from "./engine/results/run_stats.js";
import { Deadline } from "./http/deadline.js";
import { loadFeeds } from "./load_feeds.js";
import { wholeInputMessages } from "./messages.js";
import { listenerOf } from "./options.js";
import { WholeInputExecutor } from "./whole_input_executor.js";

/** An action that reads a feed. */
export type CompiledParse = CompiledComposed & {
  readonly composed: { readonly parse: NonNullable<Composed["parse"]> };
};

/** What reading a feed needs. */
export interface ParsePorts {
  readonly declared: Pick<Declared, "declarations">;
  readonly clock: Clock;
}

/** Executes an action that reads a feed. */
export class ParseExecutor extends WholeInputExecutor<CompiledParse, ParsePorts> {
  protected readonly noStream = wholeInputMessages.feedStream;
  protected readonly noPlan = wholeInputMessages.feedPlan;

  async run(input: unknown, options: RunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const emit = listenerOf(options);
    const envelope = this.checked(input, options, emit);
    const { declared, clock } = this.ports;
    const { parse } = this.compiled.composed;
    const deadline = new Deadline(clock, options.deadline_ms, options.signal);
    const stats = new RunStats(clock);
    const { parseFeed } = await loadFeeds();
    try {
      const { rows, items } = await parseFeed(getAt(envelope, parse.input) ?? {}, {
        mapping: { declarations: declared.declarations, path: parse.mapping },
        assetDefaults: defaultsIn(options.asset),
        nowMs: clock.now(),
        onNotice: ({ code, message }) => emit({ type: "warning", code, message }),
        check: () => deadline.check(),
      });
      const body = setAt(setAt({}, parse.rows, rows), parse.items, items);
      return { status_code: 200, response_headers: {}, reason: "OK", json_body: body };
    } finally {
      emit(stats.summary());
    }
  }
}

/** Returns the defaults of feeds in an asset, which can be absent. */
function defaultsIn(asset: unknown): unknown {
  return isObject(asset) ? asset["defaults"] : undefined;
}
