// `turbine`: one merged object in, one `::set-output` line out, errors as one JSON object on stderr.
import { expect } from "chai";
import type { ImportIndicatorsOutput } from "../../../connector/contract/generated/actions/import_indicators_output.js";
import { row, rows } from "../../support/rows.js";
import { badRow, command, input, stranger, useSimulator } from "../shared/process.js";

const prefix = "::set-output ";

describe("turbine", () => {
  const simulator = useSimulator();
  const merged = (...more: object[]) => Object.assign({}, simulator().asset(), ...more);
  const turbine = (given: unknown, env: Record<string, string> = {}) =>
    command(["turbine", "import_indicators"], { stdin: JSON.stringify(given), env });
  const outputOf = (stdout: string): ImportIndicatorsOutput => {
    expect(stdout.startsWith(prefix)).to.equal(true);
    expect(stdout.indexOf("\n")).to.equal(stdout.length - 1);
    return JSON.parse(stdout.slice(prefix.length));
  };

  it("prints the envelope on one line and nothing else", async () => {
    const { code, stdout, stderr } = await turbine(merged(input(row(1))));
    const output = outputOf(stdout);
    expect(Object.keys(output)).to.have.members(["status_code", "response_headers", "reason", "json_body"]);
    expect(output.json_body.value[0]).to.include({ indicator: "host-1.example", isFailed: false });
    expect(stdout).to.equal(`${prefix}${JSON.stringify(output)}\n`);
    expect([code, stderr]).to.deep.equal([0, ""]);
  });

  it("reads the object of an older runner from INPUTS, and more asset keys from ASSET_KEYS", async () => {
    const first = await command(["turbine", "import_indicators"], {
      env: { INPUTS: JSON.stringify(merged(input(row(1)))), ASSET_KEYS: "url,tenant_id" },
    });
    expect([first.code, outputOf(first.stdout).status_code]).to.deep.equal([0, 200]);
    const second = await command(["turbine", "import_indicators"], {
      env: {
        INPUTS: JSON.stringify(merged(input(row(1)), { region_name: "x" })),
        ASSET_KEYS: " region_name ",
      },
    });
    expect(JSON.parse(second.stderr)).to.include({ code: "InvalidAsset", kind: "config" });
    expect([second.code, second.stdout]).to.deep.equal([2, ""]);
  });

  it("treats empty fields as not set", async () => {
    const open = { oauth_un: null, oauth_pwd: "", http_proxy: null, headers: null, raise_for_status: null };
    const { code, stdout } = await turbine(merged(input(row(1)), open));
    expect([code, outputOf(stdout).status_code]).to.deep.equal([0, 200]);
  });

  it("treats options of the asset as options", async () => {
    const blank = row(1, { indicatorValue: "host-1.example " });
    const { stdout } = await turbine(merged(input(blank), { normalize: true }));
    expect(outputOf(stdout).json_body.value[0]?.isFailed).to.equal(false);
  });

  it("prints an output of failed rows and exits 0, because the rows contain the failures", async () => {
    const { code, stdout, stderr } = await turbine(merged(input(badRow)));
    const output = outputOf(stdout);
    expect([output.status_code, output.json_body.value[0]?.isFailed]).to.deep.equal([400, true]);
    expect([code, stderr]).to.deep.equal([0, ""]);
  });

  it("treats a status from 400 as an error if raise_for_status is set", async () => {
    simulator().addFault({ kind: "status", status: 501 });
    const { code, stdout, stderr } = await turbine(merged(input(row(1)), { raise_for_status: true }));
    const error = JSON.parse(stderr);
    expect(error).to.include({ code: "ServiceFailed", kind: "service", status: 501 });
    expect(error.output.json_body.value).to.have.length(1);
    expect([code, stdout]).to.deep.equal([4, ""]);
  });

  it("prints a successful output if raise_for_status is set", async () => {
    const { code, stdout } = await turbine(merged(input(row(1)), { raise_for_status: true }));
    expect([code, outputOf(stdout).status_code]).to.deep.equal([0, 200]);
  });

  it("reports an error as one JSON object with the same exit code as run", async () => {
    const { code, stdout, stderr } = await turbine(merged(input(row(1)), { client_id: stranger.client_id }));
    const error = JSON.parse(stderr);
    expect(error).to.include({ code: "MissingPermission", kind: "permission", retryable: false });
    expect(error.message).to.be.a("string");
    expect(error.output.json_body.value[0].failureReason).to.match(/^NotSent: /);
    expect([code, stdout]).to.deep.equal([3, ""]);
  });

  it("reports warnings as JSON lines, at most 20 per code", async () => {
    const blanks = Array.from({ length: 25 }, (_none, n) => row(n, { indicatorValue: `host-${n}.example ` }));
    const { code, stderr } = await turbine(merged(input(...blanks), { normalize: true }));
    const lines = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines[0].rows).to.deep.equal([0]);
    expect(lines).to.have.length(21);
    expect(lines.at(-1)).to.deep.equal({ type: "warning", code: "Normalized", message: "and 5 more." });
    expect(code).to.equal(0);
  });

  it("accepts preflight and overflow together with the input", async () => {
    const given = merged(input(...rows(15_001)), { overflow: "fail", preflight: null });
    const { code, stdout, stderr } = await turbine(given);
    expect(JSON.parse(stderr)).to.include({ code: "CapacityExceeded" });
    expect([code, stdout, simulator().indicators().length]).to.deep.equal([4, "", 0]);
  });

  it("rejects an unknown value of preflight or overflow", async () => {
    const events: [object, RegExp][] = [
      [{ preflight: "yes" }, /^preflight must be true or false, not a text\.$/],
      [{ preflight: "" }, /^preflight must be true or false, not a text\.$/],
      [{ dry_run: "" }, /^dry_run must be true or false, not a text\.$/],
      [{ overflow: "last" }, /^overflow is not one of first, fail, severity, expiry\.$/],
    ];
    for (const [options, message] of events) {
      const { code, stderr } = await turbine(merged(input(row(1)), options));
      const error = JSON.parse(stderr);
      expect(error.code).to.equal("InvalidOption");
      expect(error.message).to.match(message);
      expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
    }
  });

  it("prints the plan of a dry run in the usual line, needs no asset for it, and sends nothing", async () => {
    const given = { ...input(row(1), badRow), normalize: true, dry_run: true };
    for (const step of [given, merged(given)]) {
      const { code, stdout } = await turbine(step);
      const output = outputOf(stdout);
      expect(output).to.deep.include({ status_code: 200, response_headers: {}, reason: "OK" });
      expect(output.json_body).to.include({ rows: 2, sent: 1, rejected: 1 });
      expect(code).to.equal(0);
    }
    expect([simulator().requests(), simulator().tokenRequests()]).to.deep.equal([[], 0]);
  });

  it("leaves an option of the asset to the asset if the action does not have it", async () => {
    const stdin = JSON.stringify(merged({ validation: "off", normalize: true, benign_values: "allow" }));
    const { code, stdout, stderr } = await command(["turbine", "get_indicators"], { stdin });
    expect([code, stderr, outputOf(stdout).status_code]).to.deep.equal([0, "", 200]);
  });

  it("rejects an option that the action does not have", async () => {
    const stdin = JSON.stringify(merged({ overflow: "fail" }));
    const { code, stderr } = await command(["turbine", "get_indicators"], { stdin });
    expect(JSON.parse(stderr)).to.include({ code: "InvalidOption" });
    expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
  });

  it("reports further keys of the platform, and sends the rows", async () => {
    const { code, stdout, stderr } = await turbine(
      merged(input(row(1)), { playbook_id: 7, task: { name: "x" } }),
    );
    expect([code, outputOf(stdout).json_body.value[0]?.isFailed]).to.deep.equal([0, false]);
    expect(JSON.parse(stderr)).to.include({ code: "UnknownInput" });
    expect(JSON.parse(stderr).message).to.match(/^Unknown inputs were not sent: "playbook_id", "task"\. /);
  });

  for (const [name, words] of [
    ["jsonBody", "Rename it to json_body"],
    ["json_bdy", "Rename it to json_body"],
    ["dryRun", "If the option dry_run is meant"],
    ["dry-run", "If the option dry_run is meant"],
    ["Validation", "If the option validation is meant"],
    ["deadlineMs", "If the option deadline_ms is meant"],
    ["unknown_inputs", "is an option of the run"],
    ["journal", "is an option of the run"],
  ] as const) {
    it(`rejects ${name}, which may be meant as an input or an option, and sends nothing`, async () => {
      const given = merged(input(row(1)), { playbook_id: 7, [name]: true });
      const { code, stdout, stderr } = await turbine(given);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(JSON.parse(stderr)).to.include({ code: "InvalidInput" });
      expect(JSON.parse(stderr).message).to.include(`"${name}"`).and.include(words);
      expect(simulator().requests()).to.deep.equal([]);
    });
  }

  const nearly: (readonly [string, object])[] = [
    ...["options", "inputs", "parameters", "asset", "settings"].map(
      (name) => ["dry_run", { [name]: { dry_run: true } }] as const,
    ),
    ["dry_run", { task: { name: "x", run: [{ more: { dryRun: "true" } }] } }],
    ...["dry", "is_dry_run", "dryRunMode", "DRY_RUN", "with-dry-run", "dry_rn", "useDryRun"].map(
      (name) => ["dry_run", { [name]: true }] as const,
    ),
    ["validation", { validation_mode: "off" }],
    ["deadline_ms", { deadline: 5 }],
    ["deadline_ms", { deadlineSeconds: 5 }],
    ["benign_values", { inputs: { "Benign Values": "reject" } }],
    ["raise_for_status", { Raise_For_Status: true }],
  ];
  for (const [option, given] of nearly)
    it(`rejects ${JSON.stringify(given)}, which may mean ${option}, and deletes nothing (was: deleted)`, async () => {
      const stdin = JSON.stringify(merged({ json_body: { IndicatorIds: ["2"] } }, given));
      const { code, stdout, stderr } = await command(["turbine", "batch_delete_indicators"], { stdin });
      // An option that this action does not have would do nothing.
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(JSON.parse(stderr)).to.include({ code: "InvalidInput" });
      expect(JSON.parse(stderr).message).to.include(`If the option ${option} is meant`);
      expect(simulator().requests()).to.deep.equal([]);
    });

  for (const name of ["dry_run", "Dry-Run", "DRYRUN", "unknown_inputs", "validation"])
    it(`rejects ${name} as a header`, async () => {
      const { code, stderr } = await turbine(merged(input(row(1)), { headers: { [name]: "true" } }));
      expect(code).to.equal(2);
      expect(JSON.parse(stderr).message).to.match(
        new RegExp(`^headers\\.${name} is the option \\w+ of the run and not a header\\.`),
      );
      expect(simulator().requests()).to.deep.equal([]);
    });

  it("sends rows next to keys that only resemble options", async () => {
    const given = { playbook: { run: 1, mode: "x", tags: ["dry_run"], status: { for: 2 } }, is_test: true };
    const { code, stderr } = await turbine(merged(input(row(1)), given));
    expect([code, JSON.parse(stderr).code, simulator().indicators().length]).to.deep.equal([
      0,
      "UnknownInput",
      1,
    ]);
  });

  const wrong: [string, string, string][] = [
    ["no JSON", "{", "InvalidInput"],
    ["an array", "[]", "InvalidInput"],
    ["an option twice", '{"dry_run":true,"json_body":{"Indicators":[]},"dry_run":false}', "InvalidInput"],
    ["no credential", '{"json_body":{"Indicators":[]}}', "InvalidAsset"],
    ["a flag that is none", '{"raise_for_status":"yes"}', "InvalidOption"],
  ];
  for (const [what, stdin, expected] of wrong) {
    it(`rejects ${what} with exit code 2`, async () => {
      const { code, stdout, stderr } = await command(["turbine", "import_indicators"], { stdin });
      expect(JSON.parse(stderr).code).to.equal(expected);
      expect([code, stdout]).to.deep.equal([2, ""]);
    });
  }

  it("rejects an unknown action before it reads anything", async () => {
    const { code, stderr } = await command(["turbine", "nope"]);
    expect(JSON.parse(stderr).code).to.equal("UnknownAction");
    expect(code).to.equal(2);
  });
});
