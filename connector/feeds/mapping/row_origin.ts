/** What is known about a row apart from its fields. */
import { isObject } from "../../contract/json_pointer.js";
import { isoTime } from "../duration.js";
import type { Facts, RowOrigin } from "../feed_types.js";
import type { RowContext } from "./row_context.js";

/** A row as it was mapped. */
interface MappedRow {
  readonly row: unknown;
  readonly type: string;
  /** What the source says about the row. */
  readonly facts: Pick<Facts, "confidence" | "validFrom">;
  /** Whether the source sets the end of the row's life. */
  readonly isExplicit: boolean;
}

/** Returns the origin of a row. */
export function originOf(mapped: MappedRow, context: RowContext): RowOrigin {
  const { confidence, validFrom } = mapped.facts;
  const lifetime = lifetimeOf(mapped, context);
  return {
    ...(confidence === undefined ? {} : { confidence }),
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(lifetime === undefined ? {} : { lifetime }),
  };
}

/** Returns the duration by which the end of the row was calculated. */
function lifetimeOf({ row, type, isExplicit }: MappedRow, context: RowContext): string | undefined {
  const { mapping, latestMs, defaults } = context;
  const end = isObject(row) ? row[mapping.mapping.expiry ?? ""] : undefined;
  if (end === undefined) return undefined;
  if (Number.isFinite(latestMs) && end === isoTime(latestMs)) return defaults.maxExpiresAfter;
  return isExplicit ? undefined : context.lifetimeOf(type);
}
