/** What an independent reader found in a file. */
import { canonical, type Classified } from "./values.js";

/** Values in their compared spelling, with the texts from which they come, and what was not counted. */
export class Findings {
  /** Number of items; undefined if the format does not define them. */
  items: number | undefined = 0;
  /** Number of `[.]` in prose. */
  brackets = 0;
  readonly values = new Map<string, string>();
  /** Numbers by reason. */
  readonly uncounted = new Map<string, number>();

  add(found: Classified): void {
    if (found.kind === undefined) this.addUncounted(found.not);
    else this.values.set(canonical(found.value), found.value);
  }

  addUncounted(reason: string): void {
    this.uncounted.set(reason, (this.uncounted.get(reason) ?? 0) + 1);
  }
}
