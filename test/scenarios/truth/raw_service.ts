/**
 * An indicator service that shares no code with the product: a store, and responses in any order. It accepts requests
 * as text, so that a function or a server can call it.
 */
import type { Random } from "../simulation/random.js";

/** A row or an object of a response. */
export type Fields = Readonly<Record<string, unknown>>;

/** A response; undefined if the connection is lost. */
export type Reply = { readonly status: number; readonly body: unknown } | undefined;

/** Frequency of faults, from 0 to 1. */
export interface Troubles {
  readonly shuffled: boolean;
  /** Spelling of values in a response. */
  readonly spelling: "as sent" | "lower" | "upper" | "mixed";
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly failed: number;
  readonly repeated: number;
  readonly contradicted: number;
  readonly missing: number;
  readonly strange: number;
  readonly unnamed: number;
}

/** What is stored. */
export interface Stored {
  readonly id: string;
  readonly row: Fields;
}

/** Titles of rows that the service rejects: the row alone, or the whole request. */
export const rejectedTitle = "rejected";
export const poisonTitle = "poison";

const hashTypes = new Set(["FileSha1", "FileSha256", "FileMd5", "CertificateThumbprint"]);

/** Fields that identify an indicator: value, type, action and device groups. */
export function keyOf(row: Fields): string {
  return JSON.stringify([...targetOf(row), row["action"]]);
}

/** Value, type and device groups. */
export function targetOf({ indicatorValue, indicatorType, rbacGroupNames }: Fields): unknown[] {
  const value = String(indicatorValue);
  const type = String(indicatorType);
  return [hashTypes.has(type) ? value.toLowerCase() : value, type, groupsOf({ rbacGroupNames })];
}

/** Device groups, each once and sorted; none means all devices. */
export function groupsOf({ rbacGroupNames }: Fields): string[] {
  return Array.isArray(rbacGroupNames) ? [...new Set(rbacGroupNames as string[])].toSorted() : [];
}

export class RawService {
  readonly stored = new Map<string, Stored>();
  /** Every row that was ever stored, as text, with its id. */
  readonly history = new Map<string, string>();
  /** Rows, as text, and ids with a response that was lost or is not clear. */
  readonly unclear = new Set<string>();
  /** Requests that should not have been made. */
  readonly breaches: string[] = [];
  readonly #random: Random;
  readonly #errorCodes: Troubles;
  #nextId = 1;

  constructor(random: Random, errorCodes: Troubles) {
    this.#random = random;
    this.#errorCodes = errorCodes;
  }

