/** Turns items into items with rows: policy, then mapping. */
import { ConnectorError } from "../contract/errors.js";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { FeedFormat, FeedItem, Observable, ReadItem } from "./feed_types.js";
import { BenignGuard } from "./policy/benign_guard.js";
import { isDocumentation } from "./policy/documentation_values.js";
import { Notes } from "./policy/notes.js";
import { objectionTo, type SourceLimits } from "./policy/source_policy.js";
import { WarningLists } from "./policy/warning_lists.js";
import { factFault, knownFacts } from "./mapping/facts.js";
import { defaultMapping } from "./mapping/feed_mapping.js";
import { identityOf, makeRow } from "./mapping/make_row.js";
import { observableOf, ownRow } from "./mapping/own_row.js";
import type { Reason } from "./observe.js";
import { RowContext } from "./mapping/row_context.js";
import { type Made, mappedItem, skippedItem, takenRow } from "./mapped_item.js";
import * as messages from "./mapping/messages.js";
import type { FeedSettings } from "./feed_settings.js";

/** Formats that never say what devices do on a match. */
const withoutActions: ReadonlySet<FeedFormat> = new Set(["stix", "misp", "text"]);

/** Maps the items of one reading. */
export class ItemMapper {
  readonly #context: RowContext;
  readonly #limits: SourceLimits;
  readonly #guard: BenignGuard;
  readonly #lists: WarningLists;
  readonly #notes = new Notes();
  /** Number of items that were returned. */
  #returned = 0;

  constructor(settings: FeedSettings) {
    const { mapping = defaultMapping(), defaults = {}, name: feed, nowMs } = settings;
    this.#context = new RowContext({ mapping, defaults, feed, nowMs, onRow: settings.onRow });
    const { maxTlp = "amber+strict", minConfidence = 0 } = defaults;
    this.#limits = { nowMs, maxTlp, minConfidence };
    this.#guard = new BenignGuard(mapping.benign(), settings.allowBenign ?? []);
    this.#lists = new WarningLists(settings.warningLists ?? []);
  }

  /** @throws InvalidOption if no item of the format can become a row without a default */
  checkFormat(format: FeedFormat): void {
    const { mapping, defaults, feed } = this.#context;
    const missing = mapping.mapping.explicit?.find((field) => {
      const key = keyOf(field, mapping);
      return key === undefined || defaults[key as keyof typeof defaults] === undefined;
    });
    if (missing !== undefined && withoutActions.has(format))
      throw this.#missing(missing, messages.formatWithout(format, feed));
  }

  /** Returns the items with their rows. @throws InvalidOption for an item without an action */
  page(items: readonly ReadItem[]): FeedItem[] {
    const mapped = items.map((item) => this.#mapped(item));
    this.#returned += items.length;
    return mapped;
  }

  /** Reports what was noticed about the values. */
  report(onNotice: FeedSettings["onNotice"]): void {
    this.#notes.report(onNotice);
  }

  #mapped(item: ReadItem): FeedItem {
    if (item.status === "skipped") return skippedItem(item, this.#identitiesOf(item.withdrawn ?? []));
    if (Object.hasOwn(item, "row")) return this.#own(item);
    const made = item.observables.map((observable) => {
      const result = this.#made(observable);
      if (result.row !== undefined && result.missing !== undefined)
        throw this.#missing(result.missing, messages.placeOf(item.source));
      return { value: observable.value, ...result };
    });
    return mappedItem(item, made);
  }

  #own(item: ReadItem): FeedItem {
    const reason = objectionTo({}, this.#limits);
    if (reason !== undefined) return mappedItem(item, [{ value: "", reason }]);
    const own = ownRow(item.row, this.#context);
    const objection = this.#objectionToOwn(item.row, own.row);
    return objection === undefined
      ? takenRow(item, own)
      : mappedItem(item, [{ value: "", reason: objection }]);
  }

  /** Returns why a row should not get a harmful action from a default. An action of its own is a decision. */
  #objectionToOwn(given: unknown, row: unknown): Reason | undefined {
    const { guard } = this.#context.mapping.mapping;
    if (guard === undefined || !isObject(given) || !isObject(row) || Object.hasOwn(given, guard.field))
      return undefined;
    if (!guard.in.includes(String(row[guard.field]))) return undefined;
    const observable = observableOf(row, this.#context);
    return observable === undefined ? undefined : this.#guard.objectionTo(observable);
  }

  #identitiesOf(observables: readonly Observable[]): JsonObject[] {
    return observables
      .map((observable) => identityOf(observable, this.#context))
      .filter((identity) => identity !== undefined);
  }

  #made(observable: Observable): Made {
    const { mapping } = this.#context.mapping;
    const { kind, value } = observable;
    const type = mapping.types[kind];
    if (type === undefined)
      return { reason: { code: "TypeUnsupported", message: messages.noTypeOf(kind, value) } };
    const known = knownFacts(observable, this.#context.mapping);
    const reason = factFault(known.facts) ?? objectionTo(known.facts, this.#limits);
    if (reason !== undefined) return { reason };
    const made = makeRow(observable, type, known, this.#context);
    const { guard } = mapping;
    const isHarmful = guard?.in.includes(String(made.row[guard.field])) === true;
    const objection = isHarmful ? this.#guard.objectionTo(observable) : undefined;
    if (objection !== undefined) return { reason: objection };
    this.#note(observable);
    return made;
  }

  #note(observable: Observable): void {
    const { value } = observable;
    if (isDocumentation(observable)) this.#notes.add("documentation", value, messages.documentation);
    for (const name of this.#lists.namesWith(observable))
      this.#notes.add(`list ${name}`, value, (count, examples) => messages.onList(name, count, examples));
  }

  #missing(field: string, where: string): ConnectorError {
    const { mapping } = this.#context;
    const words = [...(mapping.fields.get(field)?.words?.values() ?? [])];
    return new ConnectorError("InvalidOption", messages.missingField(field, where), {
      hint: messages.setDefault(keyOf(field, mapping) ?? field, words, this.#returned),
    });
  }
}

/** Returns the key of the default that can set the field. */
function keyOf(field: string, { mapping }: RowContext["mapping"]): string | undefined {
  return mapping.fields[field]?.find((source) => source.default !== undefined)?.default;
}
