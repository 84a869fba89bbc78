// A real Node-RED in a temporary folder: installed, started on a free loopback port, and controlled by its
// admin API.
import { type ChildProcessByStdio, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { installNode } from "../../support/install_node.js";

/** The versions in the tests. The second one does not run on Node 20. */
export const versions = [{ version: "4.1.15" }, { version: "5.0.7", node: "24" }] as const;

/** An installation: the program, and the Node that runs it. */
export interface InstalledNodeRed {
  readonly program: string;
  readonly node: string;
}

/** A node as the editor saves it. */
export type FlowNode = Record<string, unknown> & { id: string; type: string };

const run = promisify(execFile);

/**
 * Installs it unless that folder has it already.
 * @param node - version of Node; default: the one of this process
 */
export async function install(
  folder: string,
  { version, node }: { readonly version: string; readonly node?: string },
): Promise<InstalledNodeRed> {
  const modules = join(folder, "node_modules");
  const flags = ["--no-save", "--no-audit", "--no-fund"];
  if (!existsSync(join(modules, "node-red")))
    await run("npm", ["install", "--prefix", folder, ...flags, "--ignore-scripts", `node-red@${version}`]);
  const program = join(modules, "node-red/red.js");
  if (node === undefined) return { program, node: process.execPath };
  return { program, node: await installNode(node, join(folder, "runtime")) };
}

/** Packs that package folder into another folder. Returns the path of the tarball. */
export async function pack(packageFolder: string, into: string): Promise<string> {
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", into], { cwd: packageFolder });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(into, filename);
}

/** A running instance. */
export class RealNodeRed {
  readonly url: string;
  readonly #userDir: string;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  log = "";

  private constructor(url: string, userDir: string, child: ChildProcessByStdio<null, Readable, Readable>) {
    this.url = url;
    this.#userDir = userDir;
    this.#child = child;
    this.#closed = once(child, "close");
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (this.log += text));
  }

  /**
   * Resolves when it is ready.
   * @param userDir - an empty or new folder
   */
  static async start({ program, node }: InstalledNodeRed, userDir: string): Promise<RealNodeRed> {
    const port = await freePort();
    mkdirSync(userDir, { recursive: true });
    const settings = {
      uiHost: "127.0.0.1",
      uiPort: port,
      httpAdminRoot: "/admin",
      credentialSecret: "a secret of these tests",
      telemetry: { enabled: false },
      editorTheme: { tours: false, palette: { catalogues: [] } },
      nodeCloseTimeout: 10_000,
    };
    const path = join(userDir, "settings.js");
    writeFileSync(path, `module.exports = ${JSON.stringify(settings)};`);
    const child = spawn(node, [program, "--userDir", userDir, "--settings", path], {
      env: { PATH: process.env["PATH"], HOME: userDir, NODE_V8_COVERAGE: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const red = new RealNodeRed(`http://127.0.0.1:${port}`, userDir, child);
    // In either order.
    await Promise.all([red.said(/Server now running/), red.said(/Started flows/)]);
    return red;
  }

  /** Resolves when the log contains the pattern; rejects if the process ends before. */
  async said(pattern: RegExp, from = 0): Promise<void> {
    while (!pattern.test(this.log.slice(from))) {
      if (this.#child.exitCode !== null) throw new Error(`Node-RED ended: ${this.log}`);
      await Promise.race([once(this.#child.stdout, "data"), this.#closed]);
    }
  }

  /** Installs the tarball of a package of nodes. Returns the types of its nodes. */
  async add(tarball: string): Promise<string[]> {
    const form = new FormData();
    form.set("tarball", new Blob([readFileSync(tarball)]), "package.tgz");
    const response = await fetch(`${this.url}/admin/nodes`, { method: "POST", body: form });
    const { nodes, message } = (await response.json()) as { nodes?: { types: string[] }[]; message?: string };
    if (nodes === undefined) throw new Error(message);
    return nodes.flatMap(({ types }) => types);
  }

  /** @param type - what is stopped: all nodes, or those that changed */
  async deploy(flows: readonly FlowNode[], type: "full" | "nodes" = "full"): Promise<void> {
    const from = this.log.length;
    const response = await fetch(`${this.url}/admin/flows`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "Node-RED-API-Version": "v2",
        "Node-RED-Deployment-Type": type,
      },
      body: JSON.stringify({ flows }),
    });
    if (!response.ok) throw new Error(await response.text());
    await this.said(/Started (?:modified )?(?:flows|nodes)/, from);
  }

  /** Returns the flow as an export contains it, as text. */
  async flows(): Promise<string> {
    const headers = { "Node-RED-API-Version": "v2" };
    return (await fetch(`${this.url}/admin/flows`, { headers })).text();
  }

  /** Returns the text of all files in its folder, without packages. */
  files(): string {
    const names = readdirSync(this.#userDir, { withFileTypes: true }).filter((entry) => entry.isFile());
    return names.map(({ name }) => readFileSync(join(this.#userDir, name), "utf8")).join("\n");
  }

  /** Ends it in order. Returns its exit code; null if a signal had to end it. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 15_000);
    await this.#closed;
    clearTimeout(late);
    return this.#child.exitCode;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
