/** Where a sync keeps what it remembers between rounds: in files, or in the database of a fleet. */
import type { JsonObject } from "../../../connector/platform_api.js";
import { assertReadable, isMissing } from "../../shared/bytes.js";
import { readJsonFile } from "../../shared/read_json.js";
import { replaceFile } from "./replace_file.js";
import type { SyncFile } from "./sync_file.js";

/** The times from which the next round continues, or the rows of the last complete pulls. */
export type FeedPart = "checkpoint" | "lastPulls";

/** What one sync of one target remembers between rounds. */
export interface FeedStore {
  /** Returns the name of a part in messages. */
  nameOf(part: FeedPart): string;
  /**
   * Returns what was written last; undefined if there is nothing.
   * @throws ConnectorError InvalidOption if the content is not JSON or cannot be read
   */
  read(part: FeedPart): Promise<unknown>;
  /** Replaces the part as a whole. A process that dies meanwhile leaves the old content. */
  write(part: FeedPart, content: JsonObject): Promise<void>;
}

/** Keeps the parts in the files that the sync names. A sync without a checkpoint never uses that part. */
export function feedFiles(file: Pick<SyncFile, FeedPart>): FeedStore {
  const pathOf = (part: FeedPart): string => file[part] as string;
  return {
    nameOf: pathOf,
    read: async (part) => {
      const path = pathOf(part);
      if (await isMissing(path)) return undefined;
      await assertReadable(path, "InvalidOption");
      return readJsonFile(path, "InvalidOption");
    },
    // People read a checkpoint.
    write: (part, content) =>
      replaceFile(
        pathOf(part),
        `${JSON.stringify(content, undefined, part === "checkpoint" ? 2 : undefined)}\n`,
      ),
  };
}
