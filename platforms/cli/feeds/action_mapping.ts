/** Finds the mapping of an action: the one that makes rows of the action's shape. */
import type { ActionDescription, Declarations } from "../../../connector/platform_api.js";
import { shapePath } from "../run/row_shape.js";

/** The mapping of Defender's indicators, which the portal's template can carry. */
export const portalMapping = "schemas/mappings/defender_indicator.json";

/** Returns the path of the mapping from the root of the declarations; undefined if no feed becomes rows of this action. */
export function mappingOf(
  { rows, input }: Pick<ActionDescription, "rows" | "input">,
  { schemas }: Declarations,
): string | undefined {
  const shape = rows === undefined ? undefined : shapePath(input, rows);
  if (shape === undefined) return undefined;
  for (const [path, schema] of schemas)
    if (path.startsWith("schemas/mappings/") && schema["shape"] === shape) return path;
  return undefined;
}
