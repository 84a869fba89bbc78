/** What an export is made from and what it makes. */
import type { Connector, Declarations } from "../../connector/platform_api.js";

/** What every description is made from. */
export interface Source {
  readonly connector: Connector;
  readonly declarations: Declarations;
}

/** Texts by path within a folder. */
export type Files = ReadonlyMap<string, string>;

/** JSON as it is written. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
