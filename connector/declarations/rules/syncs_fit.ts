/** A sync or a delete by filter names actions that list, import and delete, and lets the input say what it needs. */
import type { Composed } from "../../contract/generated/meta/composed.js";
import { parsePointer } from "../../contract/json_pointer.js";
import type { Declarations } from "../load.js";
import { ids } from "../schema_set.js";
import { tolerantly } from "../tolerantly.js";
import { type ActionProblem, type CrossRule, unknownName } from "./rule.js";
import { schemaAt } from "./schema_at.js";

type Sync = NonNullable<Composed["sync"]>;
type DeleteMatching = NonNullable<Composed["deleteMatching"]>;

export const syncsFit: CrossRule = (declarations, isTolerant = false) =>
  [...declarations.composed].flatMap(([fileName, { name, sync, deleteMatching }]) =>
    tolerantly(isTolerant, () => [
      ...(sync === undefined ? [] : syncFaults(name, sync, declarations)),
      ...(deleteMatching === undefined ? [] : filterFaults(name, deleteMatching, declarations)),
    ]).map((fault) => ({ file: `actions/${fileName}.json`, ...fault })),
  );

function syncFaults(name: string, sync: Sync, declarations: Declarations): ActionProblem[] {
  const { actions, schemas } = declarations;
  const importing = actions.get(sync.import);
  const { capacity } = importing ?? {};
  const rows = schemaAt(schemas, ids.input(name), parsePointer(sync.rows));
  const names = sync.comparable.map(({ field }) => field);
  return [
    ...actionFaults("/sync", sync, declarations),
    ...withRows("/sync/import", sync.import, declarations),
    ...faultIf(rows?.["type"] !== "array", "/sync/rows", "must lead to an array of the input's schema."),
    ...faultIf(isNotList(name, sync.results, declarations), "/sync/results", toList),
    ...(sync.expiry === undefined ? [] : unknownName("/sync/expiry", "comparable field", sync.expiry, names)),
    ...faultIf(
      capacity !== undefined && sync.capacity !== capacity.limit,
      "/sync/capacity",
      `must be ${capacity?.limit}, like that of ${sync.import}.`,
    ),
  ];
}

function filterFaults(name: string, declared: DeleteMatching, declarations: Declarations): ActionProblem[] {
  const { filter, results } = declared;
  const found = schemaAt(declarations.schemas, ids.input(name), parsePointer(filter));
  return [
    ...actionFaults("/deleteMatching", declared, declarations),
    ...faultIf(found === undefined, "/deleteMatching/filter", "must lead to a part of the input's schema."),
    ...faultIf(isNotList(name, results, declarations), "/deleteMatching/results", toList),
  ];
}

const toList = "must lead to an array of the output's json_body.";

function isNotList(name: string, results: string, { schemas }: Declarations): boolean {
  const found = schemaAt(schemas, ids.output(name), ["json_body", ...parsePointer(results)]);
  return found?.["type"] !== "array";
}

/** Checks that the list has pages, and that the delete has rows. */
function actionFaults(
  at: string,
  { list, delete: deleting }: Pick<Sync, "list" | "delete">,
  declarations: Declarations,
): ActionProblem[] {
  const lists = [...declarations.actions.values()].filter(({ paging }) => paging !== undefined);
  return [
    ...unknownName(
      `${at}/list/action`,
      "list",
      list.action,
      lists.map(({ name }) => name),
    ),
    ...withRows(`${at}/delete`, deleting, declarations),
  ];
}

function withRows(pointer: string, name: string, { actions }: Declarations): ActionProblem[] {
  const known = [...actions.values()].filter(
    ({ batch, results }) => batch !== undefined && results !== undefined,
  );
  return unknownName(
    pointer,
    "action with rows",
    name,
    known.map((action) => action.name),
  );
}

function faultIf(isWrong: boolean, pointer: string, message: string): ActionProblem[] {
  return isWrong ? [{ pointer, message }] : [];
}
