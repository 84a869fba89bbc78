/** Checks and merges the defaults of a feed. */
import type { ConnectorError } from "../contract/errors.js";
import type { FeedDefaults } from "../contract/generated/objects/feed_defaults.js";
import { isObject } from "../contract/json_pointer.js";
import type { JsonObject } from "../contract/types.js";
import { nearest } from "../declarations/nearest.js";
import { isDuration } from "./duration.js";
import { tlpLevels } from "./feed_types.js";
import { defaultMapping, type FeedMapping } from "./mapping/feed_mapping.js";
import { textAs, textList } from "./mapping/field_value.js";
import { settingErrors } from "./messages.js";

export type { FeedDefaults } from "../contract/generated/objects/feed_defaults.js";

type Key = keyof FeedDefaults;

/** Returns the value as it is used. @throws InvalidOption */
type Check = (value: unknown, key: string, mapping: FeedMapping) => unknown;

const checks: Readonly<Record<Key, Check>> = {
  action: wordOfField,
  severity: wordOfField,
  title: text,
  description: text,
  expiresAfter: lifetimes,
  maxExpiresAfter: duration,
  rbacGroupNames: names,
  maxTlp: (value, key) => wordOf(value, key, tlpLevels),
  minConfidence: confidence,
  allHashes: truth,
  ipSrc: (value, key) => wordOf(value, key, ["take", "skip"]),
};

/** Names of all defaults. */
export const defaultKeys: readonly string[] = Object.keys(checks);

/**
 * Returns checked defaults. Words are returned in their declared spelling; letter case is ignored.
 * @throws ConnectorError InvalidOption that names the key
 */
export function feedDefaults(given: unknown, mapping: FeedMapping = defaultMapping()): FeedDefaults {
  if (!isObject(given)) throw settingErrors.notAnObject(kindOf(given));
  const entries = Object.entries(given).map(([key, value]) => {
    if (!Object.hasOwn(checks, key)) throw unknownKey(key);
    return [key, checks[key as Key](value, key, mapping)];
  });
  return Object.fromEntries(entries) as FeedDefaults;
}

/**
 * Returns the defaults of all parts; later parts have precedence key by key, and lifetimes type by type.
 * @param parts - such as those of the asset, of a file, and of single options
 * @throws ConnectorError InvalidOption that names the key
 */
export function mergedDefaults(
  parts: readonly unknown[],
  mapping: FeedMapping = defaultMapping(),
): FeedDefaults {
  let merged: FeedDefaults = {};
  for (const part of parts) {
    const next = feedDefaults(part, mapping);
    const expiresAfter = { ...merged.expiresAfter, ...next.expiresAfter };
    merged = { ...merged, ...next, ...(Object.keys(expiresAfter).length === 0 ? {} : { expiresAfter }) };
  }
  return merged;
}

/**
 * Reads the defaults of the command line: `action=Block`, `expiresAfter=P30D`, `expiresAfter.Url=P7D`,
 * `rbacGroupNames=a,b`, `rbacGroupNames=["a, b"]`.
 * @returns objects for {@link mergedDefaults}
 * @throws ConnectorError InvalidOption, also for a default that is set twice
 */
export function defaultsOf(options: readonly string[]): JsonObject[] {
  const seen = new Set<string>();
  return options.map((option) => {
    const { key, type, value } = partsOf(option);
    const name = type === undefined ? key : `${key}.${type}`;
    if (seen.has(name)) throw settingErrors.setTwice(name);
    seen.add(name);
    return { [key]: type === undefined ? typedValue(key, value) : Object.fromEntries([[type, value]]) };
  });
}

function partsOf(option: string): { readonly key: Key; readonly type?: string; readonly value: string } {
  const [, key = "", type, value = ""] = /^([^=.]*)(?:\.([^=]*))?=(.*)$/s.exec(option) ?? [];
  if (key === "") throw settingErrors.noForm(option);
  if (!Object.hasOwn(checks, key)) throw unknownKey(key);
  if (key === "expiresAfter") return { key, type: type ?? "default", value };
  if (type !== undefined) throw settingErrors.noParts(key);
  return { key: key as Key, value };
}

/** Returns the text as the type of the key; a text without that type stays, and the check rejects it. */
function typedValue(key: Key, value: string): unknown {
  if (key === "rbacGroupNames" && /^[\s,;]+$/.test(value))
    throw settingErrors.invalidDefault(key, value, "group");
  if (key === "rbacGroupNames") return textList(value) ?? value;
  if (key === "minConfidence") return textAs(value, { types: new Set(["number"]) });
  return key === "allHashes" ? textAs(value, { types: new Set(["boolean"]) }) : value;
}

function wordOfField(value: unknown, key: string, { mapping, fields }: FeedMapping): unknown {
  const sources = Object.entries(mapping.fields);
  const [field = ""] = sources.find(([, all]) => all.some((one) => one.default === key)) ?? [];
  const words = fields.get(field)?.words;
  return words === undefined ? text(value, key) : wordOf(value, key, [...words.values()]);
}

function wordOf(value: unknown, key: string, words: readonly string[]): string {
  const letters = typeof value === "string" ? value.toLowerCase() : undefined;
  const word = words.find((one) => one.toLowerCase() === letters);
  if (word !== undefined) return word;
  const near = letters === undefined ? [] : nearest(letters, words);
  throw settingErrors.notOneOf(key, value, words, near);
}

function text(value: unknown, key: string): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw settingErrors.invalidDefault(key, value, "text");
}

function lifetimes(value: unknown, key: string, { mapping }: FeedMapping): unknown {
  if (!isObject(value)) throw settingErrors.invalidDefault(key, value, "lifetimes");
  const types = ["default", ...Object.values(mapping.types)];
  for (const [type, length] of Object.entries(value)) {
    if (!types.includes(type))
      throw settingErrors.unknownName(`type in the default ${key}:`, type, nearest(type, types), types);
    duration(length, `${key}.${type}`);
  }
  return value;
}

function duration(value: unknown, key: string): string {
  if (typeof value === "string" && isDuration(value)) return value;
  throw settingErrors.invalidDefault(key, value, "duration");
}

function names(value: unknown, key: string): unknown {
  const isList = Array.isArray(value) && value.every((one) => typeof one === "string" && one.trim() !== "");
  if (isList) return value;
  throw settingErrors.invalidDefault(key, value, "names");
}

function confidence(value: unknown, key: string): number {
  if (typeof value === "number" && value >= 0 && value <= 100) return value;
  throw settingErrors.invalidDefault(key, value, "confidence");
}

function truth(value: unknown, key: string): boolean {
  if (typeof value === "boolean") return value;
  throw settingErrors.invalidDefault(key, value, "truth");
}

function unknownKey(key: string): ConnectorError {
  return settingErrors.unknownName("default", key, nearest(key, defaultKeys), defaultKeys);
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}
