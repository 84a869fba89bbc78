/** Compares the product's result of each row with the contents of the service. */
import { type Fields, keyOf, type RawService } from "./raw_service.js";

/** Codes of rows that may be stored or not. */
const doubtful = new Set(["MissingResult", "UnexpectedResponse", "OutcomeUnknown", "ServiceFailed"]);

function codeOf({ failureReason }: Fields): string {
  return String(failureReason).split(":")[0] ?? "";
}

const said = (row: Fields, { id, isFailed, failureReason }: Fields) =>
  `${JSON.stringify(row)} ${isFailed === true ? `failed: ${String(failureReason)}` : `stored as ${String(id)}`}`;

/** Returns each wrong result of an import, as a sentence. */
export function wrongImports(
  rows: readonly Fields[],
  results: readonly Fields[],
  service: RawService,
): string[] {
  if (rows.length !== results.length) return [`${results.length} results for ${rows.length} rows`];
  const wrong = rows.filter((row, i) => !isRight(row, results[i] as Fields, service));
  return [
    ...service.breaches,
    ...wrong.map((row) => said(row, results[rows.indexOf(row)] as Fields)),
    ...wrongStored(rows, results, service),
  ];
}

function isRight(row: Fields, result: Fields, { stored, history, unclear }: RawService): boolean {
  const text = JSON.stringify(row);
  if (result["isFailed"] === false)
    return history.get(text) === result["id"] && stored.get(keyOf(row))?.id === result["id"];
  return doubtful.has(codeOf(result)) ? unclear.has(text) : !history.has(text);
}

/** Checks that the last row of each key that is reported as stored is stored, unless a later one is in doubt. */
function wrongStored(rows: readonly Fields[], results: readonly Fields[], { stored }: RawService): string[] {
  const allowed = new Map<string, Set<string>>();
  for (const [i, row] of rows.entries()) {
    const known = allowed.get(keyOf(row)) ?? new Set();
    if (results[i]?.["isFailed"] === false) allowed.set(keyOf(row), new Set([JSON.stringify(row)]));
    else if (doubtful.has(codeOf(results[i] as Fields))) known.add(JSON.stringify(row));
  }
  return [...allowed].flatMap(([key, texts]) => {
    const text = JSON.stringify(stored.get(key)?.row ?? {});
    return texts.has(text) ? [] : [`${key} is stored as ${text}, and should be ${[...texts].join(" or ")}`];
  });
}

/** Returns each wrong result of a replacement, and each missing indicator, as a sentence. */
export function wrongReplacements(
  rows: readonly Fields[],
  results: readonly Fields[],
  service: RawService,
  before: readonly Fields[],
): string[] {
  if (rows.length !== results.length) return [`${results.length} results for ${rows.length} rows`];
  const ended = { ids: new Set([...service.stored.values()].map(({ id }) => id)), rows, results, service };
  const wrong = rows.flatMap((row, i) =>
    isRightlyReplaced(i, ended) ? [] : [said(row, results[i] as Fields)],
  );
  const bare = before.filter((row) => !service.isCovered(row)).map((row) => `${keyOf(row)} has nothing left`);
  return [...service.breaches, ...wrong, ...bare];
}

interface Ended {
  /** Of everything that is stored. */
  readonly ids: ReadonlySet<unknown>;
  readonly rows: readonly Fields[];
  readonly results: readonly Fields[];
  readonly service: RawService;
}

function isRightlyReplaced(i: number, { ids, rows, results, service }: Ended): boolean {
  const { id, ...own } = rows[i] as Fields;
  const result = results[i] as Fields;
  const newId = service.history.get(JSON.stringify(own));
  if (result["isFailed"] === false)
    return newId === result["id"] && ids.has(newId) && (newId === id || !ids.has(id));
  const isDone = (_row: Fields, n: number) => results[n]?.["isFailed"] === false;
  const isStored =
    ids.has(id) || service.unclear.has(String(id)) || rows.filter(isDone).some((row) => row["id"] === id);
  if (result["failedStep"] === "batch_delete_indicators") return newId === result["id"] && isStored;
  const isDoubtful = doubtful.has(codeOf(result)) && service.unclear.has(JSON.stringify(own));
  // Another row with the same id has the right content.
  const isOthers = rows.some(({ id: _id, ...other }, n) => {
    const isSent = n !== i && results[n]?.["failedStep"] !== "get_indicators";
    return isSent && JSON.stringify(other) === JSON.stringify(own);
  });
  return isStored && (newId === undefined || isDoubtful || isOthers);
}
