import { expect } from "chai";
import fc from "fast-check";
import type { JsonObject, ValidationMode, WarningEvent } from "../../../connector/index.js";
import { MemoryJournal } from "../../support/memory_journal.js";
import { importOf, row, rows } from "../../support/rows.js";
import { stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";
import { misspelt, otherCase, separated } from "./names.js";
import { acceptAll, response, asset, nothing, own, ran, ranRows, type Service, stub } from "../stub.js";
import { seed } from "../../support/property_seed.js";

const modes: readonly ValidationMode[] = ["strict", "report", "off"];

/** Another product's or a person's name for a field, a value for it, and the field. */
const nearMisses: [found: string, value: unknown, meant: string][] = [
  ["RbacGroups", ["GroupOne"], "rbacGroupNames"],
  ["rbacGroups", ["GroupOne"], "rbacGroupNames"],
  ["deviceGroups", ["GroupOne"], "rbacGroupNames"],
  ["rbacGroupNames ", ["GroupOne"], "rbacGroupNames"],
  ["expirationDateTime", "2999-12-01T00:00:00Z", "expirationTime"],
  ["expirationDate", "2999-12-01T00:00:00Z", "expirationTime"],
  ["expiry", "2999-12-01", "expirationTime"],
  ["generate_alert", true, "generateAlert"],
  ["mitreTechnique", ["T1059"], "mitreTechniques"],
  ["severty", "High", "severity"],
  ["expirationTme", "2999-12-01T00:00:00Z", "expirationTime"],
  ["expires", "2999-12-01", "expirationTime"],
  ["validUntil", "2999-12-01", "expirationTime"],
  ["valid_until", "2999-12-01", "expirationTime"],
  ["Scope", "GroupOne", "rbacGroupNames"],
  ["scope", "GroupOne", "rbacGroupNames"],
  ["groups", ["GroupOne"], "rbacGroupNames"],
  ["Device groups", "GroupOne", "rbacGroupNames"],
  ["value", "host-1.example", "indicatorValue"],
  ["indicator", "host-1.example", "indicatorValue"],
  ["type", "DomainName", "indicatorType"],
  ["threatLevel", "high", "severity"],
  ["additionalInformation", "x", "additionalInfo"],
  ["rbac_group_id", [7], "rbacGroupIds"],
  ["rbacGroup\u200bNames", ["GroupOne"], "rbacGroupNames"],
  ["actions", "Block", "action"],
  ["ＡＣＴＩＯＮ", "Block", "action"],
  ["deviceGruops", ["GroupOne"], "rbacGroupNames"],
];

/** Columns of the portal's CSV, each with the field that it means. */
const portalColumns: [column: string, value: unknown, field: string][] = [
  ["IndicatorType", "DomainName", "indicatorType"],
  ["IndicatorValue", "host-1.example", "indicatorValue"],
  ["ExpirationTime", "2999-01-31T00:00:00.0Z", "expirationTime"],
  ["Action", "Block", "action"],
  ["Severity", "High", "severity"],
  ["Title", "Scoped", "title"],
  ["Description", "For one group only", "description"],
  ["RecommendedActions", "", "recommendedActions"],
  ["RbacGroups", "GroupOne,GroupTwo", "rbacGroupNames"],
  ["Category", "SuspiciousActivity", "category"],
  ["MitreTechniques", "T1566.001,T1204", "mitreTechniques"],
  ["GenerateAlert", "true", "generateAlert"],
];

/** All fields of a real list item, and the additional fields of a single one. */
const listed: JsonObject = {
  "@odata.context": "https://api.example/api/$metadata#Indicators/$entity",
  id: "17",
  indicatorValue: "host-1.example",
  indicatorType: "DomainName",
  action: "Block",
  createdBy: "29c9ea20-6466-4ddd-8f23-bcd0b9e74bbd",
  severity: "Informational",
  category: 1,
  application: null,
  educateUrl: null,
  bypassDurationHours: null,
  title: "Block the domain",
  description: "Inert.",
  recommendedActions: null,
  creationTimeDateTimeUtc: "2023-05-04T16:08:56.7716458Z",
  expirationTime: null,
  lastUpdateTime: "2023-05-04T16:21:24.6281036Z",
  lastUpdatedBy: "29c9ea20-6466-4ddd-8f23-bcd0b9e74bbd",
  rbacGroupNames: [],
  rbacGroupIds: [],
  notificationId: null,
  notificationBody: null,
  version: null,
  mitreTechniques: [],
  historicalDetection: false,
  lookBackPeriod: null,
  generateAlert: true,
  additionalInfo: null,
  createdByDisplayName: "WindowsDefenderATPSiemConnector",
  externalId: null,
  createdBySource: "PublicApi",
  certificateInfo: null,
  source: "user",
  sourceType: "User",
};

/** Unrelated names, some of which partly resemble a field. */
const unrelated =
  "x_internal_ticket source_ref internalId ticketId owner analyst feedName firstSeen last_seen confidence score tlp campaign malware reference referenceUrl comment country asn resourceType applicationId alertId security categoryId riskScore reason createdDate updatedAt expectation operation fraction".split(
    " ",
  );

const says = (found: string, meant: string) =>
  new RegExp(`is not a known field\\. Rename it to ${meant}[ ,].*`);
const messagesOf = (warnings: readonly WarningEvent[], code = "UnknownField") =>
  warnings.filter((one) => one.code === code).map(({ message }) => message);

describe("engine: names of fields that resemble known ones", () => {
  for (const [found, value, meant] of nearMisses) {
    it(`rejects ${JSON.stringify(found)} in every mode, and names ${meant}`, async () => {
      for (const validation of modes) {
        const given = [row(0), row(1, { [found]: value }), row(2)];
        const { reasons, calls } = await ranRows(given, { validation });
        expect(String(reasons[1]), validation).to.match(/^InvalidIndicator: /);
        expect(String(reasons[1])).to.match(says(found, meant));
        expect([reasons[0], reasons[2]]).to.deep.equal([null, null]);
        expect(calls.flatMap((call) => call.rows)).to.deep.equal([row(0), row(2)]);
      }
    });
  }

  it("writes an invisible character as its code point", async () => {
    const { reasons } = await ranRows([row(1, { "\u200erbacGroupNames": ["a"] })]);
    expect(reasons[0]).to.contain('"<U+200E>rbacGroupNames" is not a known field.');
  });

  it("rejects a row that has the right field as well", async () => {
    const given = row(1, { rbacGroups: ["GroupOne"], rbacGroupNames: ["GroupOne"] });
    const { reasons, calls } = await ranRows([given], { validation: "off" });
    expect(String(reasons[0])).to.match(says("rbacGroups", "rbacGroupNames"));
    expect(calls.length).to.equal(0);
  });

  it("names every wrong name, and in strict mode also the invalid values under the right names", async () => {
    const given = row(1, { Expires: "2020-01-01T00:00:00Z", severty: "High" });
    const strict = String((await ranRows([given])).reasons[0]);
    expect(strict).to.match(says("Expires", "expirationTime"));
    expect(strict).to.match(says("severty", "severity"));
    expect(strict).to.match(/expirationTime "2020-01-01T00:00:00Z" is in the past/);
    const off = String((await ranRows([given], { validation: "off" })).reasons[0]);
    expect(off).to.match(says("severty", "severity")).and.not.contain("is in the past");
  });

  it("uses the first of two names for one field when it checks the values", async () => {
    const given = row(1, { expiry: "2020-01-01T00:00:00Z", expires: "2999-01-01T00:00:00Z" });
    const { reasons } = await ranRows([given]);
    expect(reasons[0]).to.match(says("expiry", "expirationTime")).and.contain('"expires" is not a known');
    expect(reasons[0]).to.contain('expirationTime "2020-01-01T00:00:00Z" is in the past');
  });

  it("does not report values that normalize corrects", async () => {
    const given = row(1, { indicatorValue: "host-1.example ", severty: "High" });
    const { reasons } = await ranRows([given], { normalize: true });
    expect(reasons[0]).to.equal(
      'InvalidIndicator: "severty" is not a known field. Rename it to severity, or remove it.',
    );
  });

  it("shows the row's value in the result, under whatever name it was passed", async () => {
    const { indicatorValue, ...rest } = row(1);
    const { results } = await ranRows([{ ...rest, IndicatorValue: indicatorValue }]);
    expect(results[0]?.["indicator"]).to.equal("host-1.example");
  });

  it("rejects a row of the portal's CSV columns, naming the field for each column", async () => {
    const { reasons, calls } = await ranRows([
      Object.fromEntries(portalColumns.map(([column, value]) => [column, value])),
    ]);
    for (const [column, , field] of portalColumns)
      expect(reasons[0]).to.contain(`"${column}" is not a known field. Rename it to ${field}, or remove it.`);
    expect(reasons[0]).to.not.contain("is missing");
    expect(calls.length).to.equal(0);
  });

  it("rejects them in a stream and in a dry run", async () => {
    const given = [row(0), row(1, { RbacGroups: ["GroupOne"] })];
    const { connector, calls } = await stub();
    const results: JsonObject[] = [];
    for await (const result of connector.stream("import_indicators", given, { asset, validation: "off" }))
      results.push(result);
    expect(String(results[1]?.["failureReason"])).to.match(says("RbacGroups", "rbacGroupNames"));
    expect(calls[0]?.rows).to.deep.equal([row(0)]);
    const { sent, rejected, findings } = await connector.plan("import_indicators", importOf(given));
    expect([sent, rejected, findings[0]?.kind]).to.deep.equal([1, 1, "rejected"]);
  });

  it("rejects them again with a journal", async () => {
    const disk = new MemoryJournal();
    const { connector, calls } = await stub({ journals: disk.open });
    const input = importOf([row(0), row(1, { expiry: "2999-01-01" })]);
    for (let i = 0; i < 2; i += 1) {
      const output = await connector.run("import_indicators", input, { asset, journal: "j" });
      const { value } = output.json_body as { value: JsonObject[] };
      expect(String(value[1]?.["failureReason"])).to.match(says("expiry", "expirationTime"));
    }
    expect(calls.length).to.equal(1);
  });

  it("rejects the single object of submit_indicator", async () => {
    const service: Service = () => response({ id: "7" });
    for (const validation of modes) {
      const input = { json_body: row(1, { deviceGroups: ["GroupOne"] }) };
      const { error, calls } = await ran(input, { name: "submit_indicator", service, validation });
      expect([error?.code, calls.length]).to.deep.equal(["InvalidInput", 0]);
      expect(error?.message).to.match(says("deviceGroups", "rbacGroupNames"));
    }
  });

  for (const [name, input, found, meant, code] of [
    [
      "submit_ti_indicators",
      valueOf([tiRow(1, { expirationTime: "2999-01-01" })]),
      "expirationTime",
      "expirationDateTime",
      "InvalidIndicator",
    ],
    [
      "submit_ti_indicators",
      valueOf([tiRow(1, { networkIpv5: "192.0.2.1" })]),
      "networkIpv5",
      "networkIPv4 or networkIPv6",
      "InvalidIndicator",
    ],
    [
      "submit_ti_indicators",
      valueOf([tiRow(1, { networkIPv44: "192.0.2.1" })]),
      "networkIPv44",
      "networkIPv4",
      "InvalidIndicator",
    ],
    [
      "submit_ti_indicators",
      valueOf([tiRow(1, { networkIPv66: "2001:db8::1" })]),
      "networkIPv66",
      "networkIPv6",
      "InvalidIndicator",
    ],
    [
      "update_ti_indicators",
      valueOf([tiRow(1, { id: "1", valid_until: "2999-01-01" })]),
      "valid_until",
      "expirationDateTime",
      "InvalidIndicator",
    ],
    [
      "upload_stix_objects",
      uploadOf([stixObject(1, { validUntil: "2999-01-01T00:00:00Z" })]),
      "validUntil",
      "valid_until",
      "InvalidStixObject",
    ],
    [
      "upload_stix_objects",
      uploadOf([stixObject(1, { expirationDateTime: "2999-01-01T00:00:00Z" })]),
      "expirationDateTime",
      "valid_until",
      "InvalidStixObject",
    ],
    [
      "replace_indicator_action",
      importOf([{ id: "17", ...row(1, { RbacGroups: ["GroupOne"] }) }]),
      "RbacGroups",
      "rbacGroupNames",
      "InvalidIndicator",
    ],
    ["replace_indicator_action", importOf([{ ID: "16", id: "17", ...row(1) }]), "ID", "id", "InvalidId"],
    ["replace_indicator_action", importOf([{ _id: "17", ...row(1) }]), "_id", "id", "InvalidId"],
  ] as const)
    it(`rejects ${found} in a row of ${name}, and sends nothing`, async () => {
      for (const validation of modes) {
        const { results, calls } = await ran(input, { name, validation });
        const [reason] = results.map(({ failureReason }) => String(failureReason));
        expect(reason).to.match(new RegExp(`^${code}: `));
        expect(reason).to.contain(`is not a known field. Rename it to ${meant}, or remove it.`);
        expect(calls.length).to.equal(0);
      }
    });

  it("does not confuse two fields that differ by one letter", async () => {
    const given = tiRow(1, { networkIPv4: "192.0.2.1", networkIPv6: "2001:db8::1" });
    const { calls, warnings } = await ran(valueOf([given]), { name: "submit_ti_indicators" });
    expect(calls[0]?.rows).to.deep.equal([given]);
    expect(messagesOf(warnings)).to.deep.equal([]);
  });
});

describe("engine: a spelling that Microsoft documents", () => {
  it("accepts externalID and sends it as externalId, and reports that once", async () => {
    for (const validation of modes) {
      const given = [row(1, { externalID: "case-1" }), row(2, { externalID: "case-2" })];
      const { reasons, calls, warnings } = await ranRows(given, { validation });
      expect(reasons).to.deep.equal([null, null]);
      expect(calls[0]?.rows).to.deep.equal([
        row(1, { externalId: "case-1" }),
        row(2, { externalId: "case-2" }),
      ]);
      expect(warnings.map(({ code, message }) => `${code} ${message}`)).to.deep.equal([
        'Normalized "externalID" is sent as externalId, the name that the service reads (2 rows).',
      ]);
    }
  });

  it("sends externalId without a warning, and rejects a third spelling", async () => {
    const { reasons, calls, warnings } = await ranRows([
      row(1, { externalId: "case-1" }),
      row(2, { ExternalID: "case-2" }),
    ]);
    expect(calls[0]?.rows).to.deep.equal([row(1, { externalId: "case-1" })]);
    expect(String(reasons[1])).to.match(says("ExternalID", "externalId"));
    expect(warnings).to.deep.equal([]);
  });

  it("rejects both in one row", async () => {
    const given = row(1, { externalID: "case-1", externalId: "case-2" });
    const { reasons, calls } = await ranRows([given], { validation: "off" });
    expect(reasons[0]).to.match(
      /^InvalidIndicator: "externalID" and externalId are the same field, and both/,
    );
    expect(calls.length).to.equal(0);
  });

  it("sends any text of externalID as externalId, and rejects other spellings and both in one row", async () => {
    const text = fc.stringMatching(/^[!-~]{1,40}$/);
    const spelling = fc
      .oneof(otherCase("externalId"), separated("externalId"))
      .filter((name) => name !== "externalID");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, spelling), { minLength: 20, maxLength: 30 }), async (made) => {
        const sent = made.map(([value], n) => row(n, { externalID: value }));
        const other = made.map(([value, name], n) => row(100 + n, { [name]: value }));
        const both = made.map(([value], n) => row(200 + n, { externalId: value, externalID: value }));
        const { reasons, calls } = await ranRows([...sent, ...other, ...both]);
        const expected = made.map(([value], n) => row(n, { externalId: value }));
        expect(calls.flatMap((call) => call.rows)).to.deep.equal(expected);
        const rejected = reasons.slice(made.length);
        for (const [n, [, name]] of made.entries()) {
          expect(String(rejected[n]), JSON.stringify(name)).to.match(/Rename it to externalId[ ,]/);
          expect(String(rejected[made.length + n])).to.contain("are the same field");
        }
      }),
      { seed, numRuns: 5, endOnFailure: true },
    );
  });

  it("works for the Graph actions and the single one as well", async () => {
    const { externalId: _own, ...other } = tiRow(1);
    for (const given of [
      { externalId: undefined, ...other, externalID: "a" },
      { externalID: "a", ...other, externalId: undefined },
    ]) {
      const graph = await ran(valueOf([given]), { name: "submit_ti_indicators" });
      expect(graph.calls[0]?.rows[0]).to.include({ externalId: "a" }).and.not.have.property("externalID");
    }
    const service: Service = () => response({ id: "7" });
    const input = { json_body: row(1, { externalID: "a" }) };
    const single = await ran(input, { name: "submit_indicator", service });
    expect(single.calls[0]?.body).to.deep.equal(row(1, { externalId: "a" }));
  });
});

