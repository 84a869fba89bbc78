/** Writes `connector/contract/generated/*.ts` from the schemas. Run by `npm run generate`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compile, type JSONSchema } from "json-schema-to-typescript";

const head = `/* Made from FILE by \`npm run generate\`. Do not edit: change the schema and run it again. */\n`;
const folders = ["schemas/meta", "schemas/objects", "schemas/assets", "schemas/actions"];
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
  return files;
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
