// Rows that need much work for their size: limits in counted work, not in time.
import { expect } from "chai";
import { NearNames } from "../../../connector/declarations/near_names.js";
import { editsBetween } from "../../../connector/declarations/suggest.js";
import { row } from "../../support/rows.js";
import { stixObject, uploadOf } from "../../support/ti_rows.js";
import { nothing, ran, ranRows } from "../stub.js";

const repeat = (count: number, text: string): string[] => Array.from({ length: count }, () => text);
const badValues = (count: number): string =>
  Array.from({ length: count }, (_none, n) => `domain-name:value = 'bad${n}[.]example'`).join(" OR ");

describe("engine: rows that need much work", () => {
  it("lists the first wrong values of a row and counts the others", async () => {
    const { reasons } = await ranRows([row(1, { rbacGroupNames: repeat(9000, " g") })]);
    const text = String(reasons[0]);
    expect(text.match(/begins or ends with/g)?.length).to.equal(10);
    expect(text).to.contain("And 8990 more values are not valid.");
    expect(text.length).to.be.lessThan(5000);
  });

  it("changes every value of a list, and reports the first changes and the number of the others", async () => {
    const given = row(1, { rbacGroupNames: repeat(9000, " g") });
    const { reasons, calls, warnings } = await ranRows([given], { normalize: true });
    expect(reasons).to.deep.equal([null]);
    expect(calls[0]?.rows[0]?.["rbacGroupNames"]).to.deep.equal(repeat(9000, "g"));
    const changes = warnings.filter(({ code }) => code === "Normalized").map(({ message }) => message);
    expect(changes.length).to.equal(51);
    expect(changes.at(-1)).to.equal("And 8950 more values of the row were changed.");
  });

  it("reads each element of a list once, however many change", async () => {
    let reads = 0;
    const names = repeat(500, " g");
    const counted = new Proxy(names, {
      get(list, key) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
        return Reflect.get(list, key) as unknown;
      },
    });
    const { normalized } = await import("../../../connector/declarations/row_values.js");
    const values = [
      {
        code: "C",
        fields: ["names"],
        kind: "name" as const,
        description: "Names have no blanks around them.",
      },
    ];
    const { row: made } = normalized({ names: counted }, values);
    expect(made["names"]).to.deep.equal(repeat(500, "g"));
    expect(reads).to.be.at.most(2 * names.length);
  });

  it("changes every value of a pattern in one pass, whatever else the pattern contains", async () => {
    const given = stixObject(1, {
      pattern: `[${badValues(700)} OR url:value = 'hxxp://bad[.]example/\\'x']`,
    });
    const { results, calls } = await ran(uploadOf([given]), {
      name: "upload_stix_objects",
      service: () => nothing(200),
      normalize: true,
    });
    const pattern = String(calls[0]?.rows[0]?.["pattern"]);
    expect(pattern).to.equal(
      `[${badValues(700).replaceAll("[.]", ".")} OR url:value = 'http://bad.example/\\'x']`,
    );
    expect(results.length).to.be.at.most(1);
  });

  it("lists the first wrong values of a pattern and counts the others", async () => {
    const given = stixObject(1, { pattern: `[${badValues(1500)}]` });
    const { results, calls } = await ran(uploadOf([given]), { name: "upload_stix_objects" });
    const text = String(results[0]?.["failureReason"]);
    expect(text.match(/is defanged/g)?.length).to.equal(10);
    expect(text).to.contain("And 1490 more values are not valid.");
    expect([text.length < 10_000, calls.length]).to.deep.equal([true, 0]);
  });

  const lengthy: [what: string, type: string, value: string][] = [
    ["brackets and blanks", "DomainName", "( ".repeat(500_000)],
    ["a list", "DomainName", "a.b,".repeat(250_000)],
    ["blanks", "Url", `http://${" ".repeat(1_000_000)}`],
    ["open brackets", "Url", `http://${"[.".repeat(70_000)}`],
    ["invisible characters", "Url", "\u200b".repeat(2_000_000)],
  ];
  for (const [what, indicatorType, indicatorValue] of lengthy)
    it(`does not read a value of ${indicatorValue.length} characters: ${what}`, async () => {
      const { reasons } = await ranRows([row(1, { indicatorType, indicatorValue })]);
      const text = String(reasons[0]);
      expect(text).to.contain(`has ${indicatorValue.length} characters, and at most 16384 are accepted`);
      expect(text.length).to.be.lessThan(3000);
    });

  it("quotes a part of an invisible text", async () => {
    const { reasons } = await ranRows([row(1, { title: "\u200b".repeat(50_000) })]);
    expect(reasons[0]).to.contain("contains only blanks; write a text");
    expect(String(reasons[0]).length).to.be.lessThan(300);
  });

  it("stops comparing a name early if many letters differ", () => {
    expect(editsBetween("expiration", "expiraiton", 1)).to.equal(1);
    expect(editsBetween("aaaaaaaaaa", "bbbbbbbbbb", 2)).to.equal(Number.POSITIVE_INFINITY);
    let compared = 0;
    const letters = (text: string): string =>
      new Proxy(Object(text) as object, {
        get(of, key) {
          if (typeof key === "string" && /^\d+$/.test(key)) compared += 1;
          return Reflect.get(of, key) as unknown;
        },
      }) as unknown as string;
    editsBetween("a".repeat(1000), letters("b".repeat(1000)), 2);
    expect(compared).to.be.lessThan(20_000);
  });

  it("caches a looked-up name, and evicts names if there are too many", () => {
    const near = new NearNames(["expirationTime"]);
    const first = near.meant("expirationTmie");
    expect(near.meant("expirationTmie")).to.equal(first);
    for (let i = 0; i < 1000; i += 1) near.meant(`other${i}`);
    expect(near.meant("expirationTmie")).to.deep.equal(first);
  });
});
