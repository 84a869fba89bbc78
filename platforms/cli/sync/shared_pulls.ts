/** The lists that several profiles read in one round: each is pulled once, and kept until the round ends. */
import { sourceKey } from "./checkpoint_file.js";
import type { PulledList } from "./pulled_list.js";
import type { ActionSource } from "./sync_file.js";

/** The lists of one round. They do not depend on the profile, whose defaults only change the rows. */
export class SharedPulls {
  readonly #lists = new Map<string, Promise<PulledList>>();

  /**
   * Returns the list of a source. A failure is that of every profile.
   * @param after - time of the checkpoint, which profiles can have at different places
   * @param warn - receives the warnings if another profile pulls the list
   */
  async once(
    source: ActionSource,
    after: string | undefined,
    { pull, warn }: { pull: () => Promise<PulledList>; warn: (code: string, message: string) => void },
  ): Promise<PulledList> {
    const key = JSON.stringify([sourceKey(source), after]);
    const known = this.#lists.get(key);
    const list = known ?? pull();
    this.#lists.set(key, list);
    const { warnings } = await list;
    if (known !== undefined) for (const { code, message } of warnings) warn(code, message);
    return list;
  }
}
