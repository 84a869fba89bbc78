/** What a request takes from the input is declared in the input's schema: body, query with its parameters, and path. */
import { parsePointer } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { ids } from "../schema_set.js";
import { type ActionProblem, everyAction, unknownName } from "./rule.js";
import { schemaAt } from "./schema_at.js";

export const requestsUseDeclaredInputs = everyAction(({ name, request, paging }, { schemas }) => {
  if (!schemas.has(ids.input(name))) return [];
  const { body, query, pathParameters, filter, staticQuery: constants = {} } = request;
  const places: [pointer: string, place: string | undefined][] = [
    ["/request/body", body],
    ["/request/query", query],
    ["/request/pathParameters", pathParameters],
    ["/request/filter/equals", filter?.equals],
  ];
  const at = (place: string) => schemaAt(schemas, ids.input(name), parsePointer(place));
  const parameters = at(query ?? "")?.["properties"] as JsonObject | undefined;
  return [
    ...places
      .filter(([, place]) => place !== undefined && at(place) === undefined)
      .map(([pointer, place]) => ({
        pointer,
        message: `leads to ${place}, which the input's schema does not declare; declare it in ${ids.input(name)}.`,
      })),
    ...(query !== undefined && at(query) !== undefined && parameters === undefined
      ? [
          {
            pointer: "/request/query",
            message: "leads to an object without properties; declare each parameter.",
          },
        ]
      : []),
    ...undeclaredParameters(paging?.offsetFallback, Object.keys(parameters ?? {})),
    ...(filter === undefined || parameters === undefined
      ? []
      : unknownName(
          "/request/filter/parameter",
          "parameter of the input's schema",
          filter.parameter,
          Object.keys(parameters),
        )),
    ...Object.entries(constants)
      .filter(([, value]) => /\{\w+\}/.test(value))
      .map(([key, value]) => ({
        pointer: `/request/staticQuery/${key}`,
        message: `${JSON.stringify(value)} is sent as it is written; declare a parameter in the input's schema and name it with request.query.`,
      })),
  ];
});

function undeclaredParameters(
  behind: { readonly unless: readonly string[] } | undefined,
  known: readonly string[],
): ActionProblem[] {
  return (behind?.unless ?? []).flatMap((parameter, i) =>
    unknownName(`/paging/offsetFallback/unless/${i}`, "parameter of the input's schema", parameter, known),
  );
}
