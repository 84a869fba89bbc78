// The image: built from the Dockerfile, and run without root and with a read-only root file system.
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { canary, useSimulator } from "../platforms/shared/process.js";
import { type ImageConfig, ImageStore } from "./base_image.js";
import { Container, type ContainerOptions } from "./container.js";

const name = "defender-indicators";
const configFolder = "/etc/defender-indicators";
const env = [`DEFENDER_CONFIG=${configFolder}/config.yaml`];

/** Prints who runs it, and what comes of writing a file. */
const writing = `
  const { writeFileSync } = require("node:fs");
  const codes = ["/", "/data/", "/tmp/", "/opt/defender-indicators/"].map((folder) => {
    try { return writeFileSync(folder + "file", ""); } catch ({ code }) { return code; }
  });
  console.log(JSON.stringify([process.getuid(), process.getgid(), ...codes]));`;

/** Prints the status of a request, with and without a key. */
const asking = (key: string) => `
  const statuses = ["wrong", "${key}"].map(async (key) =>
    (await fetch("http://127.0.0.1:8080/actions", { headers: { authorization: "Bearer " + key } })).status);
  Promise.all(statuses).then((all) => console.log(JSON.stringify(all)));`;

describe("slow: the image", () => {
  const simulator = useSimulator();
  let folder = "";
  let image: { config: ImageConfig; files: string };
  let container: Container | undefined;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "image-"));
    const store = new ImageStore(folder);
    await store.buildBase();
    await store.build(name, ".");
    image = { config: await store.config(name), files: await store.files(name) };
  });
  afterEach(async () => {
    await container?.remove();
    container = undefined;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function start(options: ContainerOptions): Promise<Container> {
    container = await Container.start(image, folder, options);
    return container;
  }

  /** Returns a folder with files that only the user of the image can read. */
  function folderWith(files: Readonly<Record<string, string>>): string {
    const target = mkdtempSync(join(folder, "mounted-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(target, path)), { recursive: true });
      writeFileSync(join(target, path), text, { mode: 0o600 });
    }
    for (const path of ["", ...readdirSync(target, { recursive: true, encoding: "utf8" })])
      chownSync(join(target, path), 1000, 1000);
    return target;
  }

  /** Resolves with the milliseconds from a start until the health check of the image passes. */
  async function healthy(one: Container, startedAt: number): Promise<number> {
    const [kind, ...program] = image.config.Healthcheck.Test;
    expect(kind).to.equal("CMD");
    for (;;) {
      const isServing = one.stdout.includes("Serving") || !one.isRunning;
      const { code, stderr } = await one.exec(program);
      if (code === 0) return performance.now() - startedAt;
      if (isServing) throw new Error(`The container is not healthy: ${stderr}${one.stderr}`);
    }
  }

  it("adds at most 10 MB to its base", () => {
    const own = join(image.files, "opt/defender-indicators");
    const bytes = readdirSync(own, { recursive: true, encoding: "utf8" })
      .map((path) => statSync(join(own, path)))
      .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
    process.stdout.write(`      adds ${(bytes / 1e6).toFixed(1)} MB to its base\n`);
    expect(bytes).to.be.within(1e6, 10e6);
  });

  it("runs the demo", async () => {
    const demo = await start({ args: ["demo"] });
    expect([await demo.ended, demo.stderr]).to.deep.equal([0, ""]);
    expect(demo.stdout).to.match(/1200 rows: 1193 succeeded, 7 failed, 0 not sent; 3 calls/);
  });

  it("serves the sample configuration without root, and passes its health check", async () => {
    const key = "a-key-of-this-test-with-enough-characters";
    const source = folderWith({
      "config.yaml": readFileSync("deploy/config/config.yaml", "utf8"),
      "secrets/contoso": `${canary}\n`,
      "secrets/soar.keys": `${key}\n`,
    });
    const startedAt = performance.now();
    const serve = await start({ env, mounts: [{ source, target: configFolder }] });
    const ms = await healthy(serve, startedAt);
    process.stdout.write(`      healthy ${ms.toFixed(0)} ms after its start\n`);
    const inside = async (program: string) => (await serve.exec(["node", "-e", program])).stdout;
    const isReadOnly = ["EROFS", "EROFS", "EROFS", "EROFS"];
    expect(JSON.parse(await inside(writing))).to.deep.equal([1000, 1000, ...isReadOnly]);
    expect(JSON.parse(await inside(asking(key)))).to.deep.equal([401, 200]);
    expect(await serve.stop()).to.equal(0);
    const lines = serve.stderr.trim().split("\n");
    for (const line of lines) expect(JSON.parse(line)).to.include.keys("time", "level", "msg");
    expect(serve.stdout + serve.stderr).not.to.include(canary);
  });

  it("ends without an asset, and names the variables that it needs", async () => {
    const serve = await start({});
    expect(await serve.ended).to.equal(2);
    expect(serve.stderr)
      .to.contain("DEFENDER_CLIENT_SECRET")
      .and.not.match(/^\s+at /m);
  });

  for (const [secret, code, message] of [
    [canary, 0, /^Write +allowed/m],
    ["wrong", 3, /InvalidCredentials/],
  ] as const)
    it(`ends a test of the connection with ${code} if the secret is ${code === 0 ? "right" : "wrong"}`, async () => {
      const { client_secret: _, ...asset } = simulator().asset();
      const source = folderWith({
        "asset.json": JSON.stringify({ ...asset, client_secret_file: "secret" }),
        secret: `${secret}\n`,
      });
      const args = ["test-connection", "--asset", `${configFolder}/asset.json`];
      const test = await start({ args, mounts: [{ source, target: configFolder }], isOnHostNetwork: true });
      expect(await test.ended, test.stderr).to.equal(code);
      expect(test.stdout + test.stderr)
        .to.match(message)
        .and.not.match(/^\s+at /m);
      expect(test.stdout + test.stderr).not.to.include(canary);
    });

  it("carries out the CronJob for imports", async () => {
    const { spec } = parse(readFileSync("deploy/kubernetes/import.yaml", "utf8").split("---")[0] ?? "") as {
      spec: { jobTemplate: { spec: { template: { spec: { containers: { args: string[] }[] } } } } };
    };
    const [{ args }] = spec.jobTemplate.spec.template.spec.containers as [{ args: string[] }];
    const config = folderWith({
      "config.yaml": JSON.stringify({ profiles: { contoso: simulator().asset() } }),
    });
    const data = folderWith({ "indicators.csv": readFileSync("deploy/config/indicators.csv", "utf8") });
    const mounts = [
      { source: config, target: configFolder },
      { source: data, target: "/data", isWritable: true },
    ];
    const job = await start({ args, env, mounts, isOnHostNetwork: true });
    expect(await job.ended, job.stderr).to.equal(0);
    const [{ profile, exitCode }] = JSON.parse(readFileSync(join(data, "results.json"), "utf8"));
    expect([profile, exitCode, readdirSync(join(data, "journals"))]).to.deep.equal(["contoso", 0, []]);
    expect(simulator().indicators()).to.have.length(1);
  });
});
