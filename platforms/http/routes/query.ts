/** The query of a request: the profile of a run, and the options of the run. */
import { type ActionDescription, type JsonObject, unknownOption } from "../../../connector/platform_api.js";
import { type GivenOptions, type Options, optionValue } from "../../shared/options.js";
import { routeErrors } from "./messages.js";

/** A parameter of the query. */
interface QueryParameter {
  readonly description: string;
  /** JSON Schema of the value. */
  readonly schema: JsonObject;
}

const profile: QueryParameter = {
  description:
    "Name of the profile to connect with; required if the caller may use several. GET /profiles lists them.",
  schema: { type: "string" },
};

/** Returns all parameters by name; the OpenAPI document lists them. */
export function queryParameters(known: Options): Record<string, QueryParameter> {
  const ofOptions = Object.entries(known).map(([name, { description, ...schema }]) => [
    name,
    { description, schema },
  ]);
  return { profile, ...(Object.fromEntries(ofOptions) as Record<string, QueryParameter>) };
}

/** Returns the names of the parameters that the action has. */
export function queryNames({ options }: Pick<ActionDescription, "options">): string[] {
  return ["profile", ...Object.keys(options)];
}

/** A parsed query. */
interface RunQuery {
  readonly profile: string | undefined;
  readonly options: GivenOptions;
}

/** Throws InvalidOption if a name is unknown or occurs twice. The connector checks the values. */
export function readQuery(query: unknown, known: Options): RunQuery {
  const { profile: named, ...options } = Object.fromEntries(
    Object.entries(query as JsonObject).map(([name, text]) => [name, valueOf(name, text, known)]),
  );
  return { profile: named as string | undefined, options };
}

function valueOf(name: string, text: unknown, known: Options): unknown {
  const option = Object.hasOwn(known, name) ? known[name] : undefined;
  if (option === undefined && name !== "profile") {
    throw unknownOption(name, ["profile", ...Object.keys(known)]);
  }
  if (typeof text !== "string") throw routeErrors.repeatedParameter(name);
  return option === undefined ? text : optionValue(text, option);
}
