/** Each schema has a title and a description, and each property a description, for forms and pages. */
import type { JsonObject } from "../../contract/types.js";
import type { DeclarationProblem } from "../declaration_problem.js";
import { walkSchema } from "../schema_walk.js";
import { followed } from "./schema_at.js";
import type { CrossRule } from "./rule.js";

const described = /^schemas\/(?:actions|objects|assets|meta)\//;

export const everythingIsDescribed: CrossRule = ({ schemas }) =>
  [...schemas]
    .filter(([file]) => described.test(file))
    .flatMap(([file, schema]) => faultsOf(file, schema, schemas));

function faultsOf(
  file: string,
  schema: JsonObject,
  schemas: ReadonlyMap<string, JsonObject>,
): DeclarationProblem[] {
  const faults: DeclarationProblem[] = [];
  for (const word of ["$schema", "title", "description"])
    if (!isText(schema[word])) faults.push({ file, pointer: "", message: `${word} is missing; add it.` });
  walkSchema(schema, (one, pointer) => {
    const isProperty = /\/properties\/[^/]+$/.test(pointer);
    // Conditions repeat properties that are described elsewhere.
    const isCondition = /\/(?:if|then|else|not|allOf|anyOf|oneOf)(?:\/|$)/.test(pointer);
    if (isProperty && !isCondition && !isText(followed(schemas, file, one)?.schema["description"]))
      faults.push({ file, pointer, message: "description is missing; describe the property in a sentence." });
  });
  return faults;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.trim() !== "";
}
