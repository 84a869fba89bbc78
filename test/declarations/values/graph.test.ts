/** Properties of values in rows of Graph: the same checks as for Defender, in every field. */
import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject } from "../../../connector/index.js";
import { ran, response, type Service } from "../../engine/stub.js";
import { tiRow, valueOf } from "../../support/ti_rows.js";
import { defangedEmail } from "./edge_generators.js";
import {
  address4,
  address6,
  brokenDomain,
  defangedDomain,
  defangedUrl,
  hashOf,
  host,
  url,
} from "./generators.js";
import { seed } from "../../support/property_seed.js";

/** Without endOnFailure, the search for a smaller counterexample takes minutes. */
const runs = { seed, numRuns: 15, endOnFailure: true };
const id = "c6fb948b-89c5-405a-a593-6d5e4a2b1f00";
const acceptAll: Service = ({ rows }) => response({ value: rows.map((sent) => ({ id, ...sent })) });

/** A row with one value, the field that holds it, and the value that `normalize` writes; undefined if it is rejected. */
interface Given {
  readonly change: JsonObject;
  readonly field: string;
  readonly plain?: string;
}

const asWritten = (field: string) => (one: { readonly plain: string; readonly written: string }) => ({
  change: { [field]: one.written },
  field,
  plain: one.plain,
});
const domainFields = ["domainName", "emailSourceDomain"] as const;
const addressFields = ["networkIPv4", "networkDestinationIPv4", "networkSourceIPv4"] as const;
const lengths = { md5: 32, sha1: 40, sha256: 64 } as const;
const hashTypes = Object.keys(lengths) as (keyof typeof lengths)[];

const corrected: fc.Arbitrary<Given> = fc.oneof(
  defangedUrl.map(asWritten("url")),
  defangedEmail.map(asWritten("emailSenderAddress")),
  fc.constantFrom(...domainFields).chain((field) => defangedDomain.map(asWritten(field))),
  fc
    .tuple(fc.constantFrom(...addressFields), address4)
    .filter(([, { isPublic }]) => isPublic)
    .map(([field, { text }]) => asWritten(field)({ plain: text, written: text.replaceAll(".", "[.]") })),
  fc.constantFrom(...hashTypes).chain((type) =>
    hashOf(lengths[type]).map((hash) => ({
      change: { fileHashType: type, fileHashValue: hash.replace(/..(?=.)/g, "$&:") },
      field: "fileHashValue",
      plain: hash,
    })),
  ),
);

const rejected: fc.Arbitrary<Given> = fc.oneof(
  brokenDomain
    .filter(({ correction }) => correction === undefined)
    .chain(({ text }) =>
      fc.constantFrom(...domainFields).map((field) => ({ change: { [field]: text }, field })),
    ),
  fc
    .tuple(fc.constantFrom(...addressFields), address4)
    .filter(([, { isPublic }]) => !isPublic)
    .map(([field, { text }]) => ({
      change: { [field]: text },
      field,
    })),
  fc
    .tuple(fc.constantFrom(...addressFields), address6)
    .map(([field, { full }]) => ({ change: { [field]: full }, field })),
  fc.tuple(address4, fc.integer({ min: 33, max: 99 })).map(([{ text }, prefix]) => ({
    change: { networkCidrBlock: `${text}/${prefix}` },
    field: "networkCidrBlock",
  })),
  fc
    .tuple(fc.constantFrom(...hashTypes), fc.constantFrom(...hashTypes))
    .filter(([type, other]) => type !== other)
    .chain(([type, other]) =>
      hashOf(lengths[other]).map((hash) => ({
        change: { fileHashType: type, fileHashValue: hash },
        field: "fileHashValue",
      })),
    ),
  host.map((name) => ({ change: { emailSenderAddress: name }, field: "emailSenderAddress" })),
  fc
    .tuple(host, fc.constantFrom("htxp", "mailto", ""))
    .map(([name, scheme]) => ({ change: { url: `${scheme}://${name}/x` }, field: "url" })),
);

const accepted: fc.Arbitrary<JsonObject> = fc.oneof(
  url.map((text) => ({ url: text })),
  host.map((name) => ({ domainName: name })),
  fc
    .constantFrom(...hashTypes)
    .chain((type) => hashOf(lengths[type]).map((hash) => ({ fileHashType: type, fileHashValue: hash }))),
  address4.filter(({ isPublic }) => isPublic).map(({ text }) => ({ networkIPv4: text })),
  address6.map(({ full }) => ({ networkIPv6: full })),
);

describe(`values: properties of rows of Graph (FC_SEED=${seed})`, () => {
  for (const [name, more] of [
    ["submit_ti_indicators", {}],
    ["update_ti_indicators", { id }],
  ] as const) {
    const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 5, maxLength: 20 });
    const rowsOf = (changes: readonly JsonObject[]) =>
      changes.map((change, n) => {
        const { domainName: _own, ...others } = tiRow(n);
        return {
          ...others,
          ...more,
          ...(name.startsWith("update") ? { id: `${id.slice(0, -3)}${100 + n}` } : {}),
          ...change,
        };
      });
    const run = (rows: readonly JsonObject[], normalize = false) =>
      ran(valueOf(rows), { name, normalize, service: acceptAll });

    it(`sends valid values of ${name} unchanged`, async () => {
      await fc.assert(
        fc.asyncProperty(many(accepted), async (changes) => {
          const given = rowsOf(changes);
          const { calls, reasons } = await run(given);
          expect(reasons.filter((reason) => typeof reason === "string")).to.deep.equal([]);
          expect(calls.flatMap(({ rows }) => rows)).to.deep.equal(given);
        }),
        runs,
      );
    });

    it(`rejects values of ${name} that can be corrected, proposes the correction, and normalizes them`, async () => {
      await fc.assert(
        fc.asyncProperty(many(corrected), async (made) => {
          const given = rowsOf(made.map(({ change }) => change));
          const strict = await run(given);
          expect(strict.calls.length).to.equal(0);
          for (const [n, { field, plain }] of made.entries()) {
            expect(String(strict.reasons[n])).to.match(new RegExp(`^InvalidIndicator: ${field} `));
            expect(String(strict.reasons[n])).to.contain(`Write ${JSON.stringify(plain)}, or use normalize.`);
          }
          const { calls, warnings } = await run(given, true);
          const expected = given.map((row, n) => ({ ...row, [made[n]?.field ?? ""]: made[n]?.plain }));
          expect(calls.flatMap(({ rows }) => rows)).to.deep.equal(expected);
          expect(warnings.map(({ code }) => code)).to.include("Normalized");
        }),
        runs,
      );
    });

    it(`rejects values of ${name} that have no certain correction, also with normalize`, async () => {
      await fc.assert(
        fc.asyncProperty(many(rejected), async (made) => {
          for (const normalize of [false, true]) {
            const { calls, reasons } = await run(rowsOf(made.map(({ change }) => change)), normalize);
            expect(calls.length).to.equal(0);
            for (const [n, { field, change }] of made.entries())
              expect(String(reasons[n]), JSON.stringify(change)).to.match(
                new RegExp(`^InvalidIndicator: ${field} `),
              );
          }
        }),
        runs,
      );
    });
  }
});
