/** What a report of a run is made of. */
import type { ActionDescription, ConnectorError } from "../../../connector/platform_api.js";

/** An item of a feed, as `FeedItem` has it. */
export interface ReportedItem {
  readonly source: object;
  readonly status: "taken" | "changed" | "skipped";
  readonly code: string | null;
  readonly message: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly rows: readonly unknown[];
}

/** The fields of a row that the report shows. An absent name means that rows have no such field. */
export interface RowFields {
  readonly indicator: string;
  readonly type?: string;
  readonly action?: string;
}

/** What is known about a run before it begins. */
export interface ReportedRun {
  readonly action: Pick<ActionDescription, "name" | "title" | "results">;
  /** Name of the input, as the user wrote it. */
  readonly input: string;
  readonly fields: RowFields;
  /** Returns where a row of a feed is in its source. */
  readonly sourceOf?: (row: unknown) => RowPlace | undefined;
}

/** Where a row is in its source, as `ItemSource` has it. */
export interface RowPlace {
  readonly file: string;
  readonly line?: number;
  readonly id?: string;
}

/** A row that failed, as the report lists it. */
export interface FailedRow {
  /** From 1. */
  readonly row: number;
  /** Absent for a row that is not of a feed. */
  readonly source?: RowPlace;
  readonly indicator: string | null;
  readonly type: string | null;
  readonly action: string | null;
  readonly reason: string;
}

/** The counts of a report. Rows are either succeeded, failed or not sent. */
export interface Totals {
  readonly items: number;
  readonly taken: number;
  readonly changed: number;
  readonly skipped: number;
  readonly rows: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Rows that were not sent, and rows without a result because the run ended. */
  readonly notSent: number;
}

/** How a run ended. */
export interface RunEnd {
  readonly exitCode: number;
  /** What ended the run early. */
  readonly error?: Pick<ConnectorError, "code" | "message" | "hint"> | undefined;
  /** False if a feed was not read to its end. */
  readonly isWhole?: boolean;
}
