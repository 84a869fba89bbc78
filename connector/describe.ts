/** What the connector tells about its actions. */
import type { Action } from "./contract/generated/meta/action.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import type { RowRules } from "./contract/generated/meta/rules.js";
import type { JsonObject } from "./contract/types.js";
import type { Declared } from "./declare/declare.js";
import { rulesAt } from "./declare/load.js";

/** What `actions()` tells about an action. */
export interface ActionSummary {
  name: string;
  title: string;
  description: string;
  effect: Action["effect"];
  /** The service gives it up; what to use instead. */
  deprecated?: Action["deprecated"];
}

/** What `describe()` tells: the declaration with its schemas, budgets and permissions spelled out. */
export interface ActionDescription extends ActionSummary {
  id: string;
  documents: string[];
  service: string;
  request: Action["request"];
  idempotent: boolean;
  batch?: Action["batch"];
  /** How rows and results belong together; `items` is where the results stand in the body of the output. */
  results?: Action["results"];
  paging?: Action["paging"];
  /** How much the service holds, and the orders that a run's `overflow` may name. */
  quota?: Action["quota"];
  budgets: Record<string, Manifest["budgets"][string]>;
  permissions: Action["permissions"];
  /** What the permissions are called on the consent page, and where they are found. */
  permissionNames: Manifest["permissions"];
  /** What each row must be beyond its shape, with the document or measurement behind it. */
  rules: { code: string; sentence: string; source?: string }[];
  /** JSON Schemas; `$ref`s are paths beside the file. */
  input: JsonObject;
  output: JsonObject;
  examples: Action["examples"];
}

/** The short form. */
export function summaryOf({ name, title, description, effect, deprecated }: Action): ActionSummary {
  return { name, title, description, effect, ...(deprecated === undefined ? {} : { deprecated }) };
}

/** The long form. */
export function descriptionOf(action: Action, { declarations }: Declared): ActionDescription {
  const { manifest, schemas } = declarations;
  return {
    ...summaryOf(action),
    id: action.id,
    documents: action.documents ?? [],
    service: (manifest.services[action.service] as Manifest["services"][string]).title,
    request: action.request,
    idempotent: action.idempotent,
    ...(action.batch === undefined ? {} : { batch: action.batch }),
    ...(action.results === undefined ? {} : { results: action.results }),
    ...(action.paging === undefined ? {} : { paging: action.paging }),
    ...(action.quota === undefined ? {} : { quota: action.quota }),
    budgets: Object.fromEntries(
      action.budgets.map((name) => [name, manifest.budgets[name] as Manifest["budgets"][string]]),
    ),
    permissions: action.permissions,
    permissionNames: permissionNames(action, manifest),
    rules: action.rules === undefined ? [] : rulesAt(declarations, action.rules).rules.map(ruleOf),
    input: schemas.get(`schemas/actions/${action.name}.input.json`) ?? {},
    output: schemas.get(`schemas/actions/${action.name}.output.json`) ?? {},
    examples: action.examples,
  };
}

function permissionNames({ permissions }: Action, manifest: Manifest): Manifest["permissions"] {
  const names = new Set([...permissions.application, ...permissions.delegated]);
  return Object.fromEntries(Object.entries(manifest.permissions).filter(([name]) => names.has(name)));
}

function ruleOf({ code, sentence, source }: RowRules["rules"][number]): ActionDescription["rules"][number] {
  return { code, sentence, ...(source === undefined ? {} : { source }) };
}
