/** Runs an image with runc, with a read-only root file system and without capabilities. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, runToEnd, succeed } from "../n8n/processes.js";
import type { ImageConfig } from "./base_image.js";

/** How a container differs from its image. */
export interface ContainerOptions {
  /** Instead of the arguments of the image. */
  readonly args?: readonly string[];
  readonly env?: readonly string[];
  readonly mounts?: readonly Mount[];
  /** Shares the network of this machine; default: a network of its own, with loopback only. */
  readonly isOnHostNetwork?: boolean;
}

interface Mount {
  readonly source: string;
  readonly target: string;
  readonly isWritable?: boolean;
}

interface Specification {
  process: object;
  root: object;
  mounts: object[];
  linux: { namespaces: { readonly type: string }[] };
}

/** A running container. */
export class Container {
  readonly id: string;
  readonly ended: Promise<Ended["code"]>;
  readonly #runc: readonly string[];
  readonly #child: ChildProcess;
  stdout = "";
  stderr = "";

  /**
   * @param image - configuration and files of the image
   * @param folder - folder for the state of all containers
   */
  static async start(
    image: { readonly config: ImageConfig; readonly files: string },
    folder: string,
    options: ContainerOptions = {},
  ): Promise<Container> {
    const bundle = mkdtempSync(join(folder, "bundle-"));
    await succeed("runc", ["spec", "--bundle", bundle]);
    const path = join(bundle, "config.json");
    const given = JSON.parse(readFileSync(path, "utf8")) as Specification;
    writeFileSync(path, JSON.stringify(specification(given, image, options)));
    return new Container(folder, bundle);
  }

  private constructor(folder: string, bundle: string) {
    const state = join(folder, "state");
    mkdirSync(state, { recursive: true });
    this.#runc = ["--root", state];
    this.id = bundle.split("/").at(-1) as string;
    this.#child = spawn("runc", [...this.#runc, "run", "--bundle", bundle, this.id], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = once(this.#child, "close").then(([code, signal]) => code ?? signal);
  }
  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Runs a program in the container to its end, regardless of its exit code. */
  exec(program: readonly string[]): Promise<Ended> {
    return runToEnd("runc", [...this.#runc, "exec", this.id, ...program]);
  }

  /** Ends the container in order. Returns the exit code. */
  stop(): Promise<Ended["code"]> {
    this.#child.kill("SIGTERM");
    return this.ended;
  }

  /** Ends the container in any case. */
  async remove(): Promise<void> {
    if (this.isRunning) await runToEnd("runc", [...this.#runc, "delete", "--force", this.id]);
    await this.ended;
  }
}

function specification(
  given: Specification,
  { config, files }: { readonly config: ImageConfig; readonly files: string },
  { args = config.Cmd, env = [], mounts = [], isOnHostNetwork = false }: ContainerOptions,
): Specification {
  const [uid, gid] = config.User.split(":").map(Number);
  const { namespaces } = given.linux;
  return {
    ...given,
    root: { path: files, readonly: true },
    process: {
      user: { uid, gid },
      args: [...config.Entrypoint, ...args],
      env: [...config.Env, ...env],
      cwd: config.WorkingDir,
      capabilities: {},
      noNewPrivileges: true,
    },
    mounts: [
      ...given.mounts,
      ...mounts.map(({ source, target, isWritable = false }) => ({
        source,
        destination: target,
        type: "bind",
        options: ["bind", isWritable ? "rw" : "ro"],
      })),
    ],
    linux: {
      ...given.linux,
      namespaces: isOnHostNetwork ? namespaces.filter(({ type }) => type !== "network") : namespaces,
    },
  };
}
