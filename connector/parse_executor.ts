/** Runs an action that reads a feed in its input. It makes no call and needs no asset. */
import type { CompiledComposed } from "./contract/compiled_action.js";
import { ConnectorError } from "./contract/errors.js";
import type { Composed } from "./contract/generated/meta/composed.js";
import { getAt, isObject, setAt } from "./contract/json_pointer.js";
import type { ActionInput, ActionOutput, Clock, JsonObject, Plan, RunOptions } from "./contract/types.js";
import type { Declared } from "./declarations/compile_action.js";
import { RunStats } from "./engine/results/run_stats.js";
import { checkInput, type InputCheck } from "./engine/validate_input.js";
import type { Listener } from "./engine/warning_limits.js";
import type { Executor } from "./executor.js";
import { Deadline } from "./http/deadline.js";
import { loadFeeds } from "./load_feeds.js";
import { assertJournal, checkedOptions, listenerOf } from "./options.js";

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
export class ParseExecutor implements Executor {
  readonly #compiled: CompiledParse;
  readonly #ports: ParsePorts;

  constructor(compiled: CompiledParse, ports: ParsePorts) {
    this.#compiled = compiled;
    this.#ports = ports;
  }

  check(input: unknown): ActionInput {
    return this.#checked(input, {}, () => {});
  }

  checkOptions(options: object, call: "run" | "stream"): void {
    const { composed, options: declared } = this.#compiled;
    const { title } = composed;
    assertJournal(
      { title },
      checkedOptions<Partial<RunOptions>>(options, { title, options: declared }, call),
    );
  }

  async run(input: unknown, options: RunOptions): Promise<ActionOutput> {
    this.checkOptions(options, "run");
    const emit = listenerOf(options);
    const envelope = this.#checked(input, options, emit);
    const { declared, clock } = this.#ports;
    const { parse } = this.#compiled.composed;
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

  async *streamPages(): AsyncGenerator<JsonObject[], ActionOutput> {
    yield* [];
    throw new ConnectorError(
      "InvalidInput",
      `${this.#compiled.composed.title} accepts no rows; run it with a feed.`,
    );
  }

  plan(): Promise<Plan> {
    return Promise.reject(this.#noPlan());
  }

  planPages(): Promise<Plan> {
    return Promise.reject(this.#noPlan());
  }

  #noPlan(): ConnectorError {
    const message = `${this.#compiled.composed.title} has no plan: it makes no call. Run it instead.`;
    return new ConnectorError("InvalidInput", message);
  }

  #checked(
    input: unknown,
    { unknown_inputs: unknown }: Pick<RunOptions, "unknown_inputs">,
    emit: Listener | (() => void),
  ): ActionInput {
    return checkInput(input, { compiled: inputCheck(this.#compiled), emit, unknown });
  }
}

function inputCheck({ composed, ...checks }: CompiledComposed): InputCheck {
  return { action: { title: composed.title }, ...checks };
}

/** Returns the defaults of feeds in an asset, which can be absent. */
function defaultsIn(asset: unknown): unknown {
  return isObject(asset) ? asset["defaults"] : undefined;
}
