/** Messages to users about rows before they are sent. Messages about one row begin after its code. */

/** Why a row cannot be read. */
export const rowMessages = {
  unreadable: "the row cannot be read; write it as plain JSON.",
  notAnObject: "the row is not an object with fields; write it as one.",
  /** @param field - name of the values that are rows */
  notAText: (field: string) => `the row is not a text; write the ${field} alone, in quotes.`,
} as const;

/** Why JSON cannot represent a row. A place is the names that lead to a value, such as `Indicators.title`, or "the row". */
export const jsonMessages = {
  anotherForm: "JSON writes the row as something else than an object; write it as plain JSON.",
  notFinite: (place: string, value: number) =>
    `${place} is ${value}, which JSON cannot hold; correct the value or remove the field.`,
  notExact: (place: string) =>
    `${place} is a whole number beyond ${Number.MAX_SAFE_INTEGER}, and may have been rounded when it was read; write it as a text in quotes.`,
  tooLarge: (maxDepth: number, maxParts: number) =>
    `the row is nested more than ${maxDepth} levels deep, or has more than ${maxParts} parts; write it as plain JSON.`,
  notWritten: (place: string) =>
    `${place} would not be sent: JSON leaves out inherited and non-enumerable fields; write the row as plain JSON.`,
  writtenAsNull(place: string, isDate: boolean): string {
    const what = isDate ? "an invalid date" : "an object that JSON writes as null";
    return `${place} is ${what}; correct the value or write it as plain JSON.`;
  },
  /** @param kind - kind of the value, such as "Map" */
  cannotHold: (place: string, kind: string) =>
    `${place} is a ${kind}, which JSON cannot hold; write it as plain JSON.`,
} as const;

const inRows = (rows: number): string => (rows === 1 ? "1 row" : `${rows} rows`);

/** Warnings about the rows of a run. */
export const rowWarnings = {
  /** @param value - what several rows are about */
  conflict: (value: string, field: string, own: string, variants: readonly string[]) =>
    `${value} is given with ${field} ${own} and with ${variants.join(", ")}; all are sent, and each counts.`,
  respelled: (name: string, field: string, rows: number) =>
    `${name} is sent as ${field}, the name that the service reads (${inRows(rows)}).`,
  unknownField: (name: string, rows: number) =>
    `${name} is not a known field (${inRows(rows)}). It is sent as given, and the service may ignore it.`,
  /** @param isExact - false if there may be more names than were counted */
  otherFields(names: number, isExact: boolean): string {
    const count = isExact ? `${names}` : `at least ${names}`;
    const what = names === 1 ? "name is not a known field" : "names are not known fields";
    return `And ${count} more ${what}. Such fields are sent as given.`;
  },
} as const;
