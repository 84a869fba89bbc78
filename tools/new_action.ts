/** `npm run new-action <name> [-- --rows]`: writes the files of a new action, which say where something is to be filled in. */
import { randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";
import { fillIn } from "../connector/declarations/rules/nothing_is_left_to_fill_in.js";
import { batchParts, resultsOf, rowFiles, rowsOf } from "./new_batch_action.js";

/** A name that stands in the manifest; the check lists those there are. */
const nameToFillIn = "FILL IN";

const pathToFillIn = `/${fillIn("the path on the service's host")}`;

/** Writes them and gives their paths. Throws where the name is none, or a file is there already. @param root folder that holds manifest.json */
export function newAction(root: string, name: string, takesRows = false): string[] {
  if (!/^[a-z][a-z0-9_]*$/.test(name))
    throw new Error(
      `${JSON.stringify(name)} is no name of an action: write small letters, digits and underscores, a letter first.`,
    );
  const files = {
    [`actions/${name}.json`]: { ...actionOf(name), ...(takesRows ? batchParts(name, pathToFillIn) : {}) },
    [`schemas/actions/${name}.input.json`]: inputOf(name, takesRows ? rowsOf(name) : undefined),
    [`schemas/actions/${name}.output.json`]: outputOf(name, takesRows ? resultsOf() : bodyOf()),
    ...(takesRows ? rowFiles(name, typeNameOf(name)) : {}),
  };
  const known = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (known !== undefined) throw new Error(`${known} is there already: take another name.`);
  for (const [path, content] of Object.entries(files))
    writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`);
  return Object.keys(files);
}

const whatNext = `
Next:
1. defender-indicators check    lists the places that say FILL IN, and every other fault, in about two seconds without
                    a compile. Fill them in until it finds nothing. The other actions can be used meanwhile.
2. npm run format && npm run generate && npm run readme    write types, pages and outputs, and build.
3. npm test         runs the examples of the action with all other tests.
`;

function actionOf(name: string): object {
  return {
    $schema: "../schemas/meta/action.schema.json",
    name,
    id: randomUUID(),
    title: titleOf(name),
    description: fillIn("what the action does, in a sentence"),
    docs: [],
    effect: "read",
    service: nameToFillIn,
    permissions: { application: [nameToFillIn], delegated: [nameToFillIn] },
    idempotent: true,
    rateLimits: [nameToFillIn],
    request: { method: "GET", path: pathToFillIn },
    examples: [
      {
        title: fillIn("what the example shows"),
        input: {},
        response: { value: fillIn("the body that the service answers") },
        output: { status_code: 200, response_headers: {}, reason: "OK", json_body: {} },
      },
    ],
    antiExamples: [],
  };
}

function inputOf(name: string, body: object | undefined): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `${typeNameOf(name)}Input`,
    description: `Input of ${titleOf(name)}.`,
    type: "object",
    ...(body === undefined ? {} : { required: ["json_body"] }),
    properties: {
      ...(body === undefined ? {} : { json_body: body }),
      headers: {
        description: "Further request headers.",
        type: "object",
        additionalProperties: { type: "string" },
      },
    },
  };
}

function bodyOf(): object {
  return {
    description: fillIn("what the service answers"),
    type: "object",
    properties: { error: { $ref: "../objects/error.json" } },
  };
}

function outputOf(name: string, body: object): object {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `${typeNameOf(name)}Output`,
    description: `Output of ${titleOf(name)}.`,
    type: "object",
    additionalProperties: false,
    required: ["status_code", "response_headers", "reason"],
    properties: {
      status_code: { description: "Status of the answer.", type: "number" },
      response_headers: { description: "Headers of the answer.", type: "object" },
      reason: { description: "Words to the status.", type: "string" },
      json_body: body,
      response_text: { description: "The answer where it is not JSON.", type: "string" },
    },
  };
}

function titleOf(name: string): string {
  return wordsOf(name).join(" ");
}

function typeNameOf(name: string): string {
  return wordsOf(name).join("");
}

function wordsOf(name: string): string[] {
  const parts = name.split("_").filter((part) => part !== "");
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const rows = args.includes("--rows");
  const name = args.find((arg) => arg !== "--rows") ?? "";
  try {
    for (const path of newAction(packageRoot(), name, rows)) process.stdout.write(`${path}\n`);
    process.stdout.write(whatNext);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
