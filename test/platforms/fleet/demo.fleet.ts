import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

describe("fleet: demo", () => {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  // The user of PostgreSQL must reach its data.
  chmodSync(folder, 0o755);
  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = () => {
    const script = fileURLToPath(new URL("demo.js", import.meta.url));
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, TMPDIR: folder },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines: string[] = [];
    child.stdout.on("data", (text) => lines.push(...String(text).trim().split("\n")));
    const ended = once(child, "close").then(([code]) => ({ code: code as number | null, lines }));
    return { child, lines, ended };
  };
  const left = () => readdirSync(folder).filter((name) => /^(?:fleet|postgres)-/.test(name));

  it("imports for 20 tenants although a worker is killed", async () => {
    const { code, lines } = await start().ended;
    expect(lines.at(-1)).to.match(
      /^20 jobs succeeded, 0 failed; 1 worker killed; 30000 rows, 0 of them wrong; \d+ calls, 0 x 429$/,
    );
    expect([code, left()]).to.deep.equal([0, []]);
  });

  it("ends PostgreSQL and its workers when it is interrupted", async () => {
    const { child, lines, ended } = start();
    while (!lines.some((line) => line.startsWith("Two workers")))
      await Promise.race([once(child.stdout, "data"), ended.then(() => expect.fail(lines.join()))]);
    child.kill("SIGINT");
    expect([(await ended).code, left()]).to.deep.equal([130, []]);
  });
});
