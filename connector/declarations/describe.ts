/** Describes actions for users. */
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { RowRules } from "../contract/generated/meta/rules.js";
import type { JsonObject } from "../contract/types.js";
import { partNames } from "./composed_parts.js";
import { type Declarations, rulesAt } from "./load.js";
import { type OptionSchema, optionsOf } from "./option_schemas.js";
import { tolerantly } from "./tolerantly.js";
import { shownExamples } from "./shown_examples.js";

/** Summary of an action, as `actions()` returns it. */
export interface ActionSummary {
  name: string;
  title: string;
  description: string;
  effect: Action["effect"];
  /** Present if the service will remove it; names the replacement. */
  deprecated?: Action["deprecated"];
}

/** Full description of an action, as `describe()` returns it, with schemas, rate limits and permissions. */
export interface ActionDescription extends ActionSummary {
  id: string;
  docs: string[];
  /** Names of the called services, separated by commas. */
  service: string;
  /** Absent for a composed action. */
  request?: Action["request"];
  /** The steps of a composed action, in order. */
  steps?: NonNullable<Composed["steps"]>;
  /** The parts of the connection test. Absent for all other actions. */
  connectionTest?: NonNullable<Composed["connectionTest"]>;
  /** Present if the action reads a feed. */
  parse?: NonNullable<Composed["parse"]>;
  /** Present if the action makes a target equal to rows. A dry run lists the target, and returns its plan as the usual output. */
  sync?: NonNullable<Composed["sync"]>;
  /** Present if the action deletes what matches a filter. A dry run lists, and returns the usual output. */
  deleteMatching?: NonNullable<Composed["deleteMatching"]>;
  idempotent: boolean;
  /** False if a run makes no call, so that it needs no asset. */
  needsAsset: boolean;
  batch?: Action["batch"];
  /** JSON Pointer to the rows in the input; absent for an action without rows. */
  rows?: string;
  /** How results are matched to rows. `items` points to the results in the body of the output. */
  results?: Action["results"] | Composed["results"];
  paging?: Action["paging"];
  /** JSON Schema of each option that the action offers, by name. */
  options: Record<string, OptionSchema>;
  /** Capacity of the service, and the orders that a run's `overflow` can name. */
  capacity?: Action["capacity"];
  rateLimits: Record<string, Manifest["rateLimits"][string]>;
  permissions: Action["permissions"];
  /** Names and locations of the permissions on the consent page. */
  permissionNames: Manifest["permissions"];
  /** Requirements for each row beyond its shape, with the document or measurement as source. */
  rules: { code: string; message: string; source?: string; level?: "warning" }[];
  /** JSON Schemas. `$ref`s are paths relative to the file. */
  input: JsonObject;
  output: JsonObject;
  /** Dates after the example's time are moved far into the future. */
  examples: (Action["examples"] | Composed["examples"])[number][];
}

/** Returns the summary of an action. */
export function summaryOf(action: Action | Composed): ActionSummary {
  const { name, title, description, effect } = action;
  const deprecated = "deprecated" in action ? action.deprecated : undefined;
  return { name, title, description, effect, ...(deprecated === undefined ? {} : { deprecated }) };
}

/**
 * Returns the descriptions of all actions, for a platform that needs them before it has a connector. Skips
 * malformed actions.
 */
export function descriptionsOf(declarations: Declarations): ActionDescription[] {
  const all = [
    ...[...declarations.actions.values()].map((action) => () => [descriptionOf(action, declarations)]),
    ...[...declarations.composed.values()].map((one) => () => [descriptionOfComposed(one, declarations)]),
  ];
  return all.flatMap((describe) => tolerantly(true, describe));
}

