/** Finds where the next run of a list can continue. */
import { getAt } from "../../contract/json_pointer.js";
import { timestampMs } from "../../contract/timestamp.js";
import type { ActionInput, HttpResponse } from "../../contract/types.js";
import type { Paging } from "./page.js";

/** The latest time of a list. */
export class Checkpoint {
  readonly #declared: NonNullable<Paging["checkpoint"]>;
  #latest: string | undefined;

  /** @param input - with the time after which the list begins, if it has one */
  constructor(declared: NonNullable<Paging["checkpoint"]>, input: ActionInput) {
    this.#declared = declared;
    const begin = getAt(input, declared.parameter);
    if (typeof begin === "string") this.#latest = begin;
  }

  /** The latest time so far; undefined if there is none. */
  get latest(): string | undefined {
    return this.#latest;
  }

  add({ headers }: HttpResponse): void {
    const time = headers[this.#declared.last]?.trim();
    if (time === undefined || Number.isNaN(timestampMs(time))) return;
    if (this.#latest === undefined || isLater(time, this.#latest)) this.#latest = time;
  }
}

/** Services write up to nine digits of a second, and a number of milliseconds holds three. */
function isLater(time: string, other: string): boolean {
  const [ms, otherMs] = [timestampMs(time), timestampMs(other)];
  if (ms !== otherMs && !Number.isNaN(otherMs)) return ms > otherMs;
  return fraction(time) > fraction(other);
}

function fraction(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? "").padEnd(9, "0");
}
