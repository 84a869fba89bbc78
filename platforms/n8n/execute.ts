/** Runs the node: one run for all items if items are rows, otherwise one run per item. */
import {
  type ActionInput,
  type ActionOutput,
  type Asset,
  allOptions,
  type Declarations,
  isConnectorError,
  type JsonObject,
  type RunOptions,
  setAt,
} from "../../connector/platform_api.js";
import { optionsIn } from "../shared/options.js";
import { parseJson } from "../shared/read_json.js";
import { assetOf, credentialName } from "./credential.js";
import { type NodeOptions, parameters } from "./description.js";
import { type Ending, type Entry, endingOfInput, endingOfRows, type Problem } from "./output_items.js";
import { Failures, messageOf } from "./failures.js";
import type { ExecutionParts, NodeParts } from "./execution_parts.js";
import type { ExecuteContext, NodeItem } from "./n8n_types.js";
import type { Operation } from "./operations.js";
import { RunEventLog } from "./run_events.js";

/** Returns the items of the node's only output. Throws n8n's errors if the node is to fail. */
export async function execute(context: ExecuteContext, parts: NodeParts): Promise<NodeItem[][]> {
  const name = context.getNodeParameter(parameters.operation, 0);
  const operation = parts.operations.find((known) => known.name === name);
  const failures = new Failures(parts.n8n, context.getNode());
  if (operation === undefined) throw failures.ofUnknown(String(name), parts.operations);
  const execution = new Execution(context, {
    parts,
    operation,
    failures,
    connector: await parts.connector(),
  });
  return [await execution.run()];
}

class Execution {
  readonly #context: ExecuteContext;
  readonly #parts: ExecutionParts;

  constructor(context: ExecuteContext, parts: ExecutionParts) {
    this.#context = context;
    this.#parts = parts;
  }

