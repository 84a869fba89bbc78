/** Writes `connector/contract/generated/*.ts` from the schemas. Run by `npm run generate`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compile, type JSONSchema } from "json-schema-to-typescript";

const head = `/* Made from FILE by \`npm run generate\`. Do not edit: change the schema and run it again. */\n`;
const actionsFolder = "schemas/actions";
const folders = ["schemas/meta", "schemas/objects", "schemas/assets", actionsFolder];
const optionsFile = "schemas/options.json";

/** Returns the contents of the generated files by path, relative to the root. */
export async function generatedTypes(root: string): Promise<Map<string, string>> {
  const files = new Map([[typesPath(optionsFile), await typesOf(root, optionsFile)]]);
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder)).toSorted()) {
      const path = `${folder}/${name}`;
      files.set(typesPath(path), await typesOf(root, path));
    }
  }
  files.set("connector/contract/generated/actions/index.ts", actionTypes(root));
  return files;
}

/** Returns the module that maps the names of actions to their input and output types. */
function actionTypes(root: string): string {
  const suffix = ".input.json";
  const names = readdirSync(join(root, actionsFolder))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .toSorted();
  const imports = names.flatMap((name) =>
    ["input", "output"].map(
      (part) => `import type { ${typeName(root, name, part)} } from "./${name}_${part}.js";`,
    ),
  );
  const entries = names.map(
    (name) =>
      `  ${name}: { input: ${typeName(root, name, "input")}; output: ${typeName(root, name, "output")} };`,
  );
  return [
    head.replace("FILE", `${actionsFolder}/*.json`).trimEnd(),
    ...imports,
    "",
    "/** Input and output types of the actions in this package, by name. */",
    "export interface ActionTypes {",
    ...entries,
    "}",
    "",
  ].join("\n");
}

/** Returns the title of a schema, which is the name of its generated type. */
function typeName(root: string, action: string, part: string): string {
  const text = readFileSync(join(root, actionsFolder, `${action}.${part}.json`), "utf8");
  const { title = "" } = JSON.parse(text) as { title?: string };
  return title;
}

export async function writeTypes(root: string): Promise<void> {
  for (const [path, text] of await generatedTypes(root)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function typesPath(schemaPath: string): string {
  const folder = dirname(schemaPath).replace("schemas", "connector/contract/generated");
  const name = basename(schemaPath, ".json").replace(".schema", "").replace(".", "_");
  return `${folder}/${name}.ts`;
}

async function typesOf(root: string, path: string): Promise<string> {
  const schema = JSON.parse(readFileSync(join(root, path), "utf8")) as JSONSchema;
  const text = await compile(schema, schema.title ?? basename(path), {
    bannerComment: head.replace("FILE", path).trimEnd(),
    cwd: join(root, dirname(path)),
    ignoreMinAndMaxItems: true,
    additionalProperties: true,
    unknownAny: true,
  });
  return text;
}
