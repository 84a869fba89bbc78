/** Turns items into items with rows: policy, then mapping. */
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import type { FeedFormat, FeedItem, Observable, ReadItem, Reason, Tlp } from "./feed_types.js";
import { BenignGuard } from "./policy/benign_guard.js";
import { isDocumentation } from "./policy/documentation_values.js";
import { Notes } from "./policy/notes.js";
import { objectionTo, stricter, type SourceLimits } from "./policy/source_policy.js";
import { WarningLists } from "./policy/warning_lists.js";
import { factFault, type Known, knownFacts } from "./mapping/facts.js";
import { defaultMapping } from "./mapping/feed_mapping.js";
import { identityOf, makeRow } from "./mapping/make_row.js";
import { MissingFields } from "./mapping/missing_fields.js";
import { observableOf, ownRow } from "./mapping/own_row.js";
import { RowContext } from "./mapping/row_context.js";
import { type Made, mappedItem, skippedItem, takenRow } from "./mapped_item.js";
import * as messages from "./mapping/messages.js";
import * as policyMessages from "./policy/messages.js";
import type { FeedSettings } from "./feed_settings.js";

/** Maps the items of one reading. */
export class ItemMapper {
  readonly #context: RowContext;
  readonly #limits: SourceLimits;
  readonly #guard: BenignGuard;
  readonly #lists: WarningLists;
  readonly #notes = new Notes();
  readonly #missing: MissingFields;
  #tlp: Tlp | undefined;
  #hasRows = false;

  constructor(settings: FeedSettings) {
    const { mapping = defaultMapping(), defaults = {}, name: feed, nowMs } = settings;
    this.#context = new RowContext({ mapping, defaults, feed, nowMs, onRow: settings.onRow });
    const { maxTlp = "amber+strict", minConfidence = 0 } = defaults;
    this.#limits = { nowMs, maxTlp, minConfidence };
    this.#guard = new BenignGuard(mapping.benign(), settings.allowBenign ?? []);
    this.#lists = new WarningLists(settings.warningLists ?? []);
    this.#missing = new MissingFields(this.#context, settings.defaultsPlace ?? "options");
  }

  /** @throws InvalidOption if no item of the format can become a row without a default */
  checkFormat(format: FeedFormat): void {
    this.#missing.checkFormat(format);
  }

  /** @throws InvalidOption if no record of a table with columns for these fields can become a row without a default */
  checkColumns(fields: readonly string[]): void {
    this.#missing.checkColumns(fields);
  }

  /** Sets the level that applies to every item of the source, unless the item has a stricter one. */
  mark(tlp: Tlp | undefined): void {
    this.#tlp = tlp;
  }

  /** Returns the items with their rows. */
  page(items: readonly ReadItem[]): FeedItem[] {
    const mapped = items.map((item) => this.#mapped(item));
    this.#hasRows ||= mapped.some(({ rows }) => rows.length > 0);
    return mapped;
  }

  /**
   * Reports what did not occur in the whole source.
   * @throws InvalidOption if items have no row because they do not contain an action
   */
  end(onNotice: FeedSettings["onNotice"]): void {
    const unused = this.#guard.unused();
    if (unused.length > 0) onNotice?.(policyMessages.allowedUnused(unused));
    this.#missing.end(this.#hasRows);
  }

  /** Reports what was noticed about the values, and what was not compared. */
  report(onNotice: FeedSettings["onNotice"]): void {
    for (const notice of this.#lists.notices()) onNotice?.(notice);
    this.#notes.report(onNotice);
  }

  #mapped(item: ReadItem): FeedItem {
    if (item.status === "skipped") return skippedItem(item, this.#identitiesOf(item.withdrawn ?? []));
    if (Object.hasOwn(item, "row")) return this.#own(item);
    const made = item.observables.map((observable) => ({
      value: observable.value,
      ...this.#made(observable),
    }));
    const missing = made.find((one) => one.missing !== undefined)?.missing;
    if (missing === undefined) return mappedItem(item, made);
    const reason = this.#missing.add(missing, item.source);
    return mappedItem(
      item,
      made.map(({ value }) => ({ value, reason })),
    );
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
    const known = marked(knownFacts(observable, this.#context.mapping), this.#tlp);
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
    if (isDocumentation(observable)) this.#notes.add("documentation", value, policyMessages.documentation);
    for (const name of this.#lists.namesWith(observable))
      this.#notes.add(`list ${name}`, value, (count, examples) =>
        policyMessages.onList(name, count, examples),
      );
  }
}

function marked(known: Known, tlp: Tlp | undefined): Known {
  if (tlp === undefined) return known;
  const { facts, fields } = known;
  return { facts: { ...facts, tlp: stricter(tlp, facts.tlp) }, fields };
}
