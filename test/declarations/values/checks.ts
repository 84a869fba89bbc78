/** Checks of one value: strict mode accepts it, rejects it, or proposes another one that `normalize` writes. */
import { expect } from "chai";
import type { JsonObject } from "../../../connector/index.js";
import { row } from "../../support/rows.js";
import { checkOf, defaultNow, rulesFiles } from "../sweep.js";

const rulesPath = "schemas/rules/indicator.json";
const [, rules] = rulesFiles.find(([name]) => name === rulesPath) ?? [];
if (rules === undefined) throw new Error(`${rulesPath} does not exist.`);
/** The check of rows of Defender. */
export const check = checkOf(rulesPath, rules);
/** Time of the checks. */
export const nowMs = Date.parse(defaultNow);

/** Returns a row of that type. */
export const typed = (indicatorType: string, indicatorValue: string): JsonObject =>
  row(1, {
    indicatorType,
    indicatorValue,
    ...(indicatorType === "CertificateThumbprint" ? { action: "Allowed" } : {}),
  });

/** Returns the problem of the value; undefined if strict mode accepts it. */
export function faultOf(given: JsonObject): string | undefined {
  const found = check.explain(given, nowMs);
  expect(check.isValid(given, nowMs), "fast and complete check").to.equal(found.length === 0);
  return found.find(({ isWarning }) => isWarning !== true)?.message;
}

/** Returns the value that the message proposes; undefined if it proposes none. */
export function proposalIn(message: string): string | undefined {
  const quoted = /Write ("(?:[^"\\]|\\.)*"), or use normalize\.$/.exec(message)?.[1];
  return quoted === undefined ? undefined : (JSON.parse(quoted) as string);
}

/** Returns the field as `normalize` writes it. */
export function normalized(given: JsonObject, field = "indicatorValue"): unknown {
  const { row: after } = check.normalize(given);
  expect(check.normalize(after), "normalizing twice changes nothing").to.deep.equal({
    row: after,
    changes: [],
  });
  return after[field];
}

/** Expects that strict mode rejects the value and proposes `plain`, and that `normalize` writes `plain`. */
export function isCorrectedTo(type: string, written: string, plain: string): void {
  const given = typed(type, written);
  const fault = faultOf(given);
  expect(fault, written).to.be.a("string");
  expect(proposalIn(fault ?? ""), fault).to.equal(plain);
  expect(normalized(given), written).to.equal(plain);
}

/** Expects that strict mode accepts the value, and that `normalize` writes `canonical`. */
export function isAccepted(type: string, value: string, canonical = value): void {
  expect(faultOf(typed(type, value)), value).to.equal(undefined);
  expect(normalized(typed(type, value)), value).to.equal(canonical);
}

/** Expects that strict mode rejects the value without a proposal, and that `normalize` changes nothing. */
export function isRejected(type: string, value: string): void {
  const given = typed(type, value);
  const fault = faultOf(given);
  expect(fault, value).to.be.a("string");
  expect(proposalIn(fault ?? ""), fault).to.equal(undefined);
  expect(check.normalize(given)).to.deep.equal({ row: given, changes: [] });
}
