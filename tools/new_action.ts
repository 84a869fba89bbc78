/** `npm run new-action <name> [-- --rows]`: writes the files of a new action with placeholders to fill in. */
import { randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../connector/declarations/package_root.js";
import { fillIn } from "../connector/declarations/rules/nothing_is_left_to_fill_in.js";
import { batchParts, resultsOf, rowFiles, rowsOf } from "./new_batch_action.js";

/** Placeholder for a name of the manifest; the check lists the available names. */
const nameToFillIn = "FILL IN";

const pathToFillIn = `/${fillIn("the path on the service's host")}`;

/**
 * Writes the files and returns their paths. Throws if the name is not valid or if a file exists.
 *
 * @param root - folder that contains manifest.json
 */
export function newAction(root: string, name: string, acceptsRows = false): string[] {
  if (!/^[a-z][a-z0-9_]*$/.test(name))
    throw new Error(
      `${JSON.stringify(name)} is not a valid action name: use lower-case letters, digits and underscores, starting with a letter.`,
    );
  const files = {
    [`actions/${name}.json`]: { ...actionOf(name), ...(acceptsRows ? batchParts(name, pathToFillIn) : {}) },
    [`schemas/actions/${name}.input.json`]: inputOf(name, acceptsRows ? rowsOf(name) : undefined),
    [`schemas/actions/${name}.output.json`]: outputOf(name, acceptsRows ? resultsOf() : bodyOf()),
    ...(acceptsRows ? rowFiles(name, typeNameOf(name)) : {}),
  };
  const known = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (known !== undefined) throw new Error(`${known} already exists: choose another name.`);
  for (const [path, content] of Object.entries(files))
    writeFileSync(join(root, path), `${JSON.stringify(content, null, 2)}\n`);
  return Object.keys(files);
}

const whatNext = `
Next:
1. defender-indicators check    lists every FILL IN placeholder and every other error in about two seconds, without
                    compiling. Repeat until it reports none. The other actions stay usable meanwhile.
2. npm run format && npm run generate && npm run readme    write types, pages and outputs, and build.
3. npm test         runs all tests, including the examples of the action.
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
        response: { value: fillIn("the response body of the service") },
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
    description: fillIn("what the service returns"),
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
      status_code: { description: "Status of the response.", type: "number" },
      response_headers: { description: "Headers of the response.", type: "object" },
      reason: { description: "Reason phrase of the status.", type: "string" },
      json_body: body,
      response_text: { description: "Text of a response that is not JSON.", type: "string" },
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
