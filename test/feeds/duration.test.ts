/** Tests durations and the times after them. */
import { expect } from "chai";
import { isDuration, isoTime, timeAfter } from "../../connector/feeds/duration.js";

describe("feeds: durations", () => {
  it("accepts ISO 8601 durations from one second to 100 years", () => {
    for (const text of ["P30D", "P1Y", "PT12H", "P1Y6M", "P2W", "PT1S", "P100Y", "P1DT12H30M"])
      expect(isDuration(text), text).to.equal(true);
    for (const text of [
      "",
      "P",
      "PT",
      "P1",
      "30D",
      "P0D",
      "P101Y",
      "-P1D",
      "P1.5D",
      "p30d",
      "P1H",
      `P${"9".repeat(200)}D`,
    ])
      expect(isDuration(text), text).to.equal(false);
  });

  it("follows the calendar for years and months", () => {
    const after = (start: string, duration: string) => isoTime(timeAfter(Date.parse(start), duration));
    expect(after("2026-01-31T10:00:00.700Z", "P1M")).to.equal("2026-02-28T10:00:00Z");
    expect(after("2024-02-29T00:00:00Z", "P1Y")).to.equal("2025-02-28T00:00:00Z");
    expect(after("2026-12-15T00:00:00Z", "P1Y2M")).to.equal("2028-02-15T00:00:00Z");
    expect(after("2026-11-30T23:00:00Z", "PT2H")).to.equal("2026-12-01T01:00:00Z");
    expect(after("2026-11-30T00:00:00Z", "P2WT1M1S")).to.equal("2026-12-14T00:01:01Z");
  });
});
