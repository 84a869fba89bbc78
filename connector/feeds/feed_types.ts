/** What a feed consists of: items, the observables in them, and what becomes of each item. */

/** The formats that are read. `auto` recognizes one of the others by the content. */
export const feedFormats = ["portal-csv", "csv", "stix", "misp", "text", "json", "ndjson"] as const;

/** A format that is read. */
export type FeedFormat = (typeof feedFormats)[number];

/** Where a person sets the defaults: in command-line options, in the input of an action, or in a sync file. */
export type DefaultsPlace = "options" | "input" | "syncFile";

/** What a value identifies. */
export type ObservableKind = "sha256" | "sha1" | "md5" | "ip" | "domain" | "url" | "thumbprint";

/** A stable code and a full sentence. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** A value that can become a row, with what its source says about it. */
export interface Observable {
  readonly kind: ObservableKind;
  readonly value: string;
  readonly facts: Facts;
  /** Cells of a table by fact, and the cell of `value`, if the text of the cell is not the fact or the value. */
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * What a source says about an observable, in the words of the source. An absent fact means that the source says
 * nothing: it is never guessed.
 */
export interface Facts {
  readonly action?: string;
  readonly severity?: string;
  readonly title?: string;
  readonly description?: string;
  readonly recommendedActions?: string;
  /** ISO 8601 with time zone. */
  readonly validFrom?: string;
  /** ISO 8601 with time zone. */
  readonly validUntil?: string;
  /** 0 to 100. */
  readonly confidence?: number;
  /** Traffic light protocol, TLP 2.0 names. */
  readonly tlp?: Tlp;
  readonly groups?: readonly string[];
  readonly category?: string;
  /** ATT&CK techniques: T1071, T1071.001. */
  readonly techniques?: readonly string[];
  readonly generateAlert?: boolean;
  readonly application?: string;
  readonly externalId?: string;
  /** The source says that the value is harmless. Such a value is never blocked. */
  readonly isBenign?: boolean;
  /** Texts of the source by fact, for times that are not written as in the source. */
  readonly given?: Readonly<Record<string, string>>;
  /** Columns and fields that a person has assigned to a field of the row, by field name. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The levels of the traffic light protocol 2.0, from the least to the most restrictive. */
export const tlpLevels = ["clear", "green", "amber", "amber+strict", "red"] as const;

/** A level of the traffic light protocol. */
export type Tlp = (typeof tlpLevels)[number];

/** Where an item is in its source. */
export interface ItemSource {
  /** Name of the file, or `-`. */
  readonly file: string;
  /** Line of the item's first character, from 1. */
  readonly line?: number;
  /** Id of the object in the source. */
  readonly id?: string;
}

/** What became of an item. `changed`: at least one value differs from its source by more than outer blanks and quotes. */
export type ItemStatus = "taken" | "changed" | "skipped";

/** What every item has, whoever decided about it. */
interface ItemRecord {
  readonly source: ItemSource;
  readonly status: ItemStatus;
  /** Stable code of a change or of the reason for skipping; null for an item that is taken. */
  readonly code: string | null;
  /** Full sentence; null for an item that is taken. */
  readonly message: string | null;
  /** Text of the item in the source, without its outer blanks. Skipped items have it too. */
  readonly before: string | null;
  /** Value that replaces `before`; null unless the item is changed. */
  readonly after: string | null;
}

/** An item as a reader returns it. */
export interface ReadItem extends ItemRecord {
  /** Empty for a skipped item. */
  readonly observables: readonly Observable[];
  /** Returns the text of the whole item in the source. Absent if `before` is the whole text. */
  readonly whole?: () => string;
  /** The item is already a row of this product, which stays as it is. */
  readonly row?: unknown;
  /** Values of a skipped item that its source withdraws: the item is revoked, deleted, or not for detection any more. */
  readonly withdrawn?: readonly Observable[];
}

/** What is known about a row apart from its fields. A sync ranks and renews rows by it. */
export interface RowOrigin {
  /** 0 to 100. */
  readonly confidence?: number;
  /** ISO 8601 with time zone. */
  readonly validFrom?: string;
  /** ISO 8601 duration: the row ends that long after the feed was read. Absent if the source sets the end. */
  readonly lifetime?: string;
}

/** An item with the rows that it becomes. */
export interface FeedItem extends ItemRecord {
  /** Empty for a skipped item. */
  readonly rows: readonly unknown[];
  /** One entry per row, in the same order. Absent if nothing is known. */
  readonly origins?: readonly RowOrigin[];
  /** Type and value of the rows that the source withdraws, in the fields of a row. Absent if there are none. */
  readonly withdrawn?: readonly Readonly<Record<string, unknown>>[];
}

/** How a feed is read. */
export interface FeedReading {
  /** Name of the source in messages and in `source.file`. */
  readonly name: string;
  /** Milliseconds since 1970, to find expired items. */
  readonly nowMs: number;
  /** Fields by column: a header, or a number from 1. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Find values in prose, for text. */
  readonly prose?: boolean;
  /** The text is read as a list, and looks like a report: plain URLs and domain names in it are skipped. */
  readonly isReport?: boolean;
  /** Whether source addresses of MISP (`ip-src`), which can be victims, are taken. */
  readonly ipSrc?: "take" | "skip";
  /** Take every hash of a file instead of the best one. */
  readonly allHashes?: boolean;
  /** Called with the fields that the columns of a table fill, before its records are read. Ends the reading by throwing. */
  readonly onColumns?: (fields: readonly string[]) => void;
  /** Called once for each thing that a person should know about the source, such as the recognized format. */
  readonly onNotice?: (notice: FeedNotice) => void;
}

/** What a person should know about the source as a whole. */
export interface FeedNotice {
  readonly code: string;
  readonly message: string;
}

/**
 * Reads a format. Yields pages of items in the order of the source.
 * @throws ConnectorError InvalidInput for a source that cannot be read or is cut off, after the items before the fault
 */
export type FeedReader = (
  bytes: AsyncIterable<Uint8Array>,
  reading: FeedReading,
) => AsyncGenerator<readonly ReadItem[]>;
