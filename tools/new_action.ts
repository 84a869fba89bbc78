/** `npm run new-action`: writes the files of a new action with placeholders to fill in. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
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
 * @param target - folder that receives the files, created if it does not exist
 */
export function newAction(root: string, name: string, acceptsRows = false, target = root): string[] {
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
  const known = Object.keys(files).find((path) =>
    [root, target].some((folder) => existsSync(join(folder, path))),
  );
  if (known !== undefined) throw new Error(`${known} already exists: choose another name.`);
  for (const [path, content] of Object.entries(files)) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(withSchema(content, join(root, path), file), null, 2)}\n`);
  }
  return Object.keys(files);
}

/** Lets the path of the schema of an editor, if it is a path, lead to the same file from another folder. */
function withSchema(content: object, own: string, file: string): object {
  const { $schema = "" } = content as { $schema?: string };
  if (!$schema.startsWith("../")) return content;
  const path = relative(dirname(file), resolve(dirname(own), $schema));
  return { ...content, $schema: path.replaceAll("\\", "/") };
}

const usage = `Usage: npm run new-action <name> [-- [--rows] [--actions <dir>]]

Write the files of a new action, with FILL IN at each place to complete

Options:
  --rows           the action accepts rows
  --actions <dir>  write the files into this folder, outside the repository
  --help           display help
`;

const nextOutside = (name: string, folder: string): string => `
Next:
1. defender-indicators check --actions ${folder}
                    lists every FILL IN placeholder and every other error. Repeat until it reports none.
2. defender-indicators run ${name} --actions ${folder} --asset asset.json
`;

const nextInside = `
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

const argumentsOf = {
  rows: { type: "boolean", default: false },
  actions: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Runs the command and returns what it prints. Throws if an argument is wrong. */
function runCommand(args: string[]): string {
  const { values, positionals } = parseArgs({ args, options: argumentsOf, allowPositionals: true });
  if (values.help) return usage;
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new Error(`Name one action.\n\n${usage}`);
  const { actions } = values;
  if (actions === undefined) return linesOf(newAction(packageRoot(), name, values.rows)) + nextInside;
  // npm starts the command in the root of the repository.
  const folder = resolve(process.env["INIT_CWD"] ?? "", actions);
  const paths = newAction(packageRoot(), name, values.rows, folder);
  return linesOf(paths.map((path) => join(folder, path))) + nextOutside(name, folder);
}

function linesOf(paths: readonly string[]): string {
  return paths.map((path) => `${path}\n`).join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(runCommand(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