/** Returns the description of an action. */
export function descriptionOf(action: Action, declarations: Declarations): ActionDescription {
  const { manifest, schemas } = declarations;
  return {
    ...summaryOf(action),
    id: action.id,
    docs: action.docs ?? [],
    service: (manifest.services[action.service] as Manifest["services"][string]).title,
    request: action.request,
    idempotent: action.idempotent,
    needsAsset: true,
    ...(action.batch === undefined ? {} : { batch: action.batch, rows: action.batch.items }),
    ...(action.results === undefined ? {} : { results: action.results }),
    ...(action.paging === undefined ? {} : { paging: action.paging }),
    options: optionsOf(action, declarations),
    ...(action.capacity === undefined ? {} : { capacity: action.capacity }),
    rateLimits: Object.fromEntries(
      action.rateLimits.map((name) => [name, manifest.rateLimits[name] as Manifest["rateLimits"][string]]),
    ),
    permissions: action.permissions,
    permissionNames: permissionNames(action, manifest),
    rules: action.rules === undefined ? [] : rulesOf(rulesAt(declarations, action.rules)),
    input: schemas.get(`schemas/actions/${action.name}.input.json`) ?? {},
    output: schemas.get(`schemas/actions/${action.name}.output.json`) ?? {},
    examples: shownExamples(action.examples),
  };
}

/**
 * Returns the description of a composed action, with the rate limits of all its steps, and the permissions
 * that are sufficient for every step.
 */
export function descriptionOfComposed(composed: Composed, declarations: Declarations): ActionDescription {
  const { manifest, schemas } = declarations;
  const { connectionTest, parse, sync, deleteMatching } = composed;
  const parts = partNames(composed).map((name) => declarations.actions.get(name) as Action);
  const permissions = permissionsForAll(parts);
  return {
    ...summaryOf(composed),
    id: composed.id,
    docs: composed.docs ?? [],
    service: [...new Set(parts.map(({ service }) => manifest.services[service]?.title))].join(", "),
    ...(composed.steps === undefined ? {} : { steps: composed.steps }),
    ...(connectionTest === undefined ? {} : { connectionTest }),
    ...(parse === undefined ? {} : { parse }),
    ...(sync === undefined ? {} : { sync }),
    ...(deleteMatching === undefined ? {} : { deleteMatching }),
    idempotent: parts.every(({ idempotent }) => idempotent),
    needsAsset: parse === undefined,
    ...(composed.rows === undefined ? {} : { rows: composed.rows.items }),
    ...(composed.results === undefined ? {} : { results: composed.results }),
    options: optionsOf(composed, declarations),
    rateLimits: Object.assign({}, ...parts.map((part) => descriptionOf(part, declarations).rateLimits)),
    permissions,
    permissionNames: permissionNames({ permissions }, manifest),
    rules: [],
    input: schemas.get(`schemas/actions/${composed.name}.input.json`) ?? {},
    output: schemas.get(`schemas/actions/${composed.name}.output.json`) ?? {},
    examples: shownExamples(composed.examples),
  };
}

function permissionsForAll(actions: readonly Action[]): Action["permissions"] {
  const needed = actions.map(({ permissions }) => permissions);
  return {
    application: enoughForAll(needed.map(({ application }) => application)),
    delegated: enoughForAll(needed.map(({ delegated }) => delegated)),
  };
}

function enoughForAll([first = [], ...others]: string[][]): string[] {
  return first.filter((name) => others.every((other) => other.includes(name)));
}

function permissionNames(
  { permissions }: Pick<Action, "permissions">,
  manifest: Manifest,
): Manifest["permissions"] {
  const names = new Set([...permissions.application, ...permissions.delegated]);
  return Object.fromEntries(Object.entries(manifest.permissions).filter(([name]) => names.has(name)));
}

function rulesOf({ values = [], rules, benign = [] }: RowRules): ActionDescription["rules"] {
  const ofValues = values.map(({ code, description: message, source }) => ({ code, message, source }));
  const ofBenign = benign.map(({ message, list: source }) => ({
    code: "BenignValue",
    message,
    source,
    level: "warning" as const,
  }));
  return [...ofValues, ...rules, ...ofBenign].map((rule) => ({
    code: rule.code,
    message: rule.message,
    ...(rule.source === undefined ? {} : { source: rule.source }),
    ...("level" in rule && rule.level !== undefined ? { level: rule.level } : {}),
  }));
}
