/** What a sync of a fleet remembers between rounds, in the database. */
import type { Claim } from "../../connector/platform_api.js";
import type { FeedStore } from "../cli/sync/feed_store.js";
import { parseJson } from "../shared/read_json.js";

/** Reads and writes as the worker that has claimed a job of the sync. A write throws JobLost after another claim. */
export function feedState(claim: Claim, profile: string, sync: string): FeedStore {
  const nameOf = (part: string): string => `fleet.sync_state (${profile}, ${sync}, ${part})`;
  return {
    nameOf,
    read: async (part) => {
      const text = await claim.syncState(profile, sync, part);
      return text === undefined ? undefined : parseJson(text, { name: nameOf(part), code: "InvalidOption" });
    },
    write: (part, content) => claim.storeSyncState(profile, sync, part, JSON.stringify(content)),
  };
}
