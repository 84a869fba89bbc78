/** Every name in a path is a value that the input must hold, and every such value has its place in the path. */
import { namesIn } from "../../contract/url_template.js";
import { tokens } from "../../contract/json_pointer.js";
import type { JsonObject } from "../../contract/types.js";
import { ids } from "../schema_set.js";
import { everyAction } from "./rule.js";
import { schemaAt } from "./schema_at.js";

export const pathParametersFitTheSchema = everyAction(({ name: action, request }, { schemas }) => {
  const { path, pathParameters } = request;
  const names = namesIn(path);
  const input = schemas.get(ids.input(action));
  const place = tokens(pathParameters ?? "");
  const holder = pathParameters === undefined ? undefined : schemaAt(input, place);
  const declared = Object.keys(holder?.["properties"] ?? {});
  const lacking = names.filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !names.includes(name));
  const isRequired = requires(input, place) && declared.every((name) => requires(holder, [name]));
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

/** Whether everything on the way is required. */
function requires(schema: JsonObject | undefined, [token, ...rest]: string[]): boolean {
  if (token === undefined) return true;
  const required = (schema?.["required"] ?? []) as string[];
  return required.includes(token) && requires(schemaAt(schema, [token]), rest);
}
