/** The input's schema declares everything that a request uses: body, query with its parameters, and path. */
import type { Action } from "../../contract/action.js";
import { escapeToken, parsePointer } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { ids } from "../schema_set.js";
import { type ActionProblem, everyAction, unknownName } from "./rule.js";
import { schemaAt } from "./schema_at.js";

type Request = Action["request"];
/** Returns the schema at a pointer into the input. */
type SchemaOf = (place: string) => JsonObject | undefined;

export const requestsUseDeclaredInputs = everyAction(({ name, request, paging }, { schemas }) => {
  const input = ids.input(name);
  if (!schemas.has(input)) return [];
  const at: SchemaOf = (place) => schemaAt(schemas, input, parsePointer(place));
  const parameters = at(request.query ?? "")?.["properties"] as JsonObject | undefined;
  return [
    ...undeclaredPlaces(request, at, input),
    ...queryWithoutParameters(request, at, parameters),
    ...undeclaredParameters(paging?.offsetFallback, Object.keys(parameters ?? {})),
    ...undeclaredFilter(request, parameters),
    ...unfilledConstants(request),
    ...misplacedDefaults(request, at, input),
    ...undeclaredBase(request, at),
  ];
});

function undeclaredPlaces(request: Request, at: SchemaOf, input: string): ActionProblem[] {
  const { body, query, pathParameters, filter, notSent = [] } = request;
  const places: [pointer: string, place: string | undefined][] = [
    ["/request/body", body],
    ["/request/query", query],
    ["/request/pathParameters", pathParameters],
    ["/request/filter/equals", filter?.equals],
    ...notSent.map((place, i): [string, string] => [`/request/notSent/${i}`, place]),
  ];
  return places
    .filter(([, place]) => place !== undefined && at(place) === undefined)
    .map(([pointer, place]) => ({
      pointer,
      message: `leads to ${place}, which the input's schema does not declare; declare it in ${input}.`,
    }));
}

function queryWithoutParameters(
  { query }: Request,
  at: SchemaOf,
  parameters: JsonObject | undefined,
): ActionProblem[] {
  if (query === undefined || at(query) === undefined || parameters !== undefined) return [];
  const message = "leads to an object without properties; declare each parameter.";
  return [{ pointer: "/request/query", message }];
}

function undeclaredParameters(
  offsetFallback: { readonly unless: readonly string[] } | undefined,
  known: readonly string[],
): ActionProblem[] {
  return (offsetFallback?.unless ?? []).flatMap((parameter, i) =>
    unknownName(`/paging/offsetFallback/unless/${i}`, "parameter of the input's schema", parameter, known),
  );
}

function undeclaredFilter({ filter }: Request, parameters: JsonObject | undefined): ActionProblem[] {
  if (filter === undefined || parameters === undefined) return [];
  const known = Object.keys(parameters);
  return unknownName("/request/filter/parameter", "parameter of the input's schema", filter.parameter, known);
}

/** A default that is not part of the query or the body is not sent. */
function misplacedDefaults(
  { defaults = {}, query, body }: Request,
  at: SchemaOf,
  input: string,
): ActionProblem[] {
  return Object.keys(defaults).flatMap((place) => {
    const pointer = `/request/defaults/${escapeToken(place)}`;
    const isSent = [query, body].some((sent) => sent !== undefined && place.startsWith(`${sent}/`));
    if (!isSent) return [{ pointer, message: "must lie within request.query or request.body." }];
    if (at(place) !== undefined) return [];
    return [
      {
        pointer,
        message: `leads to ${place}, which the input's schema does not declare; declare it in ${input}.`,
      },
    ];
  });
}

function undeclaredBase({ base, pathParameters }: Request, at: SchemaOf): ActionProblem[] {
  if (base === undefined) return [];
  const known = Object.keys(
    (pathParameters === undefined ? undefined : at(pathParameters))?.["properties"] ?? {},
  );
  return unknownName("/request/base/parameter", "property of pathParameters", base.parameter, known);
}

/** Constants are sent unchanged, so a placeholder in one is a fault. */
function unfilledConstants({ staticQuery = {} }: Request): ActionProblem[] {
  return Object.entries(staticQuery)
    .filter(([, value]) => /\{\w+\}/.test(value))
    .map(([key, value]) => ({
      pointer: `/request/staticQuery/${key}`,
      message: `${JSON.stringify(value)} is sent as written; declare a parameter in the input's schema and name it with request.query.`,
    }));
}
