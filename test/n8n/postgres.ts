// Starts a PostgreSQL server in a temporary folder as an unprivileged user; installs Debian's packages if it is missing.
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess, freePort, startUntil, succeed, type Undone } from "./processes.js";

const versions = "/usr/lib/postgresql";

/** The environment variables for n8n, and the version of the server. */
export interface Postgres {
  readonly env: Record<string, string>;
  readonly version: string;
}

/** Starts the server; it ends with the script, and its folder is deleted. */
export async function startPostgres(undone: Undone): Promise<Postgres> {
  const bin = await binaries();
  const user = process.getuid?.() === 0 ? await unprivileged() : {};
  const folder = mkdtempSync(join(tmpdir(), "n8n-postgres-"));
  undone.later(() => rmSync(folder, { recursive: true, force: true }));
  const password = randomBytes(16).toString("hex");
  writeFileSync(join(folder, "password"), password, { mode: 0o600 });
  if (user.uid !== undefined)
    for (const path of [folder, join(folder, "password")]) chownSync(path, user.uid, user.gid ?? user.uid);
  const as = { ...user, cwd: folder, env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" } };
  const data = join(folder, "data");
  const creation = ["-D", data, "-U", "n8n", "--auth=scram-sha-256", `--pwfile=${join(folder, "password")}`];
  await succeed(join(bin, "initdb"), creation, as);
  const port = await freePort();
  const settings = ["-c", "listen_addresses=127.0.0.1", "-k", folder, "-p", String(port), "-c", "fsync=off"];
  const server = await startUntil(
    /ready to accept connections/,
    join(bin, "postgres"),
    ["-D", data, ...settings],
    as,
  );
  undone.later(() => endProcess(server, "SIGINT"));
  const { stdout } = await succeed(join(bin, "postgres"), ["--version"], as);
  return {
    version: /[\d.]+/.exec(stdout)?.[0] ?? "",
    env: {
      DB_TYPE: "postgresdb",
      DB_POSTGRESDB_HOST: "127.0.0.1",
      DB_POSTGRESDB_PORT: String(port),
      DB_POSTGRESDB_DATABASE: "postgres",
      DB_POSTGRESDB_USER: "n8n",
      DB_POSTGRESDB_PASSWORD: password,
    },
  };
}

async function binaries(): Promise<string> {
  if (newest() === undefined) {
    await succeed("apt-get", ["update", "-qq"]);
    await succeed("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]);
  }
  const version = newest();
  if (version === undefined) throw new Error(`There is no PostgreSQL in ${versions}.`);
  return join(versions, version, "bin");
}

function newest(): string | undefined {
  try {
    return readdirSync(versions)
      .toSorted((one, other) => Number(one) - Number(other))
      .at(-1);
  } catch {
    return undefined;
  }
}

/** Returns the ids of an unprivileged user: the server does not run as root. */
async function unprivileged(): Promise<{ uid?: number; gid?: number }> {
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (which) => Number((await succeed("id", [which, "nobody"])).stdout)),
  );
  return { uid: uid as number, gid: gid as number };
}
