/** Finds faults in how an action leads from page to page. */
import type { Action } from "../contract/action.js";
import { parsePointer } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { ids } from "./schema_set.js";
import type { ActionProblem } from "./rules/rule.js";
import { schemaAt } from "./rules/schema_at.js";

type Paging = NonNullable<Action["paging"]>;

/** An action with paging. */
interface Paged extends Pick<Action, "name" | "request"> {
  readonly paging: Paging;
}

type Check = [isRight: boolean, pointer: string, message: string];

/** Returns what is wrong with next, cursor or pageNumber, and with what belongs to them. */
export function pagingWayFaults(action: Paged, schemas: ReadonlyMap<string, JsonObject>): ActionProblem[] {
  const { paging, request, name } = action;
  const isInput = (pointer: string) =>
    schemaAt(schemas, ids.input(name), parsePointer(pointer)) !== undefined;
  const isOutput = (pointer: string) =>
    schemaAt(schemas, ids.output(name), ["json_body", ...parsePointer(pointer)]) !== undefined;
  const checks = [
    ...wayChecks(paging, request),
    ...cursorChecks(paging, request),
    ...inputChecks(paging, isInput),
    ...outputChecks(paging, isOutput),
  ];
  return checks.filter(([isRight]) => !isRight).map(([, pointer, message]) => ({ pointer, message }));
}

function wayChecks(
  { next, cursor, pageNumber, offsetFallback }: Paging,
  { method }: Action["request"],
): Check[] {
  const ways = [next, cursor, pageNumber].filter((way) => way !== undefined);
  return [
    [ways.length === 1, "/paging", "must contain one of next, cursor and pageNumber."],
    [next === undefined || method === "GET", "/paging/next", "is followed with GET only; remove it."],
    [
      offsetFallback === undefined || next !== undefined,
      "/paging/offsetFallback",
      "belongs to next; remove it.",
    ],
  ];
}

function cursorChecks({ cursor, distinctBy, checkpoint }: Paging, request: Action["request"]): Check[] {
  if (cursor === undefined)
    return [[checkpoint === undefined, "/paging/checkpoint", "belongs to cursor; remove it."]];
  return [
    [
      isSent(cursor.parameter, request),
      "/paging/cursor/parameter",
      "must be within query or body of the request.",
    ],
    [
      cursor.singleUse === undefined || distinctBy !== undefined,
      "/paging/cursor/singleUse",
      "needs distinctBy, because a list that starts again repeats items.",
    ],
  ];
}

/** Whether the place in the input is part of the query or the body. */
function isSent(pointer: string, { query, body }: Action["request"]): boolean {
  return [query, body].some((sent) => sent !== undefined && pointer.startsWith(`${sent}/`));
}

function inputChecks({ checkpoint, pageNumber }: Paging, isInput: (pointer: string) => boolean): Check[] {
  const missing = "must lead to a value of the input's schema.";
  return [
    ...(checkpoint === undefined
      ? []
      : [[isInput(checkpoint.parameter), "/paging/checkpoint/parameter", missing] as Check]),
    ...(pageNumber === undefined
      ? []
      : [
          [isInput(pageNumber.parameter), "/paging/pageNumber/parameter", missing] as Check,
          [isInput(pageNumber.size), "/paging/pageNumber/size", missing] as Check,
        ]),
  ];
}

function outputChecks({ checkpoint, complete }: Paging, isOutput: (pointer: string) => boolean): Check[] {
  const missing = "must lead to a value of the output's json_body.";
  return [
    ...(checkpoint === undefined
      ? []
      : [[isOutput(checkpoint.output), "/paging/checkpoint/output", missing] as Check]),
    ...(complete === undefined ? [] : [[isOutput(complete), "/paging/complete", missing] as Check]),
  ];
}