describe("engine: unrelated names", () => {
  it("imports a listed indicator again without a warning", async () => {
    for (const validation of modes) {
      const { reasons, calls, warnings } = await ranRows([listed], { validation });
      expect(reasons).to.deep.equal([null]);
      expect(calls[0]?.rows).to.deep.equal([listed]);
      expect(warnings).to.deep.equal([]);
    }
  });

  it("accepts every field that a row declares, whatever the action", async () => {
    for (const [name, action] of own.actions) {
      if (action.rules === undefined || action.batch?.scalarField !== undefined) continue;
      const { shape } = own.schemas.get(action.rules) as { shape: string };
      const { properties = {} } = own.schemas.get(shape) as { properties?: JsonObject };
      const whole = Object.fromEntries(Object.keys(properties).map((field) => [field, null]));
      const place = action.batch?.items ?? action.request.body ?? "";
      const input = place.endsWith("json_body") ? { json_body: whole } : inputFor(place, whole, name);
      const { calls, warnings } = await ran(input, { name, validation: "off" });
      expect(calls.length, name).to.be.greaterThan(0);
      expect(messagesOf(warnings), name).to.deep.equal([]);
    }
  });

  for (const name of unrelated)
    it(`sends ${name} unchanged and reports it`, async () => {
      const given = row(1, { [name]: "x" });
      const { reasons, calls, warnings } = await ranRows([given]);
      expect([reasons, calls[0]?.rows]).to.deep.equal([[null], [given]]);
      expect(messagesOf(warnings)).to.deep.equal([
        `"${name}" is not a known field (1 row). It is sent as given, and the service may ignore it.`,
      ]);
    });

  it("accepts a property that STIX defines and the action does not", async () => {
    const known = { aliases: ["a"], first_seen: "2026-01-01T00:00:00Z", roles: ["agent"], extensions: {} };
    const given = stixObject(1, { ...known, ip: "x", x_mitre_platforms: ["Windows"] });
    const { calls, warnings } = await ran(uploadOf([given]), {
      name: "upload_stix_objects",
      service: () => nothing(200),
    });
    expect(calls[0]?.rows).to.deep.equal([given]);
    expect(messagesOf(warnings)).to.deep.equal([
      '"ip" is not a known field (1 row). It is sent as given, and the service may ignore it.',
      '"x_mitre_platforms" is not a known field (1 row). It is sent as given, and the service may ignore it.',
    ]);
  });

  it("ignores a field without a value", async () => {
    const { reasons, warnings } = await ranRows([row(1, { rbacGroups: undefined, colour: undefined })]);
    expect([reasons, warnings]).to.deep.equal([[null], []]);
  });

  it("treats names that mean something to JavaScript only as names", async () => {
    const given = JSON.parse(
      `{"__proto__":{"a":1},"constructor":"x","toString":1,${JSON.stringify(row(1)).slice(1)}`,
    ) as JsonObject;
    const { reasons, calls, warnings } = await ranRows([given]);
    expect(reasons).to.deep.equal([null]);
    expect(calls[0]?.request.body).to.contain('"__proto__":{"a":1}');
    expect(messagesOf(warnings).length).to.equal(3);
  });
});

