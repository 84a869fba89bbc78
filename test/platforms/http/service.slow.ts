// Many clients at once: every row is right, the rate limit is respected, and memory stays bounded.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { busiestWindow } from "../../../simulator/index.js";
import { importOf, row } from "../../support/rows.js";
import { importOver, key } from "./service.js";
import { launch, useFolder, useSimulator } from "../shared/process.js";

const callers = 50;
const rowsEach = 1500;
const mostMegabytes = 400;

/** Returns the peak memory of a process in MB; undefined if the system does not report it. */
function peakMegabytes(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}

describe("slow: many clients of the HTTP service", () => {
  const simulator = useSimulator();
  const file = useFolder();

  it(`runs ${callers} imports of ${rowsEach} rows at once`, async () => {
    const rateLimit = { calls: 30, perSeconds: 2 };
    simulator().configure({ capacity: callers * rowsEach, limits: { import: rateLimit } });
    const rateLimits = { import: { calls: 30, per_seconds: 2 } };
    const asset = file("asset.json", simulator().asset({ rate_limits: rateLimits }));
    const service = launch(["serve", "--port", "0", "--asset", asset], { env: { DEFENDER_SERVE_KEY: key } });
    await service.until("stdout", "openapi.json");
    const url = /http:\/\/[^ ]+/.exec(service.stdout)?.[0] as string;
    const imports = Array.from({ length: callers }, (_none, caller) =>
      Array.from({ length: rowsEach }, (_other, n) => row(caller * rowsEach + n)),
    );
    const responses = await Promise.all(imports.map((rows) => importOver(url, importOf(rows))));
    const peak = peakMegabytes(service.child.pid as number);
    service.child.kill("SIGTERM");
    expect((await service.ended).code).to.equal(0);
    for (const [caller, { status, json }] of responses.entries()) {
      const { value } = (json as { json_body: { value: { indicator: string; isFailed: boolean }[] } })
        .json_body;
      expect(status).to.equal(200);
      expect(value.map(({ indicator }) => indicator)).to.deep.equal(
        imports[caller]?.map(({ indicatorValue }) => indicatorValue),
      );
      expect(value.filter(({ isFailed }) => isFailed)).to.deep.equal([]);
    }
    expect(simulator().indicators().length).to.equal(callers * rowsEach);
    expect(
      simulator()
        .requests()
        .filter(({ throttled }) => throttled),
    ).to.deep.equal([]);
    expect(busiestWindow(simulator().requests(), rateLimit.perSeconds * 1000)).to.be.at.most(rateLimit.calls);
    if (peak !== undefined) {
      expect(peak).to.be.lessThan(mostMegabytes);
      console.log(`      peak of the service: ${Math.round(peak)} MB`);
    }
  });
});
