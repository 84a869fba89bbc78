// The command `serve` as a process: its key, its address, its assets, and its end.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect } from "chai";
import { importOf, row, rows } from "../../support/rows.js";
import { responseOf, ask, importOver, key, open, until } from "./service.js";
import { clientOnService } from "../mcp/client.js";
import { command, type Given, type Launched, launch, useFolder, useSimulator } from "../shared/process.js";

describe("serve", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = () => file("asset.json", simulator().asset());
  const withKey = { DEFENDER_SERVE_KEY: key };

  const started = async (
    args: readonly string[],
    given: Given = {},
  ): Promise<{ process: Launched; url: string }> => {
    const process = launch(["serve", "--port", "0", ...args], given);
    await process.until("stdout", "openapi.json");
    const url = /http:\/\/[^ ]+/.exec(process.stdout)?.[0] as string;
    return { process, url };
  };

  it("generates a key if none is set, prints it once on stderr, and accepts it", async () => {
    const { process, url } = await started(["--asset", asset()]);
    const [, made = ""] = /^Key of this run: (\S{43})$/m.exec(process.stderr) ?? [];
    expect((await ask(`${url}/actions`, { headers: { authorization: `Bearer ${made}` } })).status).to.equal(
      200,
    );
    expect((await ask(`${url}/actions`, { headers: { authorization: "Bearer x" } })).status).to.equal(401);
    process.child.kill("SIGTERM");
    const { code, stdout, stderr } = await process.ended;
    expect(code).to.equal(0);
    expect((stdout + stderr).split(made)).to.have.length(2);
    expect(stdout).to.match(/^Serving \d+ actions at http:\/\/127\.0\.0\.1:\d+ \(Ctrl-C ends it\)\n/);
    expect(stdout).to.match(
      /^Description for your platform, for clients with the key: http:\S+\/openapi\.json$/m,
    );
  });

  it("prints a generated key at every level of the log, because nothing else shows it", async () => {
    for (const level of ["warn", "error"]) {
      const { process } = await started(["--asset", asset(), "--log-level", level]);
      await process.until("stderr", "Key of this run: ");
      process.child.kill("SIGTERM");
      expect((await process.ended).stderr).to.match(/^\w+: Key of this run: \S{43}$/m);
    }
  });

  it("never prints the key of the environment", async () => {
    const { process, url } = await started(["--asset", asset()], { env: withKey });
    expect((await importOver(url, importOf(rows(2)))).status).to.equal(200);
    process.child.kill("SIGINT");
    const { code, stdout, stderr } = await process.ended;
    expect(code).to.equal(0);
    expect(stdout + stderr).not.to.include(key);
    expect(stderr).to.match(
      /Z POST \/actions\/import_indicators 200, profile default, run \S+, 2 rows: 2 succeeded/,
    );
  });

  it("responds to MCP clients at the address that it prints, with the chosen tools", async () => {
    const args = ["--asset", asset(), "--tools", "submit_ti_indicators,get_indicators"];
    const { process, url } = await started(args, { env: withKey });
    await process.until("stdout", `Address for MCP clients with the key: ${url}/mcp\n`);
    const { client } = await clientOnService(url);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).to.have.members(["get_indicators", "submit_ti_indicators"]);
    const listed = await client.callTool({ name: "get_indicators", arguments: {} });
    expect(listed.isError).to.equal(undefined);
    await client.close();
    process.child.kill("SIGTERM");
    const { code, stdout, stderr } = await process.ended;
    expect(code).to.equal(0);
    expect(stdout + stderr).not.to.include(key);
  });

  for (const [what, tools, message] of [
    ["an unknown name", "get_indicators,get_indicator", /^error UnknownAction: .*get_indicator/],
    ["an action that removes something", "batch_delete_indicators", /^error InvalidOption: --tools names/],
  ] as const)
    it(`exits 2 if --tools has ${what}`, async () => {
      const args = ["serve", "--port", "0", "--asset", asset(), "--tools", tools];
      const { code, stdout, stderr } = await command(args, { env: withKey });
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(message);
    });

  it("logs only the 401 of clients without the key", async () => {
    const { process, url } = await started(["--asset", asset()], { env: withKey });
    const headers = { authorization: "Bearer not-the-key" };
    const body = importOf([row(1, { title: "not for a log" })]);
    const places = [
      "/actions/import_indicators",
      "/actions/import_indicators/jobs",
      "/not-for-a-log?not=for-a-log",
    ];
    for (const place of places)
      expect((await ask(url + place, { method: "POST", headers, body })).status).to.equal(401);
    process.child.kill("SIGTERM");
    const { stderr } = await process.ended;
    const lines = stderr
      .trimEnd()
      .split("\n")
      .filter((line) => !line.includes(" Stopping: "));
    expect(lines).to.have.length(places.length);
    for (const line of lines)
      expect(line).to.match(/^\S+Z POST (?:\/[\w/:]*|\(unknown\)) 401 Unauthorized, \d+ ms$/);
    expect(stderr).not.to.match(/not.for.a.log|not-the-key/);
    expect(simulator().requests()).to.deep.equal([]);
  });

  it("accepts as many rows per body as the command line allows", async () => {
    const args = ["--asset", asset(), "--body-limit-rows", "2"];
    const { process, url } = await started(args, { env: withKey });
    expect((await importOver(url, importOf(rows(2)))).status).to.equal(200);
    const { status, json } = await importOver(url, importOf(rows(3)));
    expect([status, json?.["code"]]).to.deep.equal([413, "TooManyRows"]);
    process.child.kill("SIGTERM");
    await process.ended;
  });

  it("reads its asset from the environment if no file is named", async () => {
    const variables = Object.entries(simulator().asset()).map(([name, value]) => [
      `DEFENDER_${name.toUpperCase()}`,
      String(value),
    ]);
    const { process, url } = await started([], { env: { ...withKey, ...Object.fromEntries(variables) } });
    expect((await importOver(url, importOf(rows(1)))).status).to.equal(200);
    process.child.kill("SIGTERM");
    await process.ended;
  });

  it("returns results for the rows of a run that it ends, before it stops", async () => {
    simulator().configure({ latencyMs: 150 });
    const { process, url } = await started(["--asset", asset()], { env: withKey });
    const asking = open(`${url}/actions/import_indicators`, {
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    const pending = responseOf(asking);
    asking.end(JSON.stringify(importOf(rows(6000))));
    await until(() => simulator().indicators().length > 0);
    process.child.kill("SIGTERM");
    const { status, json } = await pending;
    const { value } = (json as { json_body: { value: { isFailed: boolean }[] } }).json_body;
    expect((await process.ended).code).to.equal(0);
    expect([status, value.length]).to.deep.equal([200, 6000]);
    expect(value.filter(({ isFailed }) => !isFailed).length)
      .to.equal(simulator().indicators().length)
      .and.to.be.lessThan(6000);
  });

  describe("rejects a start", () => {
    for (const [what, args, env, message] of [
      [
        "on another address without a key",
        ["--host", "0.0.0.0"],
        {},
        /Other machines can reach 0\.0\.0\.0, and no key is set\.\n  Set DEFENDER_SERVE_KEY/,
      ],
      [
        "with a key that can be guessed",
        [],
        { DEFENDER_SERVE_KEY: "short" },
        /DEFENDER_SERVE_KEY must have at least 16 characters/,
      ],
      [
        "with a key that no header can hold",
        [],
        { DEFENDER_SERVE_KEY: "with blanks, and long enough" },
        /DEFENDER_SERVE_KEY must have/,
      ],
      ["with a port that is not valid", ["--port", "70000"], {}, /whole number from 0 to 65535/],
    ] as const) {
      it(what, async () => {
        const { code, stdout, stderr } = await command(["serve", "--asset", asset(), ...args], { env });
        expect([code, stdout]).to.deep.equal([2, ""]);
        expect(stderr).to.match(message);
      });
    }

    it("without an asset", async () => {
      const { code, stderr } = await command(["serve"]);
      expect(code).to.equal(2);
      expect(stderr).to.match(/^error InvalidAsset: There is no asset/);
    });

    it("with two assets of one name, or without a usable one", async () => {
      const wrong = file("wrong.json", { tenant_id: "x" });
      const twice = await command(["serve", "--asset", `a=${asset()}`, "--asset", `a=${asset()}`]);
      expect(twice.code).to.equal(2);
      expect(twice.stderr).to.match(/^error InvalidOption: Two assets have the name a\./);
      const bad = await command(["serve", "--asset", `a=${wrong}`, "--asset", `b=${wrong}`]);
      expect(bad.code).to.equal(2);
      expect(bad.stderr).to.match(/^error InvalidAsset: .*wrong\.json: /);
    });

    it("on a port in use", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const { port } = other.address() as AddressInfo;
      const { code, stderr } = await command(["serve", "--asset", asset(), "--port", String(port)]);
      other.close();
      expect(code).to.equal(2);
      expect(stderr).to.include(
        `error InvalidOption: The service cannot listen on 127.0.0.1:${port} (EADDRINUSE).`,
      );
    });
  });

  it("serves everything except the page without its library, and reports how to install it", async () => {
    const preload = `--import ${new URL("../shared/without_package.js", import.meta.url).href}`;
    const env = { ...withKey, NODE_OPTIONS: preload, MISSING: "swagger-ui-dist" };
    const { process, url } = await started(["--asset", asset()], { env });
    const { status, json } = await ask(`${url}/page/swagger-ui.js`);
    expect([status, json?.["message"]]).to.deep.equal([500, "The page needs the package swagger-ui-dist."]);
    expect((await ask(`${url}/actions`)).status).to.equal(200);
    process.child.kill("SIGTERM");
    await process.ended;
  });

  it("serves the page and its files without a key, under their own policy", async () => {
    const { process, url } = await started(["--asset", asset()], { env: withKey });
    const headers = { authorization: "" };
    const page = await ask(`${url}/`, { headers });
    const loaded = [...page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path as string);
    expect(loaded).to.have.length(4);
    for (const path of ["/", ...loaded]) {
      const { status, headers: got, text } = await ask(url + path, { headers });
      expect([status, text.length > 0], path).to.deep.equal([200, true]);
      expect(got["content-security-policy"], path).to.match(/^default-src 'none'; script-src 'self'; /);
    }
    expect(page.text).not.to.match(/(?:href|src)="(?:https?:)?\/\//);
    process.child.kill("SIGTERM");
    await process.ended;
  });

  it("warns if others can reach it, and if others can read the asset", async () => {
    const openFile = file("open.json", simulator().asset(), 0o644);
    const { process, url } = await started(["--host", "0.0.0.0", "--asset", `open=${openFile}`], {
      env: withKey,
    });
    expect((await ask(`${url.replace("0.0.0.0", "127.0.0.1")}/profiles`)).json).to.deep.equal({
      profiles: ["open"],
    });
    process.child.kill("SIGTERM");
    const { stderr } = await process.ended;
    expect(stderr)
      .to.match(/warning Unencrypted: /)
      .and.match(/warning AssetFileReadableByOthers: /);
  });
});
