/** Runs the examples, anti-examples and rule rows of the declarations. */
import type { Action } from "../../connector/contract/action.js";
import { allowedWords } from "../../connector/declarations/allowed_words.js";
import type { Composed } from "../../connector/contract/generated/meta/composed.js";
import type { RowRules } from "../../connector/contract/generated/meta/rules.js";
import type { Finding, RowValidator } from "../../connector/contract/compiled_action.js";
import type { Declarations, JsonObject } from "../../connector/index.js";
import { type Validator, validatorsOf } from "../../connector/declarations/ajv.js";
import { benignListAt, rulesAt } from "../../connector/declarations/load.js";
import { type FindValidator, rowValidator } from "../../connector/declarations/row_validator.js";
import { quickIds, schemaSet } from "../../connector/declarations/schema_set.js";
import { response, asset, jumpingClock, nothing, own, runOn, stub } from "../engine/stub.js";

/** Default time of the tests. */
export const defaultNow = "2026-01-01T00:00:00Z";

/** All validators of the package's declarations, newly compiled. */
export const validators: ReadonlyMap<string, Validator> = (() => {
  const set = schemaSet(own);
  const validatorOf = validatorsOf(set, new Set(quickIds(own)));
  return new Map([...set.keys()].map((id) => [id, validatorOf(id) as Validator]));
})();

/** All rules files by path. */
export const rulesFiles: [string, RowRules][] = [...own.schemas.keys()]
  .filter((path) => path.startsWith("schemas/rules/"))
  .map((path) => [path, rulesAt(own, path)]);

/** Returns the row check of a rules file. `instead` replaces declared validators. */
export function checkOf(
  path: string,
  rules: RowRules,
  instead: Readonly<Record<string, Validator>> = {},
): RowValidator {
  const find: FindValidator = (id) => instead[id] ?? (validators.get(id) as Validator);
  return rowValidator(path, rules, allowedWords(rules, own), find, (list) => benignListAt(own, list));
}

/** Returns the problems of the example with changed fields. */
export function findingsOf(check: RowValidator, rules: RowRules, change: object): Finding[] {
  return check.explain({ ...rules.example, ...change }, Date.parse(defaultNow));
}

/** Returns an asset that the service of the action accepts. */
export function assetFor(name: string): JsonObject {
  const { clouds, accepts = [] } = own.manifest.services[own.actions.get(name)?.service ?? ""] ?? {};
  const [kind = ""] = clouds === undefined ? accepts : [];
  if (kind === "") return asset;
  const fields = Object.values(own.manifest.assets[kind]?.credentials ?? {});
  const values = Object.fromEntries(fields.map((field) => [field, `${field}-value`]));
  return { kind, url: "https://service.example", ...values };
}

/** Runs an example and returns its output. */
export async function outputOf(
  name: string,
  example: Pick<Action["examples"][number], "now" | "input" | "status" | "response" | "responses">,
  declarations: Declarations = own,
): Promise<unknown> {
  const { now = defaultNow, input, status = 200, response: body, responses } = example;
  const { connector } = await stub({
    declarations,
    clock: jumpingClock(now),
    service: ({ n }) => {
      const one = responses?.[n - 1] ?? { status, ...(body === undefined ? {} : { body }) };
      const { status: code = 200, headers = {} } = one as {
        status?: number;
        headers?: Record<string, string>;
      };
      return one.body === undefined ? nothing(code) : { ...response(one.body, code), headers };
    },
  });
  return connector.run(name, input, { asset: assetFor(name) });
}

/** Runs an example of a composed action, with one response per call. */
export async function outputOfSteps(
  name: string,
  { now = defaultNow, input, responses }: Pick<Composed["examples"][number], "now" | "input" | "responses">,
  declarations: Declarations = own,
): Promise<unknown> {
  const { connector, calls } = await stub({
    declarations,
    clock: jumpingClock(now),
    service: ({ n }) => {
      const { status = 200, body } = responses[n - 1] ?? { status: 500 };
      return body === undefined ? nothing(status) : response(body, status);
    },
  });
  const output = await connector.run(name, input, { asset });
  return calls.length === responses.length
    ? output
    : `${calls.length} calls for ${responses.length} responses`;
}

/** Returns code and message of the failure of an input: of the call, or of its first failed row. */
export async function failureOf(name: string, input: unknown): Promise<string> {
  const { connector } = await stub({ clock: jumpingClock(defaultNow) });
  const takesRows = own.actions.get(name)?.batch ?? own.composed.get(name)?.rows;
  if (takesRows === undefined) {
    const error = await connector.run(name, input, { asset: assetFor(name) }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return textOf(error as JsonObject);
  }
  const { error, results } = await runOn(connector, input, { asset }, name);
  if (error !== undefined) return textOf(error as unknown as JsonObject);
  return String(results.find((result) => result["isFailed"] === true)?.["failureReason"]);
}

function textOf(error: JsonObject | undefined): string {
  return error === undefined ? "no failure" : `${String(error["code"])}: ${String(error["message"])}`;
}
