// Shared by the tests of the exports: their source, and values for their schemas.
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { createConnector, type JsonObject, load, packageRoot } from "../../../connector/index.js";
import { openApiDocument } from "../../../platforms/http/openapi/openapi.js";
import type { Source } from "../../../platforms/export/files.js";

const declarations = load(packageRoot());

/** The source of the exports. */
export const source: Source = { connector: await createConnector({ declarations, env: {} }), declarations };

/** The document that most exports are converted from. */
export const openApi: JsonObject = openApiDocument(source.connector, declarations.schemas);

/** Names of all actions. */
export const names: readonly string[] = source.connector.actions().map(({ name }) => name);

/** Returns inputs or outputs of an action from its examples and counterexamples. */
export function valuesOf(name: string, part: "input" | "output"): unknown[] {
  const { antiExamples = [] } = declarations.actions.get(name) ?? declarations.composed.get(name) ?? {};
  const all = [...source.connector.describe(name).examples, ...antiExamples] as Partial<
    Record<typeof part, unknown>
  >[];
  return all.flatMap((example) => (example[part] === undefined ? [] : [example[part]]));
}

const others = [null, "", "x", 0, 1.5, true, [], ["x"], {}, { id: 1 }];

/** Yields the value, and copies of it with another value in each place, or without that place. */
export function* variations(value: unknown): Generator {
  yield value;
  yield* others;
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const copy = (change: (into: JsonObject) => void): unknown => {
      const whole = structuredClone(value) as JsonObject;
      change(whole);
      return whole;
    };
    for (const other of variations(inner)) yield copy((into) => (into[name] = other));
    if (!Array.isArray(value)) yield copy((into) => delete into[name]);
  }
}

/** Returns the linter's reports on an OpenAPI or Swagger document, including warnings. */
export async function faultsOf(document: unknown, rules: Record<string, "off"> = {}): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended-strict"], rules });
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: "document.json",
    config,
  });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
}
