/** Fields that are never guessed, such as what a device does: which items do not contain them, and what to do about it. */
import type { ConnectorError } from "../../contract/errors.js";
import type { DefaultsPlace, FeedFormat, ItemSource, Reason } from "../feed_types.js";
import * as messages from "./messages.js";
import type { RowContext } from "./row_context.js";

/** Formats that never say what devices do on a match. */
const withoutActions: ReadonlySet<FeedFormat> = new Set(["stix", "misp", "text"]);

/** Most items that are named. */
const maxPlaces = 5;

/** The items of one reading without such a field. */
export class MissingFields {
  readonly #context: RowContext;
  readonly #place: DefaultsPlace;
  readonly #places: string[] = [];
  #field = "";
  #count = 0;

  /** @param place - where a person sets the defaults */
  constructor(context: RowContext, place: DefaultsPlace) {
    this.#context = context;
    this.#place = place;
  }

  /** @throws InvalidOption if no item of the format can become a row without a default */
  checkFormat(format: FeedFormat): void {
    if (!withoutActions.has(format)) return;
    this.#check([], (field) => messages.formatWithout(field, format, this.#context.feed));
  }

  /** @throws InvalidOption if no record of a table can become a row without a default */
  checkColumns(fields: readonly string[]): void {
    this.#check(fields, (field) => messages.tableWithout(field, this.#context.feed));
  }

  /** Counts an item. Returns why it has no row. */
  add(field: string, source: ItemSource): Reason {
    this.#field = field;
    this.#count += 1;
    if (this.#places.length < maxPlaces) this.#places.push(messages.placeOf(source));
    return { code: "ActionMissing", message: messages.missingField(field) };
  }

  /**
   * @param hasRows - other items have rows
   * @throws InvalidOption if items were counted
   */
  end(hasRows: boolean): void {
    if (this.#count === 0) return;
    const { feed } = this.#context;
    const message = messages.itemsWithout(this.#field, this.#count, feed, this.#places);
    const outcomes = hasRows ? messages.otherItems : messages.noItems;
    throw this.#error(message, this.#field, outcomes[this.#place]);
  }

  #check(fields: readonly string[], messageOf: (field: string) => string): void {
    const { mapping, defaults } = this.#context;
    const missing = Object.keys(mapping.mapping.explicit ?? {}).find((field) => {
      const key = keyOf(field, mapping);
      return (
        !fields.includes(field) && (key === undefined || defaults[key as keyof typeof defaults] === undefined)
      );
    });
    if (missing === undefined) return;
    const outcome = messages.noItems[this.#place];
    throw this.#error(messageOf(missing), missing, outcome);
  }

  #error(message: string, field: string, outcome: string): ConnectorError {
    const { mapping } = this.#context;
    const examples = mapping.mapping.explicit?.[field] ?? [];
    const advice = { key: keyOf(field, mapping) ?? field, examples, place: this.#place };
    return messages.missingFields(message, messages.setDefault(advice, outcome));
  }
}

/** Returns the key of the default that can set the field. */
function keyOf(field: string, { mapping }: RowContext["mapping"]): string | undefined {
  return mapping.fields[field]?.find((source) => source.default !== undefined)?.default;
}
