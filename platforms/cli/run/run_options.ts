/** The flags of `run`, in addition to the options of a run. */
import type { FeedFlags } from "../feeds/feed_flags.js";
import type { ProfileFlags } from "../../shared/config/profile_choice.js";
import type { Flags } from "../option_flags.js";

/** All flags, including those of the options of a run. */
export interface RunCommandOptions extends Flags, FeedFlags, ProfileFlags {
  readonly input?: string;
  readonly output?: string;
  /** Format of the list that an action returns. */
  readonly to?: "ndjson" | "csv" | "portal-csv";
  readonly failed?: string;
  readonly report?: string;
  /** File with the rest of the input, for rows without it. */
  readonly envelope?: string;
  readonly journal?: string;
  readonly journalDir?: string;
  readonly keepJournals?: boolean;
}
