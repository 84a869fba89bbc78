// `run`: only data on stdout, messages on stderr, one exit code per kind of end.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import type { ImportIndicatorsOutput } from "../../../connector/contract/generated/actions/import_indicators_output.js";
import { row, rows } from "../../support/rows.js";
import {
  badRow,
  canary,
  command,
  input,
  launch,
  stranger,
  useFolder,
  useSimulator,
} from "../shared/process.js";

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

describe("run", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = (change: Record<string, unknown> = {}) => file("asset.json", simulator().asset(change));
  const run = (given: unknown, ...options: string[]) =>
    command(["run", "import_indicators", "--asset", asset(), ...options], { stdin: JSON.stringify(given) });
  const valuesOf = ({ json_body }: ImportIndicatorsOutput) => json_body.value.map((one) => one.indicator);
  const reasonsOf = ({ json_body }: ImportIndicatorsOutput) =>
    json_body.value.map((one) => one.failureReason);

  it("prints the array of one output and one message line", async () => {
    const { code, stdout, stderr } = await run(input(row(1), row(2)));
    const outputs = JSON.parse(stdout);
    expect(outputs).to.have.length(1);
    expect(outputs[0].status_code).to.equal(200);
    expect(valuesOf(outputs[0])).to.deep.equal(["host-1.example", "host-2.example"]);
    expect(stdout).to.equal(`${JSON.stringify(outputs, null, 2)}\n`);
    expect(stderr).to.match(/^2 rows: 2 succeeded, 0 failed, 0 not sent; 1 call, \d+\.\d s\.\n$/);
    expect(code).to.equal(0);
  });

  it("returns one output per input, in input order", async () => {
    const { code, stdout, stderr } = await run([input(row(1)), input(badRow), input(row(2), row(3))]);
    expect(JSON.parse(stdout).map(valuesOf)).to.deep.equal([
      ["host-1.example"],
      ["192.0.2.0/24"],
      ["host-2.example", "host-3.example"],
    ]);
    expect(stderr).to.match(/^warning InvalidIndicator: 1 row has the result InvalidIndicator\.$/m);
    expect(stderr).to.match(/^4 rows: 3 succeeded, 1 failed, 0 not sent; 2 calls, /m);
    expect(code).to.equal(1);
  });

  it("returns no output for no input", async () => {
    const { code, stdout } = await run([]);
    expect([stdout, code]).to.deep.equal(["[]\n", 0]);
  });

  it("sends nothing if a later input is malformed", async () => {
    const { code, stdout, stderr } = await run([input(row(1)), { json_body: {} }]);
    expect(stderr).to.equal(
      'error InvalidInput: Input 2: json_body: Indicators is missing; add it.\n  Write the input as {"json_body":{"Indicators":[…]}}; nothing was sent. All fields: defender-indicators describe import_indicators.\n',
    );
    expect([code, stdout, simulator().requests().length]).to.deep.equal([2, "", 0]);
  });

  it("sends nothing if a later input sets a reserved header", async () => {
    const { code, stderr } = await run([
      input(row(1)),
      { ...input(row(2)), headers: { Authorization: "x" } },
    ]);
    expect(stderr).to.include("Input 2: headers.Authorization is set by the connector");
    expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
  });

  it("reads a file with a byte order mark in UTF-8 or UTF-16", async () => {
    const text = `\ufeff${JSON.stringify(input(row(1, { title: "Prüfung" })))}`;
    const [utf8, little] = [Buffer.from(text), Buffer.from(text, "utf16le")];
    for (const [encoding, bytes] of Object.entries({ utf8, little, big: Buffer.from(little).swap16() })) {
      const path = file(`${encoding}.json`, bytes);
      const { code } = await run(undefined, "--input", path);
      expect(code, encoding).to.equal(0);
    }
    expect(
      simulator()
        .indicators()
        .map(({ title }) => title),
    ).to.deep.equal(["Prüfung"]);
  });

  it("reads a file with the name of a table as the format that the user names", async () => {
    const named = file("rows.csv", JSON.stringify(input(row(1))));
    expect((await run(undefined, "--input", named, "--format", "json")).code).to.equal(0);
  });

  it("rejects a file name of a table that is not written", async () => {
    const path = join(dirname(asset()), "never-written.xlsx");
    const { code, stderr } = await run(input(row(1)), "--output", path);
    expect(stderr).to.match(
      /^error InvalidOption: --output .*\.xlsx has the file name of a table, .*\n {2}Use the extension/,
    );
    expect([code, simulator().requests().length, existsSync(path)]).to.deep.equal([2, 0, false]);
  });

  it("distinguishes rows without an envelope from inputs, and shows the envelope", async () => {
    const { code, stderr } = await run([row(1), row(2)]);
    expect(stderr).to.equal(
      "error InvalidInput: Standard input is an array of rows, and not what this action accepts. Put its rows into the array json_body.Indicators.\n" +
        '  Write the input as {"json_body":{"Indicators":[…]}}; nothing was sent. All fields: defender-indicators describe import_indicators. ' +
        "Or set --format json, which reads the array as a feed.\n",
    );
    const ids = await command(["run", "batch_delete_indicators"], { stdin: '["1", "2"]' });
    expect(ids.stderr).to.include('Write the input as {"json_body":{"IndicatorIds":[…]}};');
    expect([code, ids.code]).to.deep.equal([2, 2]);
  });

  it("reports what an action needs in addition to rows", async () => {
    for (const more of [[], ["--dry-run"]]) {
      const options = ["upload_stix_objects", "--format", "ndjson", "--asset", asset(), ...more];
      const { code, stderr } = await command(["run", ...options], { stdin: "{}\n" });
      expect(stderr).to.match(
        /^error InvalidInput: Rows are only a part of the input, and upload_stix_objects needs more\. Set --envelope, or use a \.json input\. path_parameters is missing; add it\. json_body: sourcesystem is missing; add it\.\n/,
      );
      expect(stderr).to.include(
        '{"path_parameters":{"workspaceId":"…"},"json_body":{"sourcesystem":"…","stixobjects":[…]}}',
      );
      expect(code).to.equal(2);
    }
  });

  it("accepts no input if the action needs none, and otherwise reports what it needs", async () => {
    const { code, stdout } = await command(["run", "get_indicators", "--asset", asset()]);
    expect([code, JSON.parse(stdout)[0].json_body.value]).to.deep.equal([0, []]);
    const missing = await command(["run", "get_indicator_by_id", "--asset", asset()]);
    expect(missing.stderr).to.equal(
      "error InvalidInput: Standard input is empty; it must contain JSON.\n" +
        '  Write the input as {"path_parameters":{"id":"…"}}; nothing was sent. All fields: defender-indicators describe get_indicator_by_id.\n',
    );
    const empty = ["run", "get_indicators", "--input", file("empty.json", "")];
    expect((await command(empty)).stderr).to.match(
      /is empty; .*\n {2}Write \{\} for an input without fields/,
    );
  });

  it("reports why a call without rows was rejected", async () => {
    const stdin = JSON.stringify({ path_parameters: { id: "999" } });
    const { code, stderr } = await command(["run", "get_indicator_by_id", "--asset", asset()], { stdin });
    expect(stderr).to.match(
      /^warning NotFound: 404 Not Found; the service said: ".*The object was deleted, or this application may not see it: list the existing objects\.\n1 call, /,
    );
    expect(code).to.equal(1);
  });

  it("writes to a file and leaves stdout empty", async () => {
    const path = file("out.json", "old");
    const { code, stdout } = await run(input(row(1)), "--output", path);
    expect([code, stdout]).to.deep.equal([0, ""]);
    expect(valuesOf(JSON.parse(readFileSync(path, "utf8"))[0])).to.deep.equal(["host-1.example"]);
  });

  it("sends nothing if the output file cannot be written", async () => {
    const { code, stdout, stderr } = await run(input(row(1)), "--output", `${file("x", "x")}.d/out.json`);
    expect(stderr).to.match(
      /^error InvalidOption: --output .* cannot be written \(ENOENT\)\.\n {2}Set a file/,
    );
    expect([code, stdout, simulator().requests().length]).to.deep.equal([2, "", 0]);
  });

  it("numbers warned rows from 1 and hides warnings after 20 of one code", async () => {
    const blanks = Array.from({ length: 25 }, (_none, n) => row(n, { indicatorValue: `host-${n}.example ` }));
    const { code, stderr } = await run(input(...blanks), "--normalize");
    const lines = stderr.trimEnd().split("\n");
    expect(lines[0]).to.equal(
      'warning Normalized: row 1: indicatorValue "host-0.example " became "host-0.example".',
    );
    expect(lines.filter((line) => line.startsWith("warning Normalized: row"))).to.have.length(20);
    expect(lines.at(-2)).to.equal("warning Normalized: and 5 more.");
    expect(code).to.equal(0);
  });

  it("rejects an option of the run inside the input, and sends nothing", async () => {
    const { code, stderr } = await run({ ...input(row(1)), dry_run: true });
    expect(stderr).to.contain('InvalidInput: "dry_run" is an option of the run and not a part of the input.');
    expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
  });

  it("names the input of a warning if there are several", async () => {
    const { stderr } = await run([input(row(1)), input(row(2), badRow)], "--validation", "report");
    expect(stderr).to.match(/^warning InvalidIndicator: input 2, row 2: indicatorValue "192/m);
  });

  it("reads the asset from environment variables", async () => {
    const { url, login_url, tenant_id, client_id } = simulator().asset();
    const env = {
      DEFENDER_URL: url,
      DEFENDER_LOGIN_URL: login_url,
      DEFENDER_TENANT_ID: tenant_id,
      DEFENDER_CLIENT_ID: client_id,
      DEFENDER_CLIENT_SECRET: canary,
    };
    const { code } = await command(["run", "import_indicators"], {
      env,
      stdin: JSON.stringify(input(row(1))),
    });
    expect([code, simulator().indicators().length]).to.deep.equal([0, 1]);
  });

  it("reports how to set an asset if there is none", async () => {
    const { code, stderr } = await command(["run", "import_indicators"], {
      stdin: JSON.stringify(input(row(1))),
    });
    expect(stderr).to.equal(
      "error InvalidAsset: There is no asset to connect with.\n" +
        "  Name a file with --asset or a configuration with --config and a profile with --profile, or set DEFENDER_TENANT_ID, DEFENDER_CLIENT_ID and DEFENDER_CLIENT_SECRET.\n",
    );
    expect(code).to.equal(2);
  });

  it("warns about an asset file that other users can read", async function () {
    if (process.platform === "win32") this.skip();
    const path = file("open.json", simulator().asset(), 0o644);
    const { stderr } = await run(input(row(1)), "--asset", path);
    expect(stderr).to.match(
      /^warning AssetFileReadableByOthers: .*open\.json contains a secret and other users can read it\. Run: chmod 600 /,
    );
  });

  describe("exit codes", () => {
    it("is 1 if the service rejects the rows", async () => {
      simulator().configure({ semanticFaults: "whole" });
      const { code, stdout } = await run(input(badRow), "--validation", "off");
      expect(JSON.parse(stdout)[0].status_code).to.equal(400);
      expect(code).to.equal(1);
    });

    it("is 3 for wrong credentials, with results for the rows and without further inputs", async () => {
      asset();
      const wrong = file("wrong.json", simulator().asset({ client_secret: "not-the-canary" }));
      const { code, stdout, stderr } = await run([input(row(1)), input(row(2))], "--asset", wrong);
      expect(stderr).to.match(
        /^error InvalidCredentials: The login service rejects the credentials; the login service said: "AADSTS7000215.*\n {2}The client secret is wrong/,
      );
      expect(stderr.match(/^error/gm)).to.have.length(1);
      expect(JSON.parse(stdout).flatMap(reasonsOf).join()).to.match(
        /^NotSent: .*"AADSTS7000215.*,NotSent: .*"AADSTS7000215/,
      );
      expect([code, simulator().tokenRequests()]).to.deep.equal([3, 1]);
    });

    it("is 2 if the journal of one input belongs to another; the other inputs still run", async () => {
      const journal = `${file("mine", "")}.journal`;
      await run(input(row(7)), "--journal", journal);
      const { code, stdout, stderr } = await run([input(row(1)), input(row(2))], "--journal", journal);
      const [first, second] = JSON.parse(stdout);
      expect(first.json_body.error.code).to.equal("JournalMismatch");
      expect([valuesOf(second), reasonsOf(second)]).to.deep.equal([["host-2.example"], [null]]);
      expect(stderr).to.match(/^error JournalMismatch: input 1: /m);
      expect(code).to.equal(2);
    });

    it("is 2 if the output is the journal of a later input", async () => {
      const journal = file("list.journal", "");
      const output = `${journal}.2`;
      const inputs = [input(row(1)), input(row(2))];
      const { code, stderr } = await run(inputs, "--journal", journal, "--output", output);
      expect(stderr).to.contain("--output and The journal of input 2 name the same file");
      expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
    });

    it("is 2 for --journal together with --journal-dir", async () => {
      const { code, stderr } = await run(input(row(1)), "--journal", file("both", ""), "--journal-dir", "x");
      expect(stderr).to.contain("exclude each other");
      expect([code, simulator().requests().length]).to.deep.equal([2, 0]);
    });

    it("is the same twice if an unchanged input is run twice with --journal-dir", async () => {
      const dir = `${file("feeds", "")}-journals`;
      const given = [input(row(1), badRow), input(row(2))];
      for (const calls of [2, 4]) {
        const { code, stdout } = await run(given, "--journal-dir", dir);
        expect(JSON.parse(stdout).flatMap(valuesOf)).to.have.length(3);
        expect([code, simulator().requests().length, readdirSync(dir)]).to.deep.equal([1, calls, []]);
      }
      await run(given, "--journal-dir", dir, "--keep-journals");
      expect(readdirSync(dir)).to.have.length(2);
      const { code } = await run(given, "--journal-dir", dir, "--keep-journals");
      expect([code, simulator().requests().length], "from the journals").to.deep.equal([1, 6]);
    });

    it("is 3 for a missing permission", async () => {
      const path = file("stranger.json", simulator().asset({ client_id: stranger.client_id }));
      const { code, stderr } = await run(input(row(1)), "--asset", path);
      expect(stderr).to.include("error MissingPermission: The token carries no permission");
      expect(code).to.equal(3);
    });

    it("is 4 if the journal cannot be written after rows were sent", async function () {
      if (process.platform === "win32") this.skip();
      const journal = file("full.journal", "");
      const { code, stderr } = await command(
        ["run", "import_indicators", "--asset", asset(), "--journal", journal],
        { stdin: JSON.stringify(input(...rows(3000))), shell: 'ulimit -f 32; exec "$@"' },
      );
      expect(stderr).to.match(
        /^warning JournalUnwritable: .* cannot be written \(EFBIG\)\. Name a journal /m,
      );
      expect(simulator().indicators().length).to.be.within(500, 3000);
      expect(code).to.equal(4);
    });

    it("is 4 if the service fails", async () => {
      simulator().addFault({ kind: "status", status: 501 });
      const { code, stdout } = await run(input(row(1)));
      expect(JSON.parse(stdout)[0].status_code).to.equal(501);
      expect(code).to.equal(4);
    });

    it("is 4 if the deadline is over, and the known results are printed", async () => {
      const path = file(
        "slow.json",
        simulator().asset({ rate_limits: { import: { calls: 1, per_seconds: 3600 } } }),
      );
      const { code, stdout, stderr } = await run(
        input(...rows(501)),
        "--asset",
        path,
        "--deadline-ms",
        "60000",
      );
      const [output] = JSON.parse(stdout);
      expect([output.status_code, output.json_body.value.length]).to.deep.equal([207, 501]);
      expect(reasonsOf(output)[500]).to.match(/^NotSent: /);
      expect(stderr).to.match(/^501 rows: 500 succeeded, 0 failed, 1 not sent; 1 call, /m);
      expect(code).to.equal(4);
    });
  });

  describe("usage errors", () => {
    const good = JSON.stringify(input(row(1)));
    const name = "import_indicators";
    const wrong: [what: string, args: string[], stdin: string, message: RegExp][] = [
      [
        "an unknown action",
        ["nope"],
        good,
        /^error UnknownAction: There is no action "nope"; there are: .*import_indicators/,
      ],
      [
        "broken JSON",
        [name],
        '{"json_body":\n  {"Indicators": [1,]}}',
        /is not JSON: at line 2, column 20, the comma before \] is not followed by a value; remove the comma\.\n {2}Correct the input; nothing was sent\.\n$/,
      ],
      [
        "nothing at all",
        [name],
        " \n",
        /^error InvalidInput: Standard input is empty; it must contain JSON\.\n/,
      ],
      [
        "bytes that are not text",
        [name],
        "\u00ff",
        /^error InvalidInput: Standard input is not UTF-8 text; save it as UTF-8\.\n/,
      ],
      [
        "text that is not an object",
        [name],
        '"x"',
        /^error InvalidInput: The input must be an object, not a string \("x"\)\.\n/,
      ],
      [
        "a file that is not there",
        [name, "--input", "none.json"],
        "",
        /^error InvalidInput: none\.json does not exist\.\n/,
      ],
      ["a folder", [name, "--input", "test"], "", /^error InvalidInput: test is a folder; name a file\.\n/],
      [
        "an asset that is not there",
        [name, "--asset", "none.json"],
        good,
        /^error InvalidAsset: none\.json does not exist\.\n/,
      ],
      [
        "an unknown option",
        [name, "--client-secret", "x"],
        good,
        /^error Usage: Unknown option '--client-secret'\.\n {2}Run defender-indicators run --help for its options\.\n$/,
      ],
      [
        "a wrong number",
        [name, "--deadline-ms", "1.5"],
        good,
        /^error Usage: .*'1\.5' is invalid\. It must be a whole number from 1 up\.\n/,
      ],
      [
        "a wrong choice",
        [name, "--validation", "maybe"],
        good,
        /^error Usage: .*Allowed choices are strict, report, off\.\n/,
      ],
      ["no action", [], good, /^error Usage: Missing required argument 'action'\.\n/],
      ["an argument too many", [name, "feed.json"], good, /^error Usage: Too many arguments for 'run'\./],
    ];
    for (const [what, args, stdin, message] of wrong) {
      it(`reports in one message what to do about ${what}, and exits 2`, async () => {
        const bytes = Buffer.from(stdin, "latin1");
        const { code, stdout, stderr } = await command(["run", "--asset", asset(), ...args], {
          stdin: bytes,
        });
        expect(stderr).to.match(message);
        expect(stderr.trimEnd().split("\n")).to.have.length(2);
        expect([code, stdout, simulator().requests().length]).to.deep.equal([2, "", 0]);
      });
    }

    it("reports an asset that is not an object or has an unknown field", async () => {
      const list = await run(input(row(1)), "--asset", file("list.json", []));
      expect(list.stderr).to.match(
        /^error InvalidAsset: .*list\.json must contain one JSON object, the asset\.\n/,
      );
      const odd = await run(input(row(1)), "--asset", file("odd.json", simulator().asset({ tenant: "x" })));
      expect(odd.stderr).to.match(/^error InvalidAsset: .*"tenant" is not a known field/);
      expect([list.code, list.stdout, odd.code, odd.stdout]).to.deep.equal([2, "", 2, ""]);
    });

    it("quotes nothing of a malformed asset", async () => {
      const path = file("broken.json", `{"client_secret": "${canary}" "tenant_id": 1}`);
      const { code, stderr } = await run(input(row(1)), "--asset", path);
      expect(stderr).to.match(/broken\.json is not JSON: at line 1, column 46, .*\./);
      expect(code).to.equal(2);
    });
  });

  describe("Ctrl-C", function () {
    before(function () {
      if (process.platform === "win32") this.skip();
    });

    it("stops the run after one press: rows not sent say so, and the output is printed", async () => {
      const path = file(
        "slow.json",
        simulator().asset({ rate_limits: { import: { calls: 1, per_seconds: 3600 } } }),
      );
      const running = launch(["run", "import_indicators", "--asset", path], {
        stdin: JSON.stringify([input(...rows(501)), input(row(900))]),
      });
      await running.until("stderr", "Waiting 3600 s: rate limit import.\n");
      running.child.kill("SIGINT");
      const { code, stdout, stderr } = await running.ended;
      const [first, second] = JSON.parse(stdout);
      expect(first.json_body.value.filter((one: { isFailed: boolean }) => one.isFailed)).to.have.length(1);
      expect([...reasonsOf(first).slice(500), ...reasonsOf(second)].map(String).join()).to.match(
        /^NotSent: .*,NotSent: /,
      );
      expect(stderr).to.include("Stopping: ");
      expect(stderr).to.match(/^502 rows: 500 succeeded, 0 failed, 2 not sent; 1 call, /m);
      expect(code).to.equal(4);
    });

    it("quits immediately after two presses", async () => {
      simulator().addFault({ kind: "hang", on: "import" });
      const running = launch(["run", "import_indicators", "--asset", asset()], {
        stdin: JSON.stringify(input(row(1))),
      });
      await until(() => simulator().requests().length > 0);
      running.child.kill("SIGINT");
      await running.until("stderr", "Stopping: ");
      running.child.kill("SIGINT");
      const { code, signal, stdout } = await running.ended;
      expect([code, signal, stdout]).to.deep.equal([null, "SIGINT", ""]);
    });
  });
});
