/** Lists existing objects once, and compares them with rows that refer to an object only by its name. */
import type { Composed } from "../../contract/generated/meta/composed.js";
import { isObject } from "../../contract/json_pointer.js";
import type { ActionInput, JsonObject } from "../../contract/types.js";
import { type Field, partOf, keyText } from "../rows/row_key.js";
import { existingErrors, existingMessages } from "./messages.js";
import type { RunContext } from "../run_context.js";
import { listItems } from "../paging/list_items.js";

type Declared = NonNullable<NonNullable<Composed["steps"]>[number]["precondition"]>;

/** One property in which a row and the existing object must match. */
interface Compared {
  readonly field: string;
  readonly textIn: (data: JsonObject) => string;
}

/** The value of a listed object in one of these properties. */
interface Value {
  readonly text: string;
  readonly value: unknown;
}

/** The existing objects, as far as rows are compared with them. */
export class LookupCheck {
  readonly #declared: Declared;
  readonly #compared: readonly Compared[];
  readonly #known = new Map<string, readonly Value[]>();

  private constructor(declared: Declared) {
    this.#declared = declared;
    this.#compared = declared.mustMatch.map((one) => {
      const field: Field = typeof one === "string" ? { field: one, ignoreCase: true } : one;
      return { field: field.field, textIn: partOf(field) };
    });
  }

  /** Fetches the list page by page. Throws if a page fails. @param job - context of the action that lists */
  static async fetch(declared: Declared, job: RunContext, { headers }: ActionInput): Promise<LookupCheck> {
    const input = { ...declared.input, ...(headers === undefined ? {} : { headers }) };
    const listed = new LookupCheck(declared);
    let count = 0;
    for await (const items of listItems(job, input)) {
      count += items.length;
      for (const item of items) if (isObject(item)) listed.#add(item);
    }
    if (count > 0 && listed.#known.size === 0) throw existingErrors.noNames(declared.item);
    return listed;
  }

  /** Returns why the row may not act on the object that it names; undefined if both match. */
  rowError(row: JsonObject): string | undefined {
    const property = this.#declared.row;
    const name = keyText(row[property]);
    const values = this.#known.get(name);
    if (values === undefined) return existingMessages.notFound(property, name);
    const other = this.#compared.findIndex(({ textIn }, i) => textIn(row) !== values[i]?.text);
    if (other < 0) return undefined;
    const { field } = this.#compared[other] as Compared;
    const [there, said] = [wordsOf(values[other]?.value), wordsOf(row[field])];
    return existingMessages.differs(`${property} ${name}`, field, there, said);
  }

  #add(item: JsonObject): void {
    const name = item[this.#declared.item] ?? null;
    if (name === null) return;
    const values = this.#compared.map(({ field, textIn }) => ({ value: item[field], text: textIn(item) }));
    this.#known.set(keyText(name), values);
  }
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(keyText).join(", ");
  return value === undefined || value === null ? "none" : keyText(value);
}
