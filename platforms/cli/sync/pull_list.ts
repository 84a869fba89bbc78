/** Runs the action of a source and returns its list, with what is known about its end. */
import {
  type ActionDescription,
  type ActionOutput,
  getAt,
  type JsonObject,
  type RunEvent,
  setAt,
  type SummaryEvent,
} from "../../../connector/platform_api.js";
import { exitCodeOfRun } from "../../shared/exit_code.js";
import { maxPerCode } from "../../shared/warning_lines.js";
import { statusWords } from "../../shared/status_words.js";
import { overlapped } from "./checkpoint_file.js";
import { syncFileErrors, sourceFaults } from "./messages.js";
import type { PulledList } from "./pulled_list.js";
import type { SourcePorts } from "./source_ports.js";
import type { ActionSource } from "./sync_file.js";

/** Codes of warnings about a list that is not complete. */
const partial: ReadonlySet<string> = new Set(["MoreItems", "Incomplete"]);

/**
 * Returns the list of an action. What was returned before a failure is used.
 * @param after - time of the checkpoint, if the list continues from one
 * @throws ConnectorError InvalidInput for an action without a list, and what the run throws
 */
export async function pullList(
  source: ActionSource,
  after: string | undefined,
  ports: SourcePorts,
): Promise<PulledList> {
  const { connector, signal } = ports;
  const action = connector.describe(source.action);
  if (action.paging === undefined) throw syncFileErrors.noList(source.action);
  const input = inputOf(source, action.paging, after);
  const asset = action.needsAsset ? await ports.assetOf(source) : {};
  const seen = new Seen(source.name, ports.warn);
  const output = await connector.run(source.action, input, {
    asset: { ...asset },
    signal,
    onEvent(event) {
      seen.take(event);
      ports.onEvent(event);
    },
  });
  const { warnings } = seen;
  return { ...listIn(output, action.paging, seen), isDelta: isDelta(input, action.paging, after), warnings };
}

type Paging = NonNullable<ActionDescription["paging"]>;

/** Returns the input with all pages asked for, from the checkpoint on. */
function inputOf({ input = {} }: ActionSource, paging: Paging, after: string | undefined): JsonObject {
  const { fetchAllInput, checkpoint } = paging;
  let asked: unknown = input;
  if (fetchAllInput !== undefined) asked = setAt(asked, `/${fetchAllInput}`, true);
  if (checkpoint !== undefined && after !== undefined)
    asked = setAt(asked, checkpoint.parameter, overlapped(after));
  return asked as JsonObject;
}

function isDelta(input: JsonObject, { checkpoint }: Paging, after: string | undefined): boolean {
  return (
    after !== undefined || (checkpoint !== undefined && getAt(input, checkpoint.parameter) !== undefined)
  );
}

function listIn(output: ActionOutput, { items: place, complete, checkpoint }: Paging, seen: Seen) {
  const { json_body: body, status_code: status } = output;
  const items = getAt(body, place);
  if (!Array.isArray(items) || status >= 300) {
    const fault = sourceFaults.rejected(seen.name, statusWords(output));
    return { items: [], fault, exitCode: seen.exitCode };
  }
  const isWhole = complete === undefined ? status !== 207 : getAt(body, complete) === true;
  const fault = isWhole && seen.reason === undefined ? {} : { fault: seen.fault() };
  const latest = checkpoint === undefined ? undefined : getAt(body, checkpoint.output);
  return { items, ...fault, ...(typeof latest === "string" ? { checkpoint: latest } : {}) };
}

/** What a run said about its list. */
class Seen {
  readonly name: string;
  readonly #warn: SourcePorts["warn"];
  #lastWarning: string | undefined;
  #summary: SummaryEvent | undefined;
  readonly warnings: { readonly code: string; readonly message: string }[] = [];
  /** Why the list is not complete, if the run warned about it. */
  reason: string | undefined;

  constructor(name: string, warn: SourcePorts["warn"]) {
    this.name = name;
    this.#warn = warn;
  }

  take(event: RunEvent): void {
    if (event.type === "summary") this.#summary = event;
    if (event.type !== "warning") return;
    const { code, message } = event;
    if (partial.has(code)) this.reason ??= message;
    const warning = { code, message: `${this.name}: ${message}` };
    if (this.warnings.length < maxPerCode) this.warnings.push(warning);
    this.#lastWarning = message;
    this.#warn(warning.code, warning.message);
  }

  get exitCode(): number {
    return this.#summary === undefined ? 4 : exitCodeOfRun(this.#summary);
  }

  fault(): string {
    return sourceFaults.notWhole(this.name, this.reason ?? this.#lastWarning ?? sourceFaults.cut);
  }
}
