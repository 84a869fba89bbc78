// The log of a command: its formats, its levels and its masks.
import { PassThrough } from "node:stream";
import { expect } from "chai";
import type { Log } from "../../../../platforms/shared/log/log.js";
import { openLog } from "../../../../platforms/shared/log/open_log.js";

async function logged(args: readonly string[], write: (log: Log) => void): Promise<string> {
  const stderr = new PassThrough();
  const log = await openLog(args, { stderr });
  write(log);
  await log.flush();
  return String(stderr.read() ?? "");
}

const json = async (args: readonly string[], write: (log: Log) => void) =>
  (await logged(["run", "--log-format", "json", ...args], write))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const everything = (log: Log): void => {
  log.write("error", "An error.", { code: "Rejected", hint: "Do something." });
  log.write("warn", "A warning.", { code: "LongValue" });
  log.write("info", "A line.", { action: "get_indicators" });
  log.write("debug", "A call.");
};

describe("log: lines for people", () => {
  it("show codes of errors and warnings, and no fields", async () => {
    expect(await logged(["run"], everything)).to.equal(
      "error Rejected: An error.\n  Do something.\nwarning LongValue: A warning.\nA line.\n",
    );
  });

  it("contain the time if asked, on one line", async () => {
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    expect(await logged([], (log) => everything(log.timed()))).to.match(
      new RegExp(
        `^${time} error Rejected: An error\\. Do something\\.\n${time} warning LongValue: A warning\\.\n${time} A line\\.\n$`,
      ),
    );
  });

  for (const [args, lines] of [
    [["--log-level", "error"], 2],
    [["--log-level=warn"], 3],
    [["--log-level", "info"], 4],
    [["--log-level", "debug"], 5],
    [["--verbose"], 5],
    [["--verbose", "--log-level", "error"], 5],
  ] as const)
    it(`are ${lines} with ${args.join(" ")}`, async () => {
      expect((await logged(["run", ...args], everything)).trim().split("\n").length).to.equal(lines);
    });
});

describe("log: lines as JSON", () => {
  it("contain time, level, message and the known fields, and nothing about the machine", async () => {
    const lines = await json([], (log) =>
      everything(log.child({ runId: "r1", requestId: undefined, profile: "", caller: "soar" })),
    );
    expect(lines.map(({ time: _time, ...line }) => line)).to.deep.equal([
      {
        level: "error",
        runId: "r1",
        caller: "soar",
        code: "Rejected",
        hint: "Do something.",
        msg: "An error.",
      },
      { level: "warn", runId: "r1", caller: "soar", code: "LongValue", msg: "A warning." },
      { level: "info", runId: "r1", caller: "soar", action: "get_indicators", msg: "A line." },
    ]);
    for (const { time } of lines) expect(new Date(String(time)).toISOString()).to.equal(time);
  });

  it("follow the level", async () => {
    for (const [args, count] of [
      [["--log-level", "error"], 1],
      [["--verbose"], 4],
    ] as const)
      expect((await json(args, everything)).length).to.equal(count);
  });

  it("are one line each, whatever the text contains", async () => {
    const [line] = await json([], (log) => log.write("info", 'a\nb\u2028"c"\u001b[2J'));
    expect(line?.["msg"]).to.match(/^a b.*"c"\\u001b\[2J$/);
  });
});

describe("log: masks", () => {
  const mask = (text: string): string => text.replaceAll("canary", "***");
  const write = (log: Log): void => {
    const masked = log.masking(mask).masking((text) => text.replaceAll("other", "***"));
    masked.child({ profile: "canary" }).write("error", "canary, other", { code: "Rejected", hint: "canary" });
  };

  it("remove secrets from messages, hints and fields", async () => {
    expect(await logged([], write)).to.equal("error Rejected: ***, ***\n  ***\n");
    const [line] = await json([], write);
    expect(line).to.include({ msg: "***, ***", hint: "***", profile: "***" });
  });
});
