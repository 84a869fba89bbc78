// `test-connection` with profiles, as a process: a result for each of them, and the options of its log.
import { expect } from "chai";
import { jsonLines } from "../../support/json_lines.js";
import { canary, command, stranger, useFolder, useSimulator, writer } from "../shared/process.js";

describe("test-connection with profiles", () => {
  const simulator = useSimulator();
  const file = useFolder();
  const config = (more: object = {}): string => {
    const { client_secret: _secret, ...asset } = simulator().asset();
    file("secret", `${writer.client_secret}\n`);
    const good = { ...asset, client_secret_file: "secret" };
    return file("config.json", { profiles: { good, "also.good": good, ...more } });
  };
  const { client_id } = stranger;
  const faults = () => ({
    denied: { ...simulator().asset(), client_id },
    wrong: { ...simulator().asset(), client_secret: `${canary}x` },
    broken: { ...simulator().asset(), client_secret: undefined, client_secret_file: "missing" },
  });

  it("prints a result for each profile and exits with 0 if all are well", async () => {
    const flags = ["--config", config(faults()), "--profile", "also.good,good"];
    const { code, stdout, stderr } = await command(["test-connection", ...flags]);
    expect(code).to.equal(0);
    expect(stdout).to.match(
      /^Profile also\.good:\nAsset [^]*^Write +allowed .*\nProfile good:\nAsset [^]*^Write +allowed /m,
    );
    expect(stderr).to.equal("2 profiles: 2 succeeded, 0 failed.\n");
    expect(simulator().indicators()).to.deep.equal([]);
  });

  it("names each profile that is not well, and exits with 1", async () => {
    const { code, stdout, stderr } = await command(["test-connection", "--all-profiles"], {
      env: { DEFENDER_CONFIG: config(faults()) },
    });
    expect(code).to.equal(1);
    expect(stdout).to.match(
      /^Profile denied:\n[^]*^Write +denied .*\nProfile wrong:\nerror InvalidCredentials: .*\nProfile broken:\nerror InvalidAsset: .*missing does not exist\.\n$/m,
    );
    expect(stderr).to.match(
      /^5 profiles: 2 succeeded, 3 failed: denied \(exit code 3\), wrong \(InvalidCredentials\), broken \(InvalidAsset\)\.$/m,
    );
  });

  it("exits with 2 if the profiles cannot be chosen, or the configuration cannot be read", async () => {
    for (const [args, fault] of [
      [["--profile", "good"], /^error InvalidOption: .*no configuration/],
      [["--config", config()], /^error InvalidOption: --config is set, but no profile is named/],
      [["--config", config(), "--profile", "godo"], /^error InvalidOption: .*Did you mean good\?/],
      [["--config", config(), "--profile", "good", "--asset", "x"], /exclude each other/],
      [["--config", file("broken.yaml", "profiles: ["), "--all-profiles"], /^error InvalidConfig: /],
    ] as const) {
      const { code, stdout, stderr } = await command(["test-connection", ...args]);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(fault);
    }
    expect(simulator().tokenRequests()).to.equal(0);
  });

  it("writes JSON lines with the profile, and the calls with --verbose", async () => {
    simulator().addFault({ kind: "status", status: 429, retryAfterSeconds: 1, times: 1, on: "import" });
    const flags = ["--config", config(faults()), "--all-profiles", "--log-format", "json", "--verbose"];
    const lines = jsonLines((await command(["test-connection", ...flags])).stderr);
    const of = (profile: string) => lines.filter((line) => line["profile"] === profile);
    // The two share a login, and either of them may make it.
    for (const profile of ["good", "also.good"])
      expect(
        of(profile).some(({ url }) => String(url).endsWith("/import")),
        profile,
      ).to.equal(true);
    expect(lines.filter(({ code }) => code === "Throttled").map(({ level }) => level)).to.deep.equal([
      "warn",
    ]);
    expect(of("wrong").at(-1)).to.include({ level: "error", code: "InvalidCredentials" });
    expect(lines.at(-1)?.["msg"]).to.match(/^5 profiles: 2 succeeded, 3 failed/);
  });
});
