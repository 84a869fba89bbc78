// Default settings of the simulated service, and the validation and merging of changes.
import { settingMessages } from "../messages.js";
import { isObject } from "./json.js";
import type { Limits, Settings, SettingsChange } from "./types.js";

const DEFAULT_LIMITS: Limits = {
  // "Rate limitations for this API are 30 calls per minute" (Import Indicators API).
  import: { calls: 30, perSeconds: 60 },
  // "100 calls per minute and 1500 calls per hour" (Submit, List and Delete Indicator); other operations: not documented.
  submit: { calls: 100, perSeconds: 60, perHour: 1500 },
  list: { calls: 100, perSeconds: 60, perHour: 1500 },
  get: { calls: 100, perSeconds: 60, perHour: 1500 },
  delete: { calls: 100, perSeconds: 60, perHour: 1500 },
  // "30 calls per minute and 1,500 calls per hour" (Batch Delete Indicators).
  batchDelete: { calls: 30, perSeconds: 60, perHour: 1500 },
  machineGroups: { calls: 100, perSeconds: 60, perHour: 1500 },
  // "130,000 requests per 10 seconds" per app (Microsoft Graph throttling limits): no lower one is documented.
  graph: { calls: 130_000, perSeconds: 10 },
  // "100 requests per minute" per user (Sentinel upload API).
  uploadStixObjects: { calls: 100, perSeconds: 60 },
  // MISP has a limit for each role, in a window of 900 seconds; by default it is off.
  misp: { calls: 1_000_000, perSeconds: 900 },
};

/** Batches, capacity, rate limits and import responses. */
const WRITE_DEFAULTS = {
  // "Maximum batch size for one API call is 500", "a limit of 15,000 active Indicators per tenant" (Import Indicators API).
  maxBatch: 500,
  maxTiBatch: 100,
  maxStixBatch: 100,
  capacity: 15_000,
  latencyMs: 0,
  throttleHint: "body",
  throttleCode: "429",
  enforceRateLimit: true,
  countThrottled: false,
  semanticFaults: "row",
  expiredFaults: "whole",
  unnamedErrors: false,
  echo: "asGiven",
  order: "asGiven",
} as const;

/** Lists and deletes of Defender. */
const LIST_AND_DELETE_DEFAULTS = {
  // The documented maximum of $top; the page size of the real service is not documented.
  pageSize: 10_000,
  // Published clients follow links; whether this list has links is not documented.
  nextLinks: true,
  lastLink: "absent",
  nextLinkOrigin: "",
  portalRows: false,
  deleteStatus: "204",
  // The documentation does not say what happens to the other ids.
  batchDelete: "atomic",
  deviceGroups: ["UnassignedGroup", "GroupOne", "GroupTwo"] as string[],
} as const;

/** Graph, Sentinel, row rules, feeds and tokens. */
const OTHER_DEFAULTS = {
  graphRemoved: false,
  graphRemovedStatus: "410",
  stixErrorKey: "errorMessages",
  acceptMd5: true,
  acceptNetworkRemediation: false,
  strictIpv6: false,
  // Entra's documented sample returns 3599.
  taxiiPaging: "cursor",
  taxiiDates: true,
  taxiiPageSize: 100,
  taxiiPublic: false,
  mispCounts: true,
  tokenLifetimeSeconds: 3599,
  opaqueTokens: false,
} as const;

/** Returns a new copy of the defaults. */
export function defaultSettings(): Settings {
  return structuredClone({
    limits: DEFAULT_LIMITS,
    ...WRITE_DEFAULTS,
    ...LIST_AND_DELETE_DEFAULTS,
    ...OTHER_DEFAULTS,
  });
}

/** Returns the settings with a change applied; limits are merged one by one. */
export function changed(settings: Settings, change: SettingsChange = {}): Settings {
  return { ...settings, ...change, limits: { ...settings.limits, ...change.limits } };
}

const CHOICES: Partial<Record<keyof Settings, readonly string[]>> = {
  throttleHint: ["body", "seconds", "date", "none"],
  throttleCode: ["429", "TooManyRequests"],
  semanticFaults: ["whole", "row"],
  expiredFaults: ["whole", "row"],
  echo: ["asGiven", "lowerCase", "upperCase"],
  order: ["asGiven", "shuffled"],
  lastLink: ["absent", "null"],
  deleteStatus: ["204", "200"],
  batchDelete: ["atomic", "others"],
  graphRemovedStatus: ["410", "400"],
  stixErrorKey: ["errorMessages", "validationErrorMessages"],
  taxiiPaging: ["cursor", "dates", "silent", "offset"],
};

// A lower value would break the service: a page without rows links to itself forever.
const FLOORS: Partial<Record<keyof Settings, number>> = {
  pageSize: 1,
  maxBatch: 1,
  maxTiBatch: 1,
  maxStixBatch: 1,
  taxiiPageSize: 1,
  tokenLifetimeSeconds: 1,
};

const isNames = (value: unknown) =>
  Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "");

const isPositive = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value > 0;

function limitProblem(name: string, limit: unknown): string | undefined {
  const place = `limits.${name}`;
  if (!Object.hasOwn(defaultSettings().limits, name)) return settingMessages.unknown(place);
  if (!isObject(limit) || !isPositive(limit["calls"]) || !isPositive(limit["perSeconds"])) {
    return settingMessages.limitIncomplete(place);
  }
  if ("perHour" in limit && !isPositive(limit["perHour"]))
    return settingMessages.notPositive(`${place}.perHour`);
  return undefined;
}

function fieldProblem(name: string, value: unknown): string | undefined {
  const standard = defaultSettings()[name as keyof Settings];
  if (standard === undefined) return settingMessages.unknown(name);
  if (Array.isArray(standard)) return isNames(value) ? undefined : settingMessages.notNames(name);
  if (typeof value !== typeof standard) return settingMessages.otherType(name, typeof standard);
  const choices = CHOICES[name as keyof Settings];
  if (choices && !choices.includes(value as string)) return settingMessages.notOneOf(name, choices);
  const floor = FLOORS[name as keyof Settings] ?? 0;
  return typeof value === "number" && !(value >= floor) ? settingMessages.tooLow(name, floor) : undefined;
}

/** Returns what is wrong with a change that was sent over HTTP, or undefined. */
export function settingsProblem(change: unknown): string | undefined {
  if (!isObject(change)) return settingMessages.notAnObject("settings");
  const { limits = {}, ...fields } = change;
  if (!isObject(limits)) return settingMessages.notAnObject("limits");
  const problems = [
    ...Object.entries(fields).map(([name, value]) => fieldProblem(name, value)),
    ...Object.entries(limits).map(([name, limit]) => limitProblem(name, limit)),
  ];
  return problems.find((problem) => problem !== undefined);
}
