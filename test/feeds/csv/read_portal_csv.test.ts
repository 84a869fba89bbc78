/** The template of the portal. */
import { expect } from "chai";
import { readPortalCsv } from "../../../connector/feeds/csv/read_portal_csv.js";
import { readAll, short } from "../read_all.js";

const header =
  "IndicatorType,IndicatorValue,ExpirationTime,Action,Severity,Title,Description,RecommendedActions,RbacGroups,Category,MitreTechniques,GenerateAlert";
const sha1 = "0b".repeat(20);

describe("feeds: portal csv", () => {
  it("reads every column", async () => {
    const row = `FileSha1,${sha1},2027-09-16T12:11:06.2446367Z,BlockAndRemediate,High,T,"D, d",R,"A, B",Malware,"T1071,T1071.001",TRUE`;
    const { items, notices } = await readAll(readPortalCsv, `${header}\r\n${row}\r\n`);
    expect(items.map(short)).to.deep.equal([`taken sha1:${sha1}`]);
    expect(items[0]?.observables[0]?.facts).to.deep.equal({
      validUntil: "2027-09-16T12:11:06.2446367Z",
      action: "BlockAndRemediate",
      severity: "High",
      title: "T",
      description: "D, d",
      recommendedActions: "R",
      groups: ["A", "B"],
      category: "Malware",
      techniques: ["T1071", "T1071.001"],
      generateAlert: true,
    });
    expect(notices.map(({ code }) => code)).to.deep.equal(["ColumnsRecognized"]);
  });

  it("reports the columns that are read and those that are not, as any other table", async () => {
    const text = "IndicatorType,IndicatorValue,Action,Scope,Extra\nDomainName,bad.example,Block,A,x\n";
    const { notices } = await readAll(readPortalCsv, text);
    expect(notices).to.deep.equal([
      {
        code: "ColumnsRecognized",
        message:
          'Columns that are read: "IndicatorType" as type, "IndicatorValue" as value, "Action" as action, "Scope" as rbacGroupNames.',
      },
      { code: "ColumnsIgnored", message: 'Columns that are not read: "Extra".' },
    ]);
  });

  it("accepts other spellings, names of the API, semicolon lists and lower-case words", async () => {
    const names =
      "indicator value;INDICATOR_TYPE;action;rbacGroupNames;mitreTechniques;generateAlert;application;externalId;createdBy;Extra";
    const { items, notices } = await readAll(
      readPortalCsv,
      `${names}\nbad.example;DomainName;Block;"A;B";"T1071;T1072";false;app;id-1;me;x\n`,
    );
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
    expect(items[0]?.observables[0]?.facts).to.deep.equal({
      action: "Block",
      groups: ["A", "B"],
      techniques: ["T1071", "T1072"],
      generateAlert: false,
      application: "app",
      externalId: "id-1",
    });
    expect(notices.at(-1)?.message).to.equal('Columns that are not read: "createdBy", "Extra".');
  });

  it("keeps empty cells apart from words, and reads placeholders as words", async () => {
    const { items } = await readAll(readPortalCsv, `${header}\nDomainName,bad.example,,Block,,T,none,,,,,\n`);
    expect(items[0]?.observables[0]?.facts).to.deep.equal({
      action: "Block",
      title: "T",
      description: "none",
    });
  });

  it("reads a quoted cell with lines that look like records", async () => {
    const cell = '"see\nDomainName,worse.example,,Block,,T,D,,,,,\nend"';
    const { items } = await readAll(
      readPortalCsv,
      `${header}\nDomainName,bad.example,,Block,,T,${cell},,,,,\n`,
    );
    expect(items.map(short)).to.deep.equal(["taken domain:bad.example"]);
    expect(items[0]?.observables[0]?.facts.description).to.include("worse.example");
  });

  for (const [names, cells, facts] of [
    ["Expiration Time UTC", "2027-01-01T00:00:00.0Z", { validUntil: "2027-01-01T00:00:00.0Z" }],
    ["Expiration Time (UTC)", "2027-01-01T00:00:00.0Z", { validUntil: "2027-01-01T00:00:00.0Z" }],
    ["Device Group Names", "Pilot", { groups: ["Pilot"] }],
    ["RbacGroups", ";", {}],
    ["RbacGroups", "[]", {}],
    ["RbacGroups,Scope", "Pilot,Pilot", { groups: ["Pilot"] }],
    ["TLP Marking", "TLP:RED", { tlp: "red" }],
  ] as const)
    it(`reads ${cells} of ${names}`, async () => {
      const text = `IndicatorType,IndicatorValue,${names}\nDomainName,bad.example,${cells}\n`;
      const { items } = await readAll(readPortalCsv, text);
      expect(items[0]?.observables[0]?.facts).to.deep.equal(facts);
    });

  for (const [names, cells, outcome] of [
    ["Group policy", "x", "skipped LimitUnclear"],
    ["Group policy", "", "taken domain:bad.example"],
    ["RbacGroups,Scope", "Pilot,All", "skipped CellsDiffer"],
    ["Status", "Inactive", "skipped Withdrawn"],
  ] as const)
    it(`reads ${cells} of ${names} as ${outcome}`, async () => {
      const text = `IndicatorType,IndicatorValue,${names}\nDomainName,bad.example,${cells}\n,192.0.2.1,${cells}\n`;
      const { items } = await readAll(readPortalCsv, text);
      expect(items.map(short)[0]).to.equal(outcome);
      expect(items[1]?.status).to.equal("skipped");
    });

  for (const [row, outcome] of [
    ["IpAddress,192.0.2.1,2027-01-01T00:00:00.0Z,Block,,T,D,,,,,maybe", "skipped CellUnreadable"],
    ["IpAddress,192.0.2.1,12/7/2027,Block,,T,D,,,,,", "skipped DateAmbiguous"],
    ["IpAddress,192.0.2.1,2020-01-01T00:00:00.0Z,Block,,T,D,,,,,", "skipped Expired"],
    ["IpAddress,bad.example,,Block,,T,D,,,,,", "skipped TypeMismatch"],
    ["Url,bad.example,,Block,,T,D,,,,,", "skipped TypeMismatch"],
    ["IpAddress,192.0.2.0/24,,Block,,T,D,,,,,", "skipped Network"],
    ["Process,a.exe,,Block,,T,D,,,,,", "skipped TypeUnsupported"],
    ["IpAddress,,,Block,,T,D,,,,,", "skipped ValueMissing"],
    ["IpAddress,192.0.2.1", "skipped RaggedRecord"],
    ["IpAddress,192.0.2.1,,Block,,T,D,,,,,,,x", "skipped RaggedRecord"],
    ["DomainName,intranet.corp,,Allowed,,T,D,,,,,", "taken domain:intranet.corp"],
    [`CertificateThumbprint,${sha1},,Allowed,,T,D,,,,,`, `taken thumbprint:${sha1}`],
    ["IpAddress,192.0.2.1:443,,Block,,T,D,,,,,", "changed PortRemoved ip:192.0.2.1"],
  ] as const)
    it(`reads ${row.slice(0, 40)} as ${outcome.slice(0, 40)}`, async () => {
      const { items } = await readAll(readPortalCsv, `${header}\n${row}\n`);
      expect(items.map(short)).to.deep.equal([outcome]);
      expect(items[0]?.before).to.be.a("string").and.not.equal("");
    });
});
