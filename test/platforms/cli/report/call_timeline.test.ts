import { expect } from "chai";
import { CallTimeline } from "../../../../platforms/cli/report/call_timeline.js";

const limits = [
  { name: "minute", calls: 30, perSeconds: 60 },
  { name: "hour", calls: 1500, perSeconds: 3600 },
];

describe("cli: timeline of a report", () => {
  it("counts calls in windows of each rate limit, from the first call", () => {
    const timeline = new CallTimeline();
    for (const nowMs of [5000, 64_999, 65_000, 200_000])
      timeline.add({ type: "call", rateLimits: limits }, nowMs);
    expect(timeline.timelines).to.deep.equal([
      { name: "minute", limit: 30, seconds: 60, windows: [2, 1, 0, 1] },
      { name: "hour", limit: 1500, seconds: 3600, windows: [4] },
    ]);
  });

  it("counts a call of another rate limit in the same windows", () => {
    const timeline = new CallTimeline();
    timeline.add({ type: "call", rateLimits: limits.slice(1) }, 0);
    timeline.add({ type: "call", rateLimits: limits.slice(0, 1) }, 60_000);
    expect(timeline.timelines.map(({ windows }) => windows)).to.deep.equal([[1], [0, 1]]);
  });

  it("stays small if the clock jumps", () => {
    const timeline = new CallTimeline();
    for (const nowMs of [0, Number.MAX_SAFE_INTEGER, -5000])
      timeline.add({ type: "call", rateLimits: limits }, nowMs);
    const windows = timeline.timelines[0]?.windows;
    expect([windows?.length, windows?.[0], windows?.at(-1)]).to.deep.equal([100_000, 2, 1]);
  });
});
