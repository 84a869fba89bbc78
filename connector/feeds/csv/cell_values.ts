/** Reads the values of a cell. */
import { isHash } from "../best_hashes.js";
import type { ObservableKind } from "../feed_types.js";
import { notOfType, urlIsHost } from "./messages.js";
import { observe, observeAny, type Recognized } from "../observe.js";
import { observeSeveral } from "../several_values.js";
import type { ValueKind } from "./column_names.js";

/** Texts that people write into a cell without content. */
const emptyTexts = /^(?:[-–—?]+|n\/?[ad]|none|null|nil|nan|unknown|undefined)$/i;

/** Returns true for a cell without content. */
export function isEmptyCell(cell: string): boolean {
  const text = cell.trim();
  return text === "" || (text.length < 12 && emptyTexts.test(text));
}

/** Kinds that people mix up: a host is also called a URL. */
const networkKinds: ReadonlySet<string> = new Set<ValueKind>(["ip", "domain", "url"]);

/**
 * Reads the values of a cell that is not empty.
 * @param kind - what the column or the type column says
 * @param isStrict - false: a host or an address can be read from a cell of another kind of them
 */
export function cellValues(text: string, kind: ValueKind, isStrict: boolean): readonly Recognized[] {
  if (kind === "any" || kind === "hash") return withKind(kind, text, generalValues(text));
  const observed = observe(kind, text);
  if (observed.fault === undefined) return [{ ...observed, kind }];
  const several = observeSeveral(text);
  if (several?.some((part) => part.fault === undefined) === true) return withKind(kind, text, several);
  if (!isStrict && networkKinds.has(kind)) {
    const other = observeAny(text);
    if (other.fault === undefined && networkKinds.has(other.kind))
      return [kind === "url" ? { ...other, change: other.change ?? urlIsHost(text) } : other];
    if (other.fault?.code === "Network" || other.fault?.code === "PathWithoutScheme") return [other];
  }
  return [observed];
}

function generalValues(text: string): readonly Recognized[] {
  const value = observeAny(text);
  return value.fault === undefined ? [value] : (observeSeveral(text) ?? [value]);
}

/** Replaces values of another kind by a fault. */
function withKind(kind: ValueKind, text: string, parts: readonly Recognized[]): readonly Recognized[] {
  return parts.map((part) =>
    part.fault !== undefined || isOfKind(part.kind, kind) ? part : { fault: notOfType(text, kind) },
  );
}

function isOfKind(found: ObservableKind, kind: ValueKind): boolean {
  return kind === "any" || found === kind || (kind === "hash" && isHash({ kind: found }));
}