  /** @param target - path and query */
  reply(method: string, target: string, text: string): Reply {
    if (target.includes("/token"))
      return { status: 200, body: { token_type: "Bearer", expires_in: 3599, access_token: "raw-token" } };
    const body = (text === "" ? {} : JSON.parse(text)) as { Indicators?: Fields[]; IndicatorIds?: string[] };
    const { Indicators: rows = [], IndicatorIds: ids = [] } = body;
    const names = [...rows.map((row) => JSON.stringify(row)), ...ids];
    if (this.#happens("lostBefore")) return this.#doubt(names, undefined);
    if (this.#happens("failed")) return this.#doubt(names, problem(503, "Try later."));
    const reply = method === "GET" ? this.#list() : ids.length > 0 ? this.#delete(ids) : this.#import(rows);
    return method !== "GET" && this.#happens("lostAfter") ? this.#doubt(names, undefined) : reply;
  }

  /** Adds or updates; returns the id. */
  store(row: Fields): string {
    const key = keyOf(row);
    const id = this.stored.get(key)?.id ?? String(this.#nextId++);
    this.stored.set(key, { id, row });
    this.history.set(JSON.stringify(row), id);
    return id;
  }

  #happens(what: keyof Troubles): boolean {
    const rate = this.#errorCodes[what];
    return typeof rate === "number" && this.#random.chance(rate);
  }

  #doubt(names: readonly string[], reply: Reply): Reply {
    for (const name of names) this.unclear.add(name);
    return reply;
  }

  #list(): Reply {
    const value = [...this.stored.values()].map(({ id, row }) => ({ rbacGroupNames: [], ...row, id }));
    return { status: 200, body: { value: this.#random.shuffled(value) } };
  }

  /** Deletes all or none. An indicator must not leave its devices without one of the same value and type. */
  #delete(ids: readonly string[]): Reply {
    const found = ids.map((id) => [...this.stored].find(([, stored]) => stored.id === id)?.[0]);
    if (found.includes(undefined)) return problem(404, "Resource was not found.");
    for (const key of found as string[]) {
      const old = this.stored.get(key) as Stored;
      this.stored.delete(key);
      if (!this.isCovered(old.row)) this.breaches.push(`${key} was deleted, and nothing replaces it`);
    }
    return { status: 204, body: undefined };
  }

  /** Returns whether each device group of the row has an indicator of its value and type. */
  isCovered(row: Fields): boolean {
    const [value, type] = targetOf(row);
    const groups = [...this.stored.values()]
      .filter((one) => targetOf(one.row)[0] === value && targetOf(one.row)[1] === type)
      .map((one) => groupsOf(one.row));
    if (groups.some((names) => names.length === 0)) return true;
    const wanted = groupsOf(row);
    return wanted.length > 0 && wanted.every((name) => groups.some((names) => names.includes(name)));
  }

  #import(rows: readonly Fields[]): Reply {
    const values = rows.map((row) => String(row["indicatorValue"]).toLowerCase());
    if (new Set(values).size < rows.length) this.breaches.push(`one request holds ${values.join(", ")}`);
    const poison = rows.find((row) => row["title"] === poisonTitle);
    if (poison !== undefined) return problem(400, `Indicator ${String(poison["indicatorValue"])} is bad.`);
    const results = rows.flatMap((row) => this.#resultsOf(row));
    if (this.#happens("strange")) results.push(this.#strange(values));
    return {
      status: 200,
      body: { value: this.#errorCodes.shuffled ? this.#random.shuffled(results) : results },
    };
  }

  /** Returns a result of an indicator that is not in the request, but may be in another one. */
  #strange(values: readonly string[]): Fields {
    const nobody = { id: "9999999", row: { indicatorValue: "stranger.example" } };
    const isOther = ({ row }: Stored) => !values.includes(String(row["indicatorValue"]).toLowerCase());
    const { id, row } = [...this.stored.values()].find(isOther) ?? nobody;
    return { ...resultOf(this.#spelled(row)), id };
  }

  #resultsOf(row: Fields): Fields[] {
    const isRejected = row["title"] === rejectedTitle;
    const id = isRejected ? null : this.store(row);
    const result = { ...resultOf(this.#spelled(row)), id, isFailed: isRejected };
    if (this.#happens("repeated")) return [result, { ...result, indicator: this.#spelled(row) }];
    const other = { ...result, id: isRejected ? "7777777" : null, isFailed: !isRejected };
    const corrupt = {
      contradicted: [result, other],
      missing: [],
      unnamed: [{ ...result, indicator: null }],
    };
    for (const [what, results] of Object.entries(corrupt)) {
      if (!this.#happens(what as keyof Troubles)) continue;
      this.unclear.add(JSON.stringify(row));
      return results;
    }
    return [result];
  }

  #spelled({ indicatorValue }: Fields): string {
    const value = String(indicatorValue);
    const { spelling } = this.#errorCodes;
    const way = spelling === "mixed" ? this.#random.pick(["as sent", "lower", "upper"]) : spelling;
    if (way === "as sent") return value;
    return way === "lower" ? value.toLowerCase() : value.toUpperCase();
  }
}

function resultOf(indicator: string): Fields {
  return { id: null, indicator, isFailed: false, failureReason: null };
}

function problem(status: number, message: string): Reply {
  return { status, body: { error: { code: "Problem", message } } };
}
