// The commands other than `run` and `turbine`: their output and exit codes.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createConnector, packageRoot } from "../../../connector/index.js";
import { row } from "../../support/rows.js";
import { command, input, launch, stranger, useFolder, useSimulator } from "../shared/process.js";
import { copyDeclarations } from "../../support/declarations_copy.js";

const version = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version;

describe("the other commands", () => {
  const simulator = useSimulator();
  const file = useFolder();

  describe("the program", () => {
    it("is executable by its name after every build", function () {
      if (process.platform === "win32") return this.skip();
      const { mode } = statSync(join(packageRoot(), "dist/command/main.cjs"));
      expect(mode & 0o111).to.equal(0o111);
    });

    it("prints its version", async () => {
      expect(await command(["--version"])).to.include({ code: 0, stdout: `${version}\n`, stderr: "" });
    });

    it("prints help with examples and exit codes on stdout if it is requested", async () => {
      const { code, stdout, stderr } = await command(["--help"]);
      expect([code, stderr]).to.deep.equal([0, ""]);
      for (const name of [
        "run",
        "turbine",
        "actions",
        "describe",
        "check",
        "test-connection",
        "simulate",
        "demo",
      ])
        expect(stdout).to.match(new RegExp(`^ {2}${name}\\b`, "m"));
      expect(stdout).to.match(
        /Examples:\n {2}\$ defender-indicators demo\n[^]*Exit codes: 0 done, all rows succeeded;/,
      );
    });

    it("prints help on stderr as a usage error if there is no command", async () => {
      const { code, stdout, stderr } = await command([]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(/^Usage: defender-indicators/);
      expect(stderr).not.to.include("error ");
    });

    it("suggests the intended command", async () => {
      expect(await command(["simulat"])).to.include({
        code: 2,
        stdout: "",
        stderr: "error Usage: Unknown command 'simulat'.\n  Did you mean simulate?\n",
      });
    });
  });

  it("suggests the intended action for a part of its name or a typo", async () => {
    const events: [string[], string][] = [
      [["import", "x.json"], "Did you mean run import_indicators?"],
      [["get_indicator"], "Did you mean run get_indicators?"],
      [["run", "import_indicator"], "Did you mean import_indicators?"],
      [["run", "submit"], "Did you mean submit_indicator or submit_ti_indicators?"],
      [["run", "x"], "List the actions and use one of their names."],
    ];
    for (const [args, hint] of events) {
      const { code, stderr } = await command(args);
      expect([code, stderr.split("\n")[1]]).to.deep.equal([2, `  ${hint}`]);
    }
  });

  describe("actions and describe", () => {
    it("lists the actions", async () => {
      const { code, stdout } = await command(["actions"]);
      expect(stdout).to.match(/^Action +Effect +Title\n[^]*^import_indicators +write +Import Indicators$/m);
      expect(code).to.equal(0);
    });

    it("describes an action as text, including fields behind references", async () => {
      const { code, stdout } = await command(["describe", "import_indicators"]);
      expect(stdout).to.match(/^Effect +write; repeating a call has no further effect$/m);
      expect(stdout).to.match(
        /^Request +POST \/api\/indicators\/import of Microsoft Defender for Endpoint$/m,
      );
      expect(stdout).to.match(
        /^Limit +30 calls in 60 s per host, tenant, client \(rate limit import\)\n +https:/m,
      );
      expect(stdout).to.match(
        /^Permissions +application: Ti.ReadWrite or Ti.ReadWrite.All; delegated: Ti.ReadWrite$/m,
      );
      expect(stdout).to.match(/^ {6}indicatorValue +string, required\. The value to look for/m);
      expect(stdout).to.match(/^ {6}rbacGroupNames +array of string\. /m);
      expect(stdout).to.match(/^ {6}failureReason +string or object\. /m);
      expect(stdout).to.include("  A bad row fails alone\n");
      expect(code).to.equal(0);
    });

    it("lists and describes a read action with its query and its pages", async () => {
      expect((await command(["actions"])).stdout).to.match(/^get_indicators +read +Get Indicators$/m);
      const { code, stdout } = await command(["describe", "get_indicators"]);
      expect(stdout).to.match(/^Request +GET \/api\/indicators of /m);
      expect(stdout.replace(/\s+/g, " ")).to.contain(", with parameters and where as its query Pages");
      expect(stdout.replace(/\s+/g, " ")).to.contain(
        "Pages the first one; with all_pages or max_items also those that @odata.nextLink links to, as one list in value",
      );
      expect(stdout).to.match(
        /^Limit +1500 calls in 3600 s per host, tenant, client \(rate limit indicators_per_hour\)$/m,
      );
      expect(stdout).to.match(/^ {4}\$select +string or array of string\. /m);
      expect(stdout).to.not.match(/\n\n\n/);
      expect(code).to.equal(0);
    });

    it("describes an action as JSON", async () => {
      const { code, stdout } = await command(["describe", "import_indicators", "--json"]);
      const described = JSON.parse(stdout);
      expect(described.input.required).to.deep.equal(["json_body"]);
      expect([code, described.rateLimits.import.calls]).to.deep.equal([0, 30]);
    });

    it("shows a valid example input for every action", async () => {
      const connector = await createConnector();
      for (const { name } of connector.actions()) {
        const { stdout } = await command(["describe", name]);
        const [, shown = ""] = /^An input for run\n([^]*?)\n\n/m.exec(stdout) ?? [];
        const given: unknown = JSON.parse(shown);
        connector.check(name, given);
        const planned = connector.describe(name).batch !== undefined;
        if (planned) expect((await connector.plan(name, given)).rejected, name).to.equal(0);
      }
    });

    it("rejects an unknown action", async () => {
      const { code, stderr } = await command(["describe", "nope"]);
      expect(stderr).to.match(/^error UnknownAction: .*import_indicators/);
      expect(code).to.equal(2);
    });
  });

  describe("check", () => {
    let root = "";
    before(() => {
      root = mkdtempSync(join(tmpdir(), "declarations-"));
      copyDeclarations(root);
    });
    after(() => rmSync(root, { recursive: true }));

    it("accepts the package's own files", async () => {
      const { code, stdout, stderr } = await command(["check"]);
      expect(stdout).to.match(/^\d+ files are valid\.\n$/);
      expect([code, stderr]).to.deep.equal([0, ""]);
    });

    it("reports file, place and correction of each mistake", async () => {
      const path = join(root, "actions", "import_indicators.json");
      const action = JSON.parse(readFileSync(path, "utf8"));
      writeFileSync(
        path,
        JSON.stringify({ ...action, effect: "wipe", batch: { ...action.batch, maxItems: 0 } }),
      );
      const { code, stdout } = await command(["check", "--root", root]);
      expect(stdout).to.match(
        /^actions\/import_indicators\.json#\/effect: effect "wipe" is not one of read, write, destructive/m,
      );
      expect(stdout).to.match(/^actions\/import_indicators\.json#\/batch\/maxItems: /m);
      expect(code).to.equal(2);
    });

    it("reports a folder without declarations", async () => {
      const { code, stderr } = await command(["check", "--root", join(root, "none")]);
      expect(stderr).to.match(/^error InvalidDeclaration: .*none does not contain manifest\.json/);
      expect(code).to.equal(2);
    });
  });

  describe("test-connection", () => {
    const test = (change: Record<string, unknown> = {}) =>
      command(["test-connection", "--asset", file("asset.json", simulator().asset(change))]);

    it("reports what a valid asset can do", async () => {
      const { code, stdout, stderr } = await test();
      expect(stdout).to.match(/^Asset +Client id and secret \(oauth2_client_credentials\)$/m);
      expect(stdout).to.match(/^Permissions +Ti\.ReadWrite\.All$/m);
      for (const name of ["get_indicators", "import_indicators", "delete_indicator_by_id"])
        expect(stdout).to.match(new RegExp(`^(?:Actions)? +${name}: permitted$`, "m"));
      expect(stdout.replace(/\s+/g, " ")).to.contain("list_device_groups: not permitted. The token carries");
      expect(stdout).to.match(/^Write +allowed /m);
      expect([code, stderr, simulator().indicators().length]).to.deep.equal([0, "", 0]);
    });

    it("exits 3 if the permission is missing", async () => {
      const { code, stdout } = await test({ client_id: stranger.client_id });
      expect(stdout).to.match(/^ +import_indicators: not permitted\. The token carries no permission/m);
      expect(stdout).to.match(/^Write +denied \(status 403 /m);
      expect(code).to.equal(3);
    });

    it("exits 3 if the login rejects the credentials", async () => {
      const { code, stdout, stderr } = await test({ client_secret: "not-the-canary" });
      expect(stderr).to.match(/^error InvalidCredentials: /);
      expect([code, stdout]).to.deep.equal([3, ""]);
    });

    it("exits 4 if the service reports neither", async () => {
      simulator().addFault({ kind: "status", status: 404, on: "import" });
      const { code, stdout } = await test();
      expect(stdout).to.match(/^Write +unknown \(status 404 /m);
      expect(code).to.equal(4);
    });
  });

  describe("simulate", () => {
    it("prints a usable asset, serves until Ctrl-C and exits 0", async () => {
      const running = launch(["simulate", "--port", "0"]);
      await running.until("stdout", "/_simulator/state\n");
      const [asset = ""] = /^\{\n[^]*?^\}$/m.exec(running.stdout) ?? [];
      const path = file("simulated.json", asset);
      const imported = await command(["run", "import_indicators", "--asset", path], {
        stdin: JSON.stringify(input(row(1))),
      });
      expect(imported.code).to.equal(0);
      const [, key = ""] = /x-simulator-key: (\S+)'/.exec(running.stdout) ?? [];
      const state = await fetch(`${JSON.parse(asset).url}/_simulator/state`, {
        headers: { "x-simulator-key": key },
      });
      expect(await state.json()).to.include({ stored: 1 });
      running.child.kill("SIGINT");
      expect(await running.ended).to.include({ code: 0, stderr: "" });
    });

    it("writes the asset into a new file that only the user can read, and never over another one", async () => {
      const path = file("new.json", "");
      rmSync(path);
      const running = launch(["simulate", "--asset", path]);
      await running.until("stdout", "/_simulator/state\n");
      expect(statSync(path).mode & 0o777).to.equal(0o600);
      expect(running.stdout).to.include(`--asset ${path}`).and.not.include("client_secret");
      const args = ["run", "import_indicators", "--asset", path];
      const imported = await command(args, { stdin: JSON.stringify(input(row(1))) });
      running.child.kill("SIGINT");
      expect([imported.code, imported.stderr.includes("AssetFileReadableByOthers")]).to.deep.equal([
        0,
        false,
      ]);
      const own = file("own.json", "{}");
      const { code, stderr } = await command(["simulate", "--asset", own]);
      expect([code, readFileSync(own, "utf8")]).to.deep.equal([2, "{}"]);
      expect(stderr).to.include(`--asset ${own} exists already.`);
    });

    it("reports that its port is in use", async () => {
      const { code, stdout, stderr } = await command(["simulate", "--port", String(simulator().port)]);
      expect(stderr).to.match(
        /^error InvalidOption: The simulator cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)\.\n/,
      );
      expect([code, stdout]).to.deep.equal([2, ""]);
    });
  });

  describe("demo", () => {
    it("imports rows, shows the bad ones, and confirms the results against the service", async () => {
      const { code, stdout, stderr } = await command(["demo"]);
      expect(stdout.match(/^row \d+ +in /gm)).to.have.length(3);
      expect(stdout.match(/^row \d+ +failed +\w+: /gm)).to.have.length(7);
      for (const line of stdout.split("\n").slice(2)) expect(line.length).to.be.at.most(100);
      expect(stdout).to.match(/^1200 rows: 1193 succeeded, 7 failed, 0 not sent; 3 calls, /m);
      expect(stdout).to.match(
        /^The service saw 3 imports, 3 in its busiest minute \(30 are allowed\), and 1 token request\.$/m,
      );
      expect(stdout).to.match(/^It holds 1193 indicators: as many as the results report\.\n$/m);
      expect([code, stderr]).to.deep.equal([0, ""]);
    });
  });
});
