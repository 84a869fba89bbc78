/** The query of a run: the options that a caller may set, read as they are written and never bent into shape. */
import {
  type ActionDescription,
  ConnectorError,
  type JsonObject,
  type RunOptions,
} from "../../connector/index.js";
import { payloadOptions } from "../shared/payload_options.js";

/** One option of the query. */
export interface QueryOption {
  /** JSON Schema of the value. */
  readonly schema: JsonObject & { readonly type: "string" | "boolean" | "integer" };
  readonly description: string;
  /** What an action must declare for the option to mean anything. */
  readonly needs?: keyof ActionDescription & ("batch" | "quota");
}

/** All of them; the OpenAPI document is made from the same table. */
export const queryOptions = {
  asset: {
    schema: { type: "string" },
    description:
      "Name of the asset to connect with; needed where the service has several. GET /assets lists them.",
  },
  validation: {
    schema: { type: "string", enum: ["strict", "report", "off"] },
    description: "What becomes of rows that break a rule: refused, sent with a warning, or sent.",
    needs: "batch",
  },
  normalize: {
    schema: { type: "boolean" },
    description: "True: values are mended before they are sent, with a warning for each.",
    needs: "batch",
  },
  deadline_ms: {
    schema: { type: "integer", minimum: 1 },
    description: "Longest time for the whole run, in milliseconds.",
  },
  ...payloadOptions,
} as const satisfies Record<string, QueryOption>;

/** Names of the options that mean something to the action. */
export function queryNames(action: ActionDescription): string[] {
  const options: [string, QueryOption][] = Object.entries(queryOptions);
  return options
    .filter(([, { needs }]) => needs === undefined || action[needs] !== undefined)
    .map(([name]) => name);
}

/** What a query says. */
export interface RunQuery {
  readonly asset: string | undefined;
  readonly options: Omit<RunOptions, "asset">;
}

/** Throws InvalidOption for an option that there is not, is given twice, or is not of its type. */
export function readQuery(query: unknown): RunQuery {
  const { asset, ...options } = Object.fromEntries(
    Object.entries(query as JsonObject).map(([name, text]) => [name, valueOf(name, text)]),
  );
  return { asset: asset as string | undefined, options };
}

function valueOf(name: string, text: unknown): unknown {
  const options: Readonly<Record<string, QueryOption>> = queryOptions;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined)
    throw invalid(
      `The query has no option ${JSON.stringify(name)}; it has ${Object.keys(options).join(", ")}.`,
    );
  if (typeof text !== "string") throw invalid(`The query gives ${name} more than once.`);
  const { type } = option.schema;
  if (type === "boolean" && !/^(?:true|false)$/.test(text)) throw invalid(`${name} must be true or false.`);
  if (type === "integer" && !/^[1-9]\d{0,14}$/.test(text))
    throw invalid(`${name} must be a whole number from 1 up.`);
  return type === "string" ? text : (JSON.parse(text) as unknown);
}

function invalid(message: string): ConnectorError {
  return new ConnectorError("InvalidOption", message);
}
