/** Tests columns that a person assigned to fields. */
import { expect } from "chai";
import { assignableNames } from "../../../connector/feeds/mapping/facts.js";
import { defaultMapping } from "../../../connector/feeds/mapping/feed_mapping.js";
import { mapped, rowOf, seen, taken } from "../support.js";

const withFields = (fields: Record<string, unknown>) =>
  seen("domain", "bad.example", { action: "Block", fields });

describe("feeds: assigned columns", () => {
  it("prefers an assigned column to what the reader recognized, in the type of the field", () => {
    const row = rowOf(
      withFields({
        action: "Warn",
        rbacGroupNames: "One; Two",
        mitreTechniques: "T1071,T1059",
        generateAlert: "TRUE",
        educateUrl: "https://help.example/",
        bypassDurationHours: "12",
        severity: "",
      }),
    );
    expect(row).to.deep.include({
      action: "Warn",
      rbacGroupNames: ["One", "Two"],
      mitreTechniques: ["T1071", "T1059"],
      generateAlert: true,
      educateUrl: "https://help.example/",
      bypassDurationHours: 12,
    });
    expect(row).to.not.have.property("severity");
  });

  it("does not replace a default by an empty list", () => {
    const row = rowOf(withFields({ rbacGroupNames: ";" }), { rbacGroupNames: ["Pilot"] });
    expect(row).to.deep.include({ rbacGroupNames: ["Pilot"] });
  });

  it("keeps the value of the observable", () => {
    const row = rowOf(withFields({ indicatorValue: " BAD[.]example", indicatorType: "domain" }));
    expect(row).to.deep.include({ indicatorValue: "bad.example", indicatorType: "DomainName" });
  });

  it("applies the policy to assigned facts", () => {
    const codeOf = (fields: Record<string, unknown>, defaults = {}) =>
      mapped([taken(withFields(fields))], defaults)[0]?.code;
    expect(codeOf({ tlp: "TLP:RED" })).to.equal("TlpAboveLimit");
    expect(codeOf({ tlp: "unheard of" })).to.equal("TlpAboveLimit");
    expect(codeOf({ tlp: "TLP:WHITE" }, { maxTlp: "clear" })).to.equal(null);
    expect(codeOf({ confidence: "30" }, { minConfidence: 40 })).to.equal("ConfidenceTooLow");
    expect(codeOf({ confidence: "many" })).to.equal("ConfidenceInvalid");
    expect(codeOf({ expirationTime: "2020-01-01T00:00:00Z" })).to.equal("Expired");
    expect(codeOf({ expirationTime: "12/7/2027" })).to.equal("DateAmbiguous");
  });

  it("offers the fields of a row and further facts", () => {
    const names = assignableNames(defaultMapping());
    expect(names).to.include.members([
      "indicatorValue",
      "action",
      "educateUrl",
      "confidence",
      "tlp",
      "validFrom",
    ]);
  });
});
