// The operator's view of an HTTP service: the access log, unusable profiles, and the key form of the page.
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { importOf, rows } from "../../support/rows.js";
import { ask, importOver, key, until, useService } from "./service.js";
import { canary, type Launched, launch, useFolder, useSimulator } from "../shared/process.js";

describe("http: the access log", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);
  const rejected = () => ({ acme: simulator().asset({ client_secret: `${canary}x` }) });

  it("contains action, asset, run, rows and code of rejected credentials", async () => {
    const { url, log } = await serve({ profiles: rejected() });
    const { status, headers } = await importOver(url, importOf(rows(1)));
    await until(() => log.length > 0);
    expect(status).to.equal(502);
    expect(log.join("\n")).to.match(
      /^POST \/actions\/import_indicators 502 InvalidCredentials, profile acme, run \S+, 1 row: 0 succeeded, 0 failed, 1 not sent; 0 calls, \d+\.\d s, \d+ ms$/,
    );
    expect(log[0]).to.include(`run ${String(headers["run-id"])},`);
  });

  it("contains the code of an action without rows and of a stream", async () => {
    const { url, log } = await serve({ profiles: rejected() });
    await ask(`${url}/actions/get_indicators`, { method: "POST", body: {} });
    const headers = { "content-type": "application/x-ndjson" };
    const body = rows(2)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join("");
    await ask(`${url}/actions/import_indicators`, { method: "POST", headers, body });
    await until(() => log.length === 2);
    expect(log[0]).to.match(
      /^POST \/actions\/get_indicators 502 InvalidCredentials, profile acme, run \S+, /,
    );
    expect(log[1]).to.match(
      /^POST \/actions\/import_indicators 200 InvalidCredentials, profile acme, run \S+, 2 rows: 0 succeeded, 0 failed, 2 not sent/,
    );
  });

  for (const [what, path, body, line] of [
    ["an unknown action", "/actions/secret-name", {}, /^POST \/actions\/:name 404 UnknownAction, \d+ ms$/],
    [
      "an unknown asset",
      "/actions/import_indicators?profile=secret-name",
      {},
      /^POST \/actions\/import_indicators 400 InvalidOption, \d+ ms$/,
    ],
    [
      "a broken input",
      "/actions/import_indicators",
      {},
      /^POST \/actions\/import_indicators 400 InvalidInput, profile acme, run \S+, \d+ ms$/,
    ],
    [
      "a job that does not begin",
      "/actions/import_indicators/jobs",
      {},
      /^POST \/actions\/import_indicators\/jobs 400 InvalidInput, profile acme, \d+ ms$/,
    ],
  ] as const) {
    it(`contains the code for ${what}, and nothing that the client wrote`, async () => {
      const { url, log } = await serve({ profiles: rejected() });
      await ask(url + path, { method: "POST", body });
      await until(() => log.length > 0);
      expect(log.join("\n")).to.match(line);
    });
  }

  it("contains the code of calls that failed in a run with an output", async () => {
    simulator().addFault({ kind: "status", status: 403, times: 1 });
    const { url, log } = await serve();
    expect((await importOver(url, importOf(rows(1)))).status).to.equal(200);
    await until(() => log.length > 0);
    expect(log.join("\n")).to.match(
      /^POST \/actions\/import_indicators 200 Forbidden, profile default, run /,
    );
  });
});

