/** Writes generated YAML. */
import { stringify } from "yaml";

/** Returns the value as YAML. Texts with line breaks become blocks. */
export function yamlText(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
