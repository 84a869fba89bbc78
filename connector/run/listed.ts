/** Fetches once what is there, and compares rows with it that are about to act on something by its name alone. */
import { ConnectorError } from "../contract/errors.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import { isObject } from "../contract/pointer.js";
import type { ActionInput, JsonObject } from "../contract/types.js";
import { quoted } from "../contract/words.js";
import { textOf } from "./identity.js";
import type { Job } from "./job.js";
import { itemsOf } from "./listing.js";

type Declared = NonNullable<Composed["steps"][number]["listed"]>;

/** What is there, as far as rows are compared with it. */
export class Listed {
  readonly #declared: Declared;
  readonly #known: ReadonlyMap<string, readonly unknown[]>;

  private constructor(declared: Declared, known: ReadonlyMap<string, readonly unknown[]>) {
    this.#declared = declared;
    this.#known = known;
  }

  /** Fetches the list, page by page. Throws what kept it from being had whole. @param job of the action that lists */
  static async fetch(declared: Declared, job: Job, { headers }: ActionInput): Promise<Listed> {
    const input = { ...declared.input, ...(headers === undefined ? {} : { headers }) };
    const known = new Map<string, readonly unknown[]>();
    let count = 0;
    for await (const items of itemsOf(job, input)) {
      count += items.length;
      for (const item of items) if (isObject(item)) take(item, declared, known);
    }
    if (count > 0 && known.size === 0)
      throw new ConnectorError("UnexpectedAnswer", `No item of the list has ${declared.item}.`);
    return new Listed(declared, known);
  }

  /** Why the row may not act on what it names; undefined where that is what the row says. */
  objection(row: JsonObject): string | undefined {
    const { row: property, same } = this.#declared;
    const name = textOf(row[property]);
    const values = this.#known.get(name);
    if (values === undefined)
      return `NotFound: ${property} ${name} is not in the list of what is there; nothing was sent.`;
    const other = same.findIndex((field, i) => !isAlike(row[field], values[i]));
    if (other < 0) return undefined;
    const [field, there] = [same[other] as string, quoted(textOf(values[other]))];
    return `InvalidRow: ${property} ${name} is there with ${field} ${there}, and the row says ${textOf(row[field])}; nothing was sent.`;
  }
}

function take(
  item: JsonObject,
  { item: property, same }: Declared,
  known: Map<string, readonly unknown[]>,
): void {
  const name = item[property] ?? null;
  if (name !== null)
    known.set(
      textOf(name),
      same.map((field) => item[field]),
    );
}

/** Services keep letter case as they first got it. */
function isAlike(one: unknown, other: unknown): boolean {
  return textOf(one).toLowerCase() === textOf(other).toLowerCase();
}
