/** Each name in a path is a required value of the input, and each such value is used in the path. */
import { templateNames } from "../../contract/url_template.js";
import { parsePointer } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { ids } from "../schema_set.js";
import { type ActionProblem, everyAction } from "./rule.js";
import { schemaAt } from "./schema_at.js";

export const pathParametersFitTheSchema = everyAction(({ name: action, request }, { schemas }) => {
  const { pathParameters } = request;
  const names = templateNames(request.path);
  const at = (path: readonly string[]) => schemaAt(schemas, ids.input(action), path);
  const place = parsePointer(pathParameters ?? "");
  const holder = pathParameters === undefined ? undefined : at(place);
  const base = request.base?.parameter;
  const declared = Object.keys(holder?.["properties"] ?? {}).filter((name) => name !== base);
  const isRequired =
    declared.length === 0 ||
    (place.every((token, depth) => requires(at(place.slice(0, depth)), token)) &&
      declared.every((name) => requires(holder, name)));
  return [
    ...names.filter((name) => !declared.includes(name)).map(undeclared),
    ...declared.filter((name) => !names.includes(name)).map(unused),
    ...(isRequired ? [] : [notRequired]),
  ];
});

const notRequired: ActionProblem = {
  pointer: "/request/pathParameters",
  message: "must lead to values that the input's schema requires.",
};

function undeclared(name: string): ActionProblem {
  return {
    pointer: "/request/path",
    message: `contains {${name}}, which is not a property of the input's schema at pathParameters; declare and require it there, or remove it from the path.`,
  };
}

function unused(name: string): ActionProblem {
  return {
    pointer: "/request/pathParameters",
    message: `leads to ${name}, which the path does not contain.`,
  };
}

function requires(schema: JsonObject | undefined, property: string): boolean {
  return ((schema?.["required"] ?? []) as string[]).includes(property);
}
