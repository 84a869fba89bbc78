/** The flags of `run`, in addition to the options of a run. */
import type { Form } from "../io/file_format.js";
import type { Flags } from "../option_flags.js";

/** All flags, including those of the options of a run. */
export interface RunCommandOptions extends Flags {
  readonly input?: string;
  readonly format?: Form;
  readonly asset?: string;
  readonly output?: string;
  readonly journal?: string;
  readonly journalDir?: string;
  readonly keepJournals?: boolean;
}
