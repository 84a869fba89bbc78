/** Reads a folder of MISP warning lists. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Feeds, WarningList } from "../../../connector/platform_api.js";
import { readJsonFile } from "../../shared/read_json.js";
import { feedFlagErrors } from "./messages.js";

/**
 * Returns every list in the folder and in the folders below it.
 * @throws ConnectorError InvalidOption for a folder that cannot be read, has no list, or has a file that is not one
 */
export async function readWarningLists(
  folder: string,
  { warningListOf }: Pick<Feeds, "warningListOf">,
): Promise<WarningList[]> {
  const paths = (await filesBelow(folder)).filter((path) => path.endsWith(".json")).toSorted();
  const lists: WarningList[] = [];
  for (const path of paths) {
    const file = join(folder, path);
    lists.push(warningListOf(await readJsonFile(file, "InvalidOption"), file));
  }
  if (lists.length > 0) return lists;
  throw feedFlagErrors.noWarningLists(folder);
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    throw feedFlagErrors.unreadableWarningLists(folder, error);
  }
}
