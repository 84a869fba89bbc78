/** The source and the result of an export. */
import type { Connector, Declarations } from "../../connector/platform_api.js";

/** The source of every description. */
export interface Source {
  readonly connector: Connector;
  readonly declarations: Declarations;
}

/** Texts by path within a folder. */
export type Files = ReadonlyMap<string, string>;

/** Returns the value as indented JSON. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