/** Returns an input with that row at that position, and the other inputs that the action needs. */
function inputFor(items: string, only: JsonObject, name: string): JsonObject {
  const list = items.split("/").at(-1) ?? "";
  if (name === "upload_stix_objects") return uploadOf([only]) as JsonObject;
  return { json_body: { [list]: [only] } };
}

describe("engine: unknown fields", () => {
  it("reports them once per name with the number of rows, at the end and before the summary", async () => {
    const given = rows(1200).map((one, n) => ({ ...one, colour: "red", ...(n < 3 ? { owner: "me" } : {}) }));
    const { events, warnings, reasons } = await ranRows(given);
    expect(new Set(reasons)).to.deep.equal(new Set([null]));
    expect(messagesOf(warnings)).to.deep.equal([
      '"colour" is not a known field (1200 rows). It is sent as given, and the service may ignore it.',
      '"owner" is not a known field (3 rows). It is sent as given, and the service may ignore it.',
    ]);
    expect(events.slice(-3).map(({ type }) => type)).to.deep.equal(["warning", "warning", "summary"]);
    expect(warnings[0]).to.not.have.property("rows");
  });

  it("counts those of a rejected row too", async () => {
    const { warnings } = await ranRows([row(1, { colour: "red", severty: "High" }), row(2, { colour: 1 })]);
    expect(messagesOf(warnings)[0]).to.contain('"colour" is not a known field (2 rows).');
  });

  it("reports them once in a stream, in a dry run and for a single object", async () => {
    const given = [row(0, { colour: 1 }), row(1, { colour: 1 })];
    const { connector } = await stub({
      service: (call) => (call.rows.length > 0 ? acceptAll(call) : response({})),
    });
    const seen: string[][] = [];
    const listening = () => {
      const events: WarningEvent[] = [];
      return {
        onEvent: (event: { type: string }) =>
          void (event.type === "warning" && events.push(event as WarningEvent)),
        end: () => void seen.push(messagesOf(events)),
      };
    };
    const streamed = listening();
    const stream = connector.stream("import_indicators", given, { asset, onEvent: streamed.onEvent });
    for await (const _result of stream);
    streamed.end();
    const planned = listening();
    const plan = await connector.plan("import_indicators", importOf(given), { onEvent: planned.onEvent });
    planned.end();
    const pages = listening();
    await connector.planPages("import_indicators", [given], { onEvent: pages.onEvent });
    pages.end();
    const single = listening();
    const body = { json_body: row(1, { colour: 1 }) };
    await connector.run("submit_indicator", body, { asset, onEvent: single.onEvent });
    single.end();
    const last = listening();
    await connector.plan("submit_indicator", body, { onEvent: last.onEvent });
    last.end();
    const words = "It is sent as given, and the service may ignore it.";
    const of = (count: string) => [`"colour" is not a known field (${count}). ${words}`];
    expect(seen).to.deep.equal([of("2 rows"), of("2 rows"), of("2 rows"), of("1 row"), of("1 row")]);
    const finding = (message: string | undefined) => ({
      row: 0,
      kind: "warning",
      code: "UnknownField",
      message,
    });
    expect(plan.findings).to.deep.equal(of("2 rows").map(finding));
    const { findings } = await connector.plan("submit_indicator", body);
    expect(findings).to.deep.equal(of("1 row").map(finding));
    const handed: unknown[] = [];
    const onFinding = (one: unknown): void => void handed.push(one);
    await connector.planPages("import_indicators", [[row(7)], given], { onFinding });
    await connector.plan("submit_indicator", body, { onFinding });
    expect(handed).to.deep.equal([{ ...finding(of("2 rows")[0]), row: 1 }, ...findings]);
  });

  it("counts them once although a preflight reads the rows twice", async () => {
    const service: Service = (call) =>
      call.request.method === "GET" ? response({ value: [] }) : acceptAll(call);
    const { warnings } = await ranRows([row(1, { colour: 1 })], { preflight: true, service });
    expect(messagesOf(warnings).length).to.equal(1);
    expect(messagesOf(warnings)[0]).to.contain("(1 row)");
  });

  it("counts them over all rounds of a composite action", async () => {
    const items = Array.from({ length: 1100 }, (_none, n) => ({
      id: String(n),
      indicatorType: "DomainName",
      indicatorValue: `host-${n}.example`,
    }));
    const service: Service = (call) => {
      if (call.request.method === "GET") return response({ value: items });
      return call.request.url.endsWith("/import") ? acceptAll(call) : nothing();
    };
    const given = rows(1100, { colour: 1 }).map((one, n) => ({ id: String(n), ...one }));
    const { warnings } = await ran(importOf(given), { name: "replace_indicator_action", service });
    expect(messagesOf(warnings)).to.deep.equal([
      '"colour" is not a known field (1100 rows). It is sent as given, and the service may ignore it.',
    ]);
  });

  it("reports them although nothing responded", async () => {
    const service: Service = () => ({ failure: "unreachable", code: "ECONNREFUSED" });
    const { error, warnings } = await ranRows([row(1, { colour: 1 })], { service });
    expect(error).to.not.equal(undefined);
    expect(messagesOf(warnings).length).to.equal(1);
  });

  it("names the first 20 names, and counts the others", async () => {
    const given = Array.from({ length: 60 }, (_none, n) => row(n, { [`x_column_${n}`]: n, x_column_0: n }));
    const { warnings } = await ranRows(given);
    const messages = messagesOf(warnings);
    expect(messages.length).to.equal(21);
    expect(messages[0]).to.contain('"x_column_0" is not a known field (60 rows).');
    expect(messages.at(-1)).to.equal(
      "And 40 more names are not known fields. Such fields are sent as given.",
    );
  });

  it("bounds memory and the report if each row has its own unknown field", async () => {
    const given = rows(5000).map((one, n) => ({ ...one, [`x_${n}_of_a_feed`]: 1 }));
    const { warnings, reasons } = await ranRows(given);
    expect(new Set(reasons)).to.deep.equal(new Set([null]));
    expect(messagesOf(warnings).length).to.equal(21);
    expect(messagesOf(warnings).at(-1)).to.contain("And at least 1000 more names");
  });

  it("counts at most 250 per row", async () => {
    const wide = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_none, n) => [`x_column_${n}`, n]));
    const { reasons, calls } = await ranRows([row(1, wide(250)), row(2, wide(251))], { validation: "off" });
    expect(reasons[0]).to.equal(null);
    expect(reasons[1]).to.match(/^InvalidIndicator: The row has 251 unknown fields; at most 250/);
    expect(calls[0]?.rows.length).to.equal(1);
  });

  it("only reports a name of any length or without letters", async () => {
    const names = ["", " ", "_", "\u200b", "名前", "x".repeat(100_000), `severity${"\u200b".repeat(2000)}`];
    const given = row(1, Object.fromEntries(names.map((name) => [name, 1])));
    const { reasons, warnings } = await ranRows([given]);
    expect(reasons).to.deep.equal([null]);
    expect(messagesOf(warnings).length).to.equal(names.length);
    for (const message of messagesOf(warnings)) expect(message.length).to.be.lessThan(300);
  });
});

