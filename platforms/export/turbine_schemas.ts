/** JSON Schemas for Swimlane Turbine: input and output of each action and each kind of asset, every file by itself. */
import { wholeSchema } from "../shared/whole_schema.js";
import { draft07 } from "./draft07.js";
import { type Files, jsonText, type Source } from "./files.js";

/** `<action>.input.json`, `<action>.output.json` and `assets/<kind>.json`. */
export function turbineSchemas({ connector, declarations: { manifest, schemas } }: Source): Files {
  const names = connector.actions().map(({ name }) => name);
  const parts = names.flatMap((name) => [`${name}.input.json`, `${name}.output.json`]);
  const text = (path: string): string => jsonText(draft07(wholeSchema(path, schemas)));
  return new Map([
    ...parts.map((path) => [path, text(`schemas/actions/${path}`)] as const),
    ...Object.entries(manifest.assets).map(
      ([kind, { schema }]) => [`assets/${kind}.json`, text(schema)] as const,
    ),
  ]);
}
