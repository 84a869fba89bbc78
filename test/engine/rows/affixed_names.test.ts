// Names that contain a field's name and more: a unit, a zone, an index, brackets, a path, letters of other scripts.
import { expect } from "chai";
import type { JsonObject, ValidationMode, WarningEvent } from "../../../connector/index.js";
import { row } from "../../support/rows.js";
import { stixObject, tiRow, uploadOf, valueOf } from "../../support/ti_rows.js";
import { ran, ranRows } from "../stub.js";

const modes: readonly ValidationMode[] = ["strict", "report", "off"];

const limiting: [field: string, names: readonly string[]][] = [
  [
    "expirationTime",
    [
      ..."expiration_utc expires_at_utc valid_until_utc expires_utc ExpiryDateUtc ExpirationDateUTC".split(
        " ",
      ),
      ..."expiryTimeUtc expirationTimeMs expiration_ts expirationInDays EndDateTime end_date".split(" "),
      ..."iocExpirationDate indicatorExpirationDateTime properties.expirationTime".split(" "),
      ..."fields.expirationTime expirationTime.value expirationTime.$date EXPIRYDATEUTC".split(" "),
      ..."a.b.expirationTime properties/expirationTime expirationTime[0] expirationTime#text".split(" "),
      ..."validUntilEpochSeconds expiry_days expirationTmeUtc expiration-time-utc 2.expirationTime".split(
        " ",
      ),
      "Expiry date (UTC)",
      "Expiration date (UTC)",
      "Expiration (UTC)",
      "Valid until (UTC)",
      "expirationTime (optional)",
      "Expires at [UTC]",
      "Expiration date, UTC",
      "Expiration date （UTC）",
      "ехрirаtiоnTimе",
      "εxpirαtiοnTime",
      "ЕXPIRATION_UTC",
    ],
  ],
  [
    "rbacGroupNames",
    [
      ..."properties.rbacGroupNames rbacGroupNames[0].name rbacGroupNames/name rbacGroupNameList".split(" "),
      ..."rbacGroupNames11 DeviceGroupList assignedDeviceGroups targetMachineGroups applyTo".split(" "),
      ..."endpointGroups included_device_groups rbacGroupNamesCsv deviceGroups.0 rbacGroups{}".split(" "),
      "Device groups (scope)",
      "Scope (device groups)",
      "rbасGrоuрNаmеs",
      "ｒｂａｃGroupNames (x)",
    ],
  ],
];

/** Unrelated names that contain a word of a field. */
const others = [
  ..."domainExpirationDate certificateNotAfter threat.group.name dns.ttl event.action file.expires".split(
    " ",
  ),
  ..."oauth.scopes source.name actionPlan expirationPolicyId typeOfThreat dataSource groupingKey".split(" "),
  ..."startDate firstSeenUtc weekend dateAdded timeZone utc days device rule_name".split(" "),
];

const namesOf = (warnings: readonly WarningEvent[]) =>
  warnings.filter(({ code }) => code === "UnknownField").length;

describe("engine: names that contain a field's name and more", () => {
  for (const [field, names] of limiting)
    for (const name of names)
      it(`rejects ${JSON.stringify(name)} in every mode, and names ${field}`, async () => {
        for (const validation of modes) {
          const { reasons, calls } = await ranRows([row(1, { [name]: "2999-01-01T00:00:00Z" })], {
            validation,
          });
          expect(String(reasons[0]), validation).to.match(/^InvalidIndicator: /);
          expect(reasons[0]).to.contain(`is not a known field. Rename it to ${field}, or remove it.`);
          expect(calls.length).to.equal(0);
        }
      });

  for (const name of others)
    it(`sends ${name} unchanged and reports it`, async () => {
      const given = row(1, { [name]: "x" });
      const { reasons, calls, warnings } = await ranRows([given]);
      expect([reasons, calls[0]?.rows, namesOf(warnings)]).to.deep.equal([[null], [given], 1]);
    });

  it("names a field without limiting effect in a declared wrapper, with an index or in brackets", async () => {
    for (const name of ["properties.severity", "severity.value", "severity[0]", "Severity (optional)"]) {
      const { reasons } = await ranRows([row(1, { [name]: "High" })]);
      expect(reasons[0], name).to.contain("Rename it to severity, or remove it.");
    }
  });

  for (const name of ["expiration_utc", "properties.valid_until", "Valid until (UTC)", "iocExpirationDate"])
    it(`rejects ${name} in a STIX object`, async () => {
      const input = uploadOf([stixObject(1, { [name]: "2999-01-01T00:00:00Z" })]);
      const { results, calls } = await ran(input, { name: "upload_stix_objects", validation: "off" });
      expect(results[0]?.["failureReason"]).to.contain("Rename it to valid_until, or remove it.");
      expect(calls.length).to.equal(0);
    });

  for (const name of [
    "rbacGroupNames",
    "RbacGroups",
    "deviceGroups",
    "rbacGroupIds",
    "Device groups (scope)",
  ])
    it(`rejects ${name} in a row that the service cannot limit to groups, and explains why`, async () => {
      for (const validation of modes) {
        const given: JsonObject = tiRow(1, { [name]: ["GroupOne"] });
        const { results, calls } = await ran(valueOf([given]), { name: "submit_ti_indicators", validation });
        expect(results[0]?.["failureReason"]).to.contain(
          `"${name}" is not a field of such a row. These indicators cannot be limited to device groups`,
        );
        expect(calls.length).to.equal(0);
      }
    });
});

describe("engine: names in an object that is a field", () => {
  it("reports an unknown one by its path", async () => {
    const given = row(1, { certificateInfo: { issuer: "CA", foo: 1 } });
    const { reasons, calls, warnings } = await ranRows([given]);
    expect([reasons, calls[0]?.rows]).to.deep.equal([[null], [given]]);
    expect(warnings.map(({ message }) => message)).to.deep.equal([
      '"certificateInfo.foo" is not a known field (1 row). It is sent as given, and the service may ignore it.',
    ]);
  });

  it("rejects one that resembles a known one, in every mode", async () => {
    for (const validation of modes) {
      const { reasons, calls } = await ranRows([row(1, { certificateInfo: { Isuer: "CA" } })], {
        validation,
      });
      expect(reasons[0]).to.equal(
        'InvalidIndicator: "certificateInfo.Isuer" is not a known field. Rename it to certificateInfo.issuer, or remove it.',
      );
      expect(calls.length).to.equal(0);
    }
  });

  it("accepts the known ones, and a missing object", async () => {
    for (const certificateInfo of [{ issuer: "CA", serial: "1", subject: "S", sha256: "0" }, null, {}]) {
      const { warnings } = await ranRows([row(1, { certificateInfo })]);
      expect(warnings).to.deep.equal([]);
    }
  });
});

describe("engine: many wrong names in one row", () => {
  it("lists the first ones and counts the others", async () => {
    const names = Array.from({ length: 200 }, (_none, i) => [`expirationTime${i}`, "x"]);
    const { reasons } = await ranRows([row(1, Object.fromEntries(names))]);
    expect(String(reasons[0]).match(/Rename it to expirationTime/g)?.length).to.equal(20);
    expect(reasons[0]).to.contain("And 180 more names are not known fields.");
  });
});