describe("http: profiles that cannot be used", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const asset = () => file("asset.json", simulator().asset());
  const faulty = {
    missing: () => "/nowhere/missing.json",
    broken: () => file("broken.json", "{"),
    incomplete: () => file("incomplete.json", { tenant_id: "x" }),
    list: () => file("list.json", []),
  };

  const started = async (): Promise<{ process: Launched; url: string }> => {
    const given = Object.entries(faulty).flatMap(([name, path]) => ["--asset", `${name}=${path()}`]);
    const args = ["serve", "--port", "0", "--asset", `good=${asset()}`, ...given];
    const process = launch(args, { env: { DEFENDER_SERVE_KEY: key } });
    await process.until("stdout", "openapi.json");
    return { process, url: /http:\/\/[^ ]+/.exec(process.stdout)?.[0] as string };
  };

  it("do not affect the other profiles, and are reported everywhere", async () => {
    const { process, url } = await started();
    const names = Object.keys(faulty);
    expect((await importOver(url, importOf(rows(1)), "?profile=good")).status).to.equal(200);
    const ready = await ask(`${url}/ready`, { headers: { authorization: "" } });
    expect([ready.status, ready.json]).to.deep.equal([200, { status: "ready", unusable_profiles: names }]);
    const { json } = await ask(`${url}/profiles`);
    const { unusable } = json as { unusable: { profile: string; code: string; message: string }[] };
    expect(json?.["profiles"]).to.deep.equal(["good"]);
    expect(unusable.map(({ profile: name }) => name)).to.deep.equal(names);
    const former = (await ask(`${url}/assets`)).json;
    expect(former?.["unusable"]).to.deep.equal(
      unusable.map(({ profile, ...fault }) => ({ asset: profile, ...fault })),
    );
    for (const [i, name] of names.entries())
      expect(unusable[i])
        .to.include({ code: "InvalidAsset" })
        .and.property("message")
        .include(`${name}.json`);
    for (const path of ["/actions/import_indicators", "/actions/import_indicators/jobs"])
      for (const name of names) {
        const body = importOf(rows(1));
        const response = await ask(`${url}${path}?profile=${name}`, { method: "POST", body });
        expect([response.status, response.json?.["code"]]).to.deep.equal([500, "InvalidAsset"]);
        expect(response.json?.["message"]).to.match(
          new RegExp(`^The profile ${name} cannot be used: .*${name}\\.json`),
        );
      }
    expect(simulator().indicators()).to.have.length(1);
    expect((await importOver(url, importOf(rows(1)))).json?.["code"]).to.equal("InvalidOption");
    process.child.kill("SIGTERM");
    const { code, stderr } = await process.ended;
    expect(code).to.equal(0);
    for (const name of names)
      expect(stderr).to.match(
        new RegExp(
          `warning InvalidAsset: The profile ${name} cannot be used: .*${name}\\.json.* The service starts without it\\.`,
        ),
      );
    expect(stderr).to.match(/500 InvalidAsset, profile missing, \d+ ms/);
  });
});

describe("http: the key form of the page", () => {
  const simulator = useSimulator();
  const serve = useService(simulator);
  const script = readFileSync("platforms/http/page/page.js", "utf8");

  /**
   * Runs the script of the page with that key entered, and returns its message and whether it shows the
   * actions.
   */
  const enter = async (url: string, entered: string): Promise<{ message: string; isShown: boolean }> => {
    const message = { textContent: "" };
    let submit = (_event: object): void => {};
    let end = (): void => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    const state = { isShown: false };
    const elements: Record<string, object> = {
      message,
      key: { value: entered },
      "key-form": {
        addEventListener: (_: string, listener: typeof submit) => (submit = listener),
        remove: end,
      },
    };
    Object.defineProperty(message, "textContent", {
      get: () => state["message" as keyof typeof state] ?? "",
      set: (text: string) => {
        Object.assign(state, { message: text });
        if (text !== "") end();
      },
    });
    runInNewContext(script, {
      document: { getElementById: (id: string) => elements[id] },
      fetch: (path: string, options: RequestInit) => fetch(url + path, options),
      SwaggerUIBundle: () => {
        state.isShown = true;
        return {};
      },
    });
    submit({ preventDefault: () => {} });
    await over;
    // The library is called in the same turn as the form is removed.
    await Promise.resolve();
    return { message: message.textContent, isShown: state.isShown };
  };

  it("reports a wrong key, and which key is right", async () => {
    const { url } = await serve();
    expect(await enter(url, "not-the-key")).to.deep.equal({
      message:
        "This key is wrong. Enter your key: the value of DEFENDER_SERVE_KEY, a key of your caller, or the key that the service printed when it started.",
      isShown: false,
    });
    expect(await enter(url, key)).to.deep.equal({ message: "", isShown: true });
  });

  it("gets another message than a request without a key", async () => {
    const { url } = await serve();
    const said = async (authorization: string) =>
      (await ask(`${url}/actions`, { headers: { authorization } })).json;
    expect(await said("Bearer not-the-key")).to.include({
      code: "Unauthorized",
      message: "The key is wrong.",
      hint: "Send the value of DEFENDER_SERVE_KEY, or the key that the service printed when it started: Authorization: Bearer <key>.",
    });
    expect(await said("")).to.include({ code: "Unauthorized", message: "The request has no key." });
  });
});