  async run(): Promise<NodeItem[]> {
    const items = this.#context.getInputData();
    const { rows } = this.#parts.operation;
    if (rows !== undefined && this.#context.getNodeParameter(parameters.mode, 0) === "items")
      return this.#delivered(await this.#rowsRun(items), [...items.keys()]);
    const delivered: NodeItem[] = [];
    for (const index of items.keys())
      delivered.push(...this.#delivered(await this.#inputRun(index), [index]));
    return delivered;
  }

  /** Runs all items as the rows of one run. */
  async #rowsRun(items: readonly NodeItem[]): Promise<Ending> {
    const { operation, connector } = this.#parts;
    const results: JsonObject[] = [];
    const events = new RunEventLog(this.#context, (row) => `item ${row}`);
    try {
      const envelope = (
        operation.rows?.envelope === undefined ? {} : this.#json(parameters.envelope, 0)
      ) as ActionInput;
      const options = await this.#options(0, events);
      // Converted one by one, as they are read: n8n runs in the same process.
      const rows = {
        *[Symbol.iterator]() {
          for (const { json } of items) yield rowOf(json, operation);
        },
      };
      if (options.dry_run === true) return await this.#plan([...rows], envelope, options);
      for await (const result of connector.stream(operation.name, rows, { ...options, envelope }))
        results.push(result);
      return endingOfRows(results, operation);
    } catch (error) {
      return { ...endingOfRows(results, operation), error: error as Error };
    } finally {
      events.end();
    }
  }

  /** Plans one run of all items. The plan is one item. */
  async #plan(rows: readonly unknown[], envelope: ActionInput, options: RunOptions): Promise<Ending> {
    const { operation, connector } = this.#parts;
    const input = setAt(envelope, operation.rows?.items ?? "", rows);
    return endingOfInput(await connector.run(operation.name, input, options), 0, operation, true);
  }

  /** Runs one item as a whole input. */
  async #inputRun(index: number): Promise<Ending> {
    const { operation, connector } = this.#parts;
    const events = new RunEventLog(this.#context, (row) => `row ${row + 1} of item ${index}`);
    try {
      const input = operation.example === undefined ? {} : this.#json(parameters.input, index);
      const output = await connector.run(operation.name, input, await this.#options(index, events));
      return this.#endingOf(output, index);
    } catch (thrown) {
      const error = thrown as Error;
      const output = isConnectorError(error) ? (error.output as ActionOutput | undefined) : undefined;
      return { ...(output === undefined ? { entries: [] } : this.#endingOf(output, index)), error };
    } finally {
      events.end();
    }
  }

  #endingOf(output: ActionOutput, index: number): Ending {
    const simplify = this.#context.getNodeParameter(parameters.simplify, index, true) === true;
    return endingOfInput(output, index, this.#parts.operation, simplify);
  }

  /**
   * Throws if the node is to fail.
   * @param about - the input items of the run
   */
  #delivered(ending: Ending, about: readonly number[]): NodeItem[] {
    const { entries, problem, error } = ending;
    const [first = 0] = about;
    const isFine = error === undefined && (problem === undefined || this.#mayRowsFail(first));
    if (isFine) return entries.map(itemOf);
    const { failures } = this.#parts;
    if (this.#context.continueOnFail()) return this.#continued(ending, about);
    throw error === undefined ? failures.ofProblem(problem as Problem) : failures.ofRun(error, first);
  }

  #mayRowsFail(index: number): boolean {
    return this.#parts.operation.rows !== undefined && this.#nodeOptions(index).whenRowsFail === "output";
  }

  /** n8n sends an item to the error output if it has only an error, and adds the fields of the input item. */
  #continued({ entries, error }: Ending, about: readonly number[]): NodeItem[] {
    const ended = error === undefined ? [] : [messageOf(error)];
    const isAlone = this.#context.getNode().onError === "continueErrorOutput";
    return withUnreported(entries, about).map((entry) => {
      const { item, json, reason } = entry;
      if (reason === undefined) return itemOf(entry);
      const why = [...ended, ...(reason === "" ? [] : [reason])].join(" This item: ");
      return itemOf({ item, json: { ...(isAlone ? {} : json), error: why } });
    });
  }

  #json(name: string, index: number): unknown {
    const value = this.#context.getNodeParameter(name, index);
    if (typeof value !== "string") return value;
    return parseJson(value, { name: `The field ${name}`, code: "InvalidInput" });
  }

  async #options(index: number, events: RunEventLog): Promise<RunOptions> {
    const { declarations } = this.#parts.parts;
    const { whenRowsFail: _own, ...options } = this.#nodeOptions(index);
    const signal = this.#context.getExecutionCancelSignal?.();
    return {
      ...optionsIn(options, allOptions(declarations), "Options"),
      asset: await this.#asset(index, declarations),
      onEvent: events.listener,
      ...(signal === undefined ? {} : { signal }),
    };
  }

  async #asset(index: number, declarations: Declarations): Promise<Asset> {
    if (!this.#parts.operation.needsAsset) return {};
    const name = credentialName(declarations.manifest.name);
    return assetOf(await this.#context.getCredentials(name, index), declarations);
  }

  #nodeOptions(index: number): NodeOptions {
    return this.#context.getNodeParameter(parameters.options, index, {}) as NodeOptions;
  }
}

/** Adds an entry for each item without a result. If no entry would report the error, each of them does. */
function withUnreported(entries: readonly Entry[], about: readonly number[]): Entry[] {
  const known = new Set(entries.map(({ item }) => item));
  const unknown = about.filter((item) => !known.has(item));
  const isReported = unknown.length > 0 || entries.some(({ reason }) => reason !== undefined);
  const failed = unknown.map((item) => ({ item, json: {}, reason: "" }));
  return isReported ? [...entries, ...failed] : entries.map((entry) => ({ ...entry, reason: "" }));
}

/** A row as n8n holds it: the connector checks what JSON cannot hold, and rejects that row alone. */
function rowOf(json: unknown, { rows }: Operation): unknown {
  return rows?.textsAs === undefined ? json : (json as JsonObject | null | undefined)?.[rows.textsAs];
}

function itemOf({ item, json }: Entry): NodeItem {
  return { json, pairedItem: { item } };
}
