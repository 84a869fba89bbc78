/** Every name in a path is a value that the input must hold, and every such value has its place in the path. */
import { templateNames } from "../../contract/url_template.js";
import { parsePointer } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";
import { schemaAt } from "./schema_at.js";

export const pathParametersFitTheSchema = everyAction(({ name: action, request }, { schemas }) => {
  const { pathParameters } = request;
  const names = templateNames(request.path);
  const at = (path: readonly string[]) => schemaAt(schemas, ids.input(action), path);
  const place = parsePointer(pathParameters ?? "");
  const holder = pathParameters === undefined ? undefined : at(place);
  const declared = Object.keys(holder?.["properties"] ?? {});
  const lacking = names.filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !names.includes(name));
  const isRequired =
    place.every((token, depth) => requires(at(place.slice(0, depth)), token)) &&
    declared.every((name) => requires(holder, name));
  return [
    ...lacking.map((name) => ({
      pointer: "/request/path",
      message: `takes {${name}}, which is no property of the input's schema at pathParameters; declare and require it there, or remove it from the path.`,
    })),
    ...unused.map((name) => ({
      pointer: "/request/pathParameters",
      message: `leads to ${name}, which the path does not take.`,
    })),
    ...(isRequired
      ? []
      : [
          {
            pointer: "/request/pathParameters",
            message: "must lead to values that the input's schema requires.",
          },
        ]),
  ];
});

function requires(schema: JsonObject | undefined, property: string): boolean {
  return ((schema?.["required"] ?? []) as string[]).includes(property);
}
