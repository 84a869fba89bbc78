// Outputs that are longer than the longest string, here with a lower limit than V8's.
import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import type { ActionDescription, ActionOutput } from "../../../connector/index.js";
import { deliver } from "../../../platforms/cli/io/write_output.js";
import { resultOf } from "../../../platforms/mcp/result.js";
import type { Ending } from "../../../platforms/mcp/result_text.js";
import { turbineCommand } from "../../../platforms/turbine/turbine.js";
import { temporaryFiles } from "../../support/files.js";
import { rows } from "../../support/rows.js";

const longestText = 100_000;

/** Limits the texts of JSON.stringify during a test. */
function useShortTexts(): void {
  const { stringify } = JSON;
  beforeEach(() => {
    JSON.stringify = ((...given: [unknown]) => {
      const made = stringify(...given);
      if (made !== undefined && made.length > longestText) throw new RangeError("Invalid string length");
      return made;
    }) as typeof stringify;
  });
  afterEach(() => {
    JSON.stringify = stringify;
  });
}

const value = (count: number) =>
  Array.from({ length: count }, (_none, n) => ({
    id: `${n}`,
    indicator: `host-${n}.example`,
    isFailed: false,
  }));

const outputs: ActionOutput[] = [3, 4000, 2500].map((count) => ({
  status_code: 200,
  response_headers: {},
  reason: "OK",
  json_body: { value: value(count) },
}));

function open() {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  return { io: { stdin, stdout, stderr, env: {} }, stdin, stdout, stderr };
}

describe("an output longer than the longest string", () => {
  const files = temporaryFiles();
  useShortTexts();

  it("goes to standard output", async () => {
    const { io, stdout } = open();
    const printed = textOf(stdout);
    await deliver(outputs, { path: undefined, place: "/value" }, io);
    stdout.end();
    const text = await printed;
    expect(JSON.parse(text)).to.deep.equal(outputs);
    expect(text.startsWith('[\n  {\n    "status_code": 200,\n')).to.equal(true);
    expect(text.endsWith("\n  }\n]\n")).to.equal(true);
  });

  it("goes to a file, compressed or not, and as lines", async () => {
    const { io } = open();
    for (const [name, read] of [
      ["out.json", JSON.parse],
      ["out.json.gz", JSON.parse],
      [
        "out.ndjson",
        (text: string) =>
          text
            .split("\n")
            .slice(0, -1)
            .map((line) => JSON.parse(line) as unknown),
      ],
    ] as const) {
      const path = files.path(name);
      await deliver(outputs, { path, place: "/value" }, io);
      const bytes = readFileSync(path);
      const text = String(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
      const wanted = name.endsWith("ndjson") ? [3, 4000, 2500].flatMap(value) : outputs;
      expect(read(text), name).to.deep.equal(wanted);
    }
  });

  it("goes to standard output if the file cannot be written", async () => {
    const { io, stdout } = open();
    const printed = textOf(stdout);
    const delivering = deliver(outputs, { path: files.path("none/out.json"), place: "/value" }, io);
    expect(await delivering.catch((error: { code: string }) => error.code)).to.equal("OutputWriteFailed");
    stdout.end();
    expect(JSON.parse(await printed)).to.deep.equal(outputs);
  });

  it("is printed for Turbine, also for an error", async () => {
    const tooMany = rows(3000).map((row) => ({ ...row, indicatorType: "IpAddress" }));
    for (const raise of [false, true]) {
      const { io, stdin, stdout, stderr } = open();
      const printed = [textOf(stdout), textOf(stderr)];
      const asset = { tenant_id: "t", client_id: "c", client_secret: "secret" };
      // Written here, because the limit applies to the product's texts.
      stdin.write(`{"raise_for_status":${raise},`);
      for (const [name, part] of Object.entries(asset)) stdin.write(`"${name}":"${part}",`);
      stdin.write('"json_body":{"Indicators":[');
      for (const [n, row] of tooMany.entries()) stdin.write(`${n === 0 ? "" : ","}${JSON.stringify(row)}`);
      stdin.end("]}}");
      await turbineCommand("import_indicators", io);
      stdout.end();
      stderr.end();
      const [out = "", error = ""] = await Promise.all(printed);
      const output = raise ? JSON.parse(error).output : JSON.parse(out.replace(/^::set-output /, ""));
      expect(output.json_body.value.length, `raise_for_status ${raise}`).to.equal(3000);
    }
  });

  it("is omitted from an agent's result, with a message", () => {
    const long = { ...(outputs[1] as ActionOutput), json_body: { value: value(200_000) } };
    const action = { name: "import_indicators" } as ActionDescription;
    const ending: Ending = {
      action,
      output: long,
      isDryRun: false,
      error: undefined,
      summary: undefined,
      warnings: [],
    };
    const { content, structuredContent } = resultOf(ending, () => undefined);
    expect(structuredContent).to.equal(undefined);
    expect(content[0]?.text).to.match(/The output is longer than 9 MiB/);
    const whole = resultOf({ ...ending, output: outputs[1] }, () => undefined);
    expect(whole.structuredContent).to.deep.equal(outputs[1]);
  });
});