describe(`engine: names that resemble a known one (FC_SEED=${seed})`, () => {
  const fields =
    "indicatorValue indicatorType application expirationTime sourceType severity description recommendedActions rbacGroupNames rbacGroupIds generateAlert educateUrl externalId category mitreTechniques bypassDurationHours lookBackPeriod historicalDetection notificationId notificationBody additionalInfo certificateInfo action title".split(
      " ",
    );
  const others: [string, string][] = [
    ["expirationDateTime", "expirationTime"],
    ["expirationDate", "expirationTime"],
    ["expiresAt", "expirationTime"],
    ["validUntil", "expirationTime"],
    ["expiryDate", "expirationTime"],
    ["rbacGroups", "rbacGroupNames"],
    ["deviceGroups", "rbacGroupNames"],
    ["machineGroups", "rbacGroupNames"],
    ["groupNames", "rbacGroupNames"],
    ["scope", "rbacGroupNames"],
    ["alertSeverity", "severity"],
    ["responseAction", "action"],
    ["additionalInformation", "additionalInfo"],
    ["fileHashValue", "indicatorValue"],
  ];
  const known = new Set([...fields, "source", "version", "externalID", ...Object.keys(listed)]);
  const of = (names: readonly (readonly [string, string])[], make: (name: string) => fc.Arbitrary<string>) =>
    fc
      .constantFrom(...names)
      .chain(([name, field]) => make(name).map((found) => [found, field] as const))
      .filter(([found]) => !known.has(found));
  const themselves = fields.map((field) => [field, field] as const);

  /** Puts each generated name into a separate row of one dry run; the modes alternate. */
  async function allRejected(names: fc.Arbitrary<readonly [string, string]>): Promise<void> {
    const { connector } = await stub();
    const sets = fc.tuple(fc.array(names, { minLength: 25, maxLength: 25 }), fc.constantFrom(...modes));
    await fc.assert(
      fc.asyncProperty(sets, async ([made, validation]) => {
        const given = made.map(([found], n) => row(n, { [found]: null }));
        const { sent, findings } = await connector.plan("import_indicators", importOf(given), { validation });
        expect(sent).to.equal(0);
        made.forEach(([found, field], n) => {
          const finding = findings[n] as { result?: JsonObject };
          const reason = String(finding.result?.["failureReason"]);
          expect(reason, JSON.stringify(found)).to.contain("is not a known field. Rename it to ");
          expect(/Rename it to ([^,]*),/.exec(reason)?.[1]?.split(" or "), reason).to.include(field);
        });
      }),
      { seed, numRuns: 20 },
    );
  }

  it("rejects names in another letter case", () => allRejected(of(themselves, otherCase)));

  it("rejects names with separators, blanks or invisible characters", () =>
    allRejected(of(themselves, separated)));

  it("rejects names with one wrong letter", () => allRejected(of(themselves, misspelt)));

  it("rejects long names with two wrong letters", () => {
    const long = themselves.filter(([name]) => name.length > 12);
    const twice = (name: string) => {
      const half = Math.ceil(name.length / 2);
      const parts = fc.tuple(misspelt(name.slice(0, half)), misspelt(name.slice(half)));
      return parts.map(([first, second]) => first + second);
    };
    // Two letters at an end form a separate word.
    const isAdded = ([found, field]: readonly [string, string]) =>
      found.length > field.length + 1 &&
      (found.toLowerCase().startsWith(field.toLowerCase()) ||
        found.toLowerCase().endsWith(field.toLowerCase()));
    return allRejected(of(long, twice).filter((made) => !isAdded(made)));
  });

  it("rejects names of other products, in any case and with any separators", async () => {
    await allRejected(of(others, otherCase));
    await allRejected(of(others, separated));
  });

  it("rejects names in the singular or the plural", () =>
    allRejected(
      fc.constantFrom(
        ["titles", "title"],
        ["rbacGroupName", "rbacGroupNames"],
        ["rbacGroupId", "rbacGroupIds"],
        ["recommendedAction", "recommendedActions"],
        ["categories", "category"],
        ["severities", "severity"],
        ["deviceGroup", "rbacGroupNames"],
        ["actions", "action"],
        ["mitreTechnique", "mitreTechniques"],
        ["expirationTimes", "expirationTime"],
      ) as fc.Arbitrary<readonly [string, string]>,
    ));

  it("sends names of random letters", async () => {
    const { connector } = await stub();
    const letter = fc.constantFrom(..."qxzjwkvy0123456789".split(""));
    const names = fc.string({ unit: letter, minLength: 6, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(names, { minLength: 25, maxLength: 25 }), async (made) => {
        const given = made.map((name, n) => row(n, { [name]: 1 }));
        const { sent } = await connector.plan("import_indicators", importOf(given));
        expect(sent).to.equal(25);
      }),
      { seed, numRuns: 20 },
    );
  });
});
