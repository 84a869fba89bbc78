// The GitHub Action: the process that a runner starts, with its variables and files.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ActionOutput, JsonObject } from "../../../connector/index.js";
import { row, rows } from "../../support/rows.js";
import { badRow, input, Launched, stranger, useFolder, useSimulator, canary } from "../shared/process.js";
import { inputVariables, type StepFiles, stepFiles } from "./runner.js";

describe("the GitHub Action", () => {
  const simulator = useSimulator();
  const file = useFolder();
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "github-action-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a step; mask commands, which contain the secret, are removed from its lines. */
  async function step(inputs: Record<string, string>, env: Record<string, string> = {}) {
    const files: StepFiles = stepFiles(folder);
    const asset = simulator().asset() as Record<string, string>;
    const texts = Object.entries({ ...asset, action: "import_indicators", ...inputs });
    const launched = new Launched(["github-action"], {
      env: { ...files.env, ...inputVariables(Object.fromEntries(texts)), ...env },
      filter: (text) => text.replaceAll(/^::add-mask::.*$/gm, "::add-mask::"),
    });
    const { code, stdout, stderr } = await launched.ended;
    expect(stderr).to.equal("");
    return { code, raw: launched.stdout, lines: stdout.trimEnd().split("\n"), files };
  }
  const body = (...some: unknown[]) => JSON.stringify((input(...some) as JsonObject)["json_body"]);

  it("imports rows, and sets outputs, a file and a summary", async () => {
    const { code, lines, files } = await step({ json_body: body(row(1), badRow, row(2)) });
    const outputs = files.outputs();
    const output = JSON.parse(outputs["output"] ?? "") as ActionOutput;
    expect(code).to.equal(0);
    expect(outputs).to.include({
      status_code: "200",
      rows: "3",
      succeeded: "2",
      failed: "1",
      not_sent: "0",
      error_code: "",
    });
    expect(JSON.parse(readFileSync(outputs["output_file"] ?? "", "utf8"))).to.deep.equal(output);
    expect(simulator().indicators()).to.have.length(2);
    const [mask, failed, end, ...others] = lines;
    expect(mask).to.equal("::add-mask::");
    expect(failed).to.match(/^::warning title=Import Indicators%3A row 2::InvalidIndicator: /);
    expect(end).to.match(
      /^::notice title=Import Indicators::200 OK\. 3 rows: 2 succeeded, 1 failed, 0 not sent/,
    );
    expect(others).to.deep.equal([]);
    expect(files.summary()).to.match(/^### Import Indicators\n[^]*\| 2 \| InvalidIndicator&#58; /);
  });

  it("masks the secret before anything else, and shows it nowhere else", async () => {
    const { raw, files } = await step({ json_body: body(row(1)) });
    const escaped = canary.replaceAll("%", "%25");
    expect(raw.indexOf(`::add-mask::${escaped}\n`)).to.equal(0);
    expect(raw.split(escaped)).to.have.length(2);
    expect(JSON.stringify(files.outputs()) + files.summary()).not.to.include(canary);
  });

  it("fails the step for failed rows only if that is set", async () => {
    const { code, lines } = await step({ json_body: body(row(1), badRow), fail_on_failed_rows: "true" });
    expect(code).to.equal(1);
    expect(
      lines.filter((line) => line.startsWith("::error title=Import Indicators%3A row 2::")),
    ).to.have.length(1);
  });

  it("shows ten failed rows as annotations and fifty in the summary", async () => {
    const bad = Array.from({ length: 70 }, () => badRow);
    const { lines, files } = await step({ json_body: body(...bad) });
    expect(
      lines.filter((line) => line.startsWith("::warning title=Import Indicators%3A row")),
    ).to.have.length(10);
    expect(files.summary().match(/^\| \d+ \|/gm)).to.have.length(50);
    expect(files.summary()).to.include("20 more failed rows");
  });

  it("lets no value of a row begin a workflow command or an HTML element", async () => {
    const evil = "x\n::set-env name=A::b\r\n::error::<img src=x>|`**[a](https://bad.example) www.bad.example";
    const { lines, files } = await step({
      json_body: body(row(1, { indicatorValue: evil, indicatorType: evil })),
    });
    const isOurs = (line: string) => /^::(?:add-mask|notice|warning|error)(?: title=[^:,]*)?::/.test(line);
    expect(lines.filter((line) => !isOurs(line))).to.deep.equal([]);
    expect(lines.filter((line) => line.startsWith("::error::"))).to.deep.equal([]);
    expect(files.summary()).not.to.match(/[<>`[\]*]|\n::/);
    // GitHub makes a link of it.
    expect(files.summary()).not.to.include("www.");
    expect(files.outputs()).to.have.all.keys(
      "error_code",
      "output_file",
      "status_code",
      "rows",
      "succeeded",
      "failed",
      "not_sent",
      "output",
    );
  });

  it("reads the whole input from a file, and a long output into a file only", async () => {
    const path = file("many.json", input(...rows(6000)));
    const { code, files, lines } = await step({ input_file: path, validation: "off" });
    const { output, output_file: written = "", rows: count } = files.outputs();
    expect([code, count, output]).to.deep.equal([0, "6000", undefined]);
    const { json_body: result } = JSON.parse(readFileSync(written, "utf8")) as {
      json_body: { value: unknown[] };
    };
    expect(result.value).to.have.length(6000);
    expect(lines.join("\n")).to.match(/^::notice title=output::The output is too long/m);
  });

  it("plans without credentials in a dry run", async () => {
    const { code, lines } = await step({
      ...Object.fromEntries(Object.keys(simulator().asset()).map((name) => [name, ""])),
      json_body: body(row(1), badRow),
      dry_run: "true",
    });
    expect(code).to.equal(0);
    expect(lines.at(-1)).to.match(/::2 rows: 1 to be sent, 0 duplicates, 1 rejected; /);
    expect(simulator().requests()).to.have.length(0);
  });

  it("returns the known results together with an error", async () => {
    const { code, lines, files } = await step({ json_body: body(row(1)), client_id: stranger.client_id });
    expect(code).to.equal(3);
    expect(lines.at(-1)).to.match(/^::error title=MissingPermission::/);
    expect(files.outputs()).to.include({ error_code: "MissingPermission", succeeded: "0", not_sent: "1" });
  });

  it("fills what the inputs leave open from the environment", async () => {
    const { client_secret } = simulator().asset() as Record<string, string>;
    const { code } = await step(
      { json_body: body(row(1)), client_secret: "" },
      { DEFENDER_CLIENT_SECRET: client_secret ?? "" },
    );
    expect(code).to.equal(0);
  });

  it("reads and masks a secret from a file that the environment names", async () => {
    const { client_secret = "" } = simulator().asset() as Record<string, string>;
    const path = file("secret.txt", `${client_secret}\n`);
    const { code, raw } = await step(
      { json_body: body(row(1)), client_secret: "" },
      { DEFENDER_CLIENT_SECRET_FILE: path },
    );
    expect([code, raw.indexOf(`::add-mask::${client_secret}\n`)]).to.deep.equal([0, 0]);
  });

  it("uses an input instead of a file that the environment names", async () => {
    const env = { DEFENDER_CLIENT_SECRET_FILE: file("other.txt", "another secret") };
    expect((await step({ json_body: body(row(1)) }, env)).code).to.equal(0);
  });

  for (const [mistake, inputs, said] of [
    ["an unknown input", { json_bodies: "{}" }, /^::error title=InvalidOption::.*json_body/],
    ["no action", { action: "" }, /^::error title=InvalidOption::The input action is missing/],
    ["an unknown action", { action: "import" }, /^::error title=UnknownAction::/],
    [
      "text that is not JSON",
      { json_body: "{" },
      /^::error title=InvalidInput::The input json_body is not JSON/,
    ],
    [
      "a part that the action does not have",
      { json_body: "{}", where: "{}" },
      /^::error title=InvalidInput::.*where/,
    ],
    [
      "a file and a part",
      { json_body: "{}", input_file: "a.json" },
      /InvalidOption::input_file and json_body exclude/,
    ],
    [
      "an option that the action does not have",
      { json_body: "{}", max_delete: "1" },
      /title=InvalidOption::.*max_delete/,
    ],
    [
      "a flag that is not one",
      { json_body: "{}", fail_on_failed_rows: "yes" },
      /fail_on_failed_rows must be true or false/,
    ],
  ] as const)
    it(`rejects ${mistake} before anything is sent`, async () => {
      const { code, lines } = await step(inputs);
      expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
      expect(lines.at(-1)).to.match(said);
    });
});
