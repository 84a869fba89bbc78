/** Builds images with buildah in a store of their own, on a base made of packages, because no registry of images is needed. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd, succeed } from "../n8n/processes.js";
import { installNode } from "../support/install_node.js";

/** The parts of an image's configuration that a container needs. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

/** The base that the Dockerfile names. It is replaced by Debian 12 with Node 24 and npm. */
const base = "docker.io/library/node:24-slim";

/** Images in a folder, which are deleted with it. */
export class ImageStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Builds the base. */
  async buildBase(): Promise<void> {
    const root = join(this.#folder, "base");
    // In a mount namespace of its own, so that no mount is left if it is interrupted.
    await succeed("unshare", ["--mount", "debootstrap", "--variant=minbase", "bookworm", root]);
    const node = await installNode("24", join(this.#folder, "runtime"));
    copyFileSync(node, join(root, "usr/local/bin/node"));
    const prefix = join(root, "usr/local");
    const quiet = ["--no-audit", "--no-fund"];
    await succeed("npm", ["install", "--global", ...quiet, "--prefix", prefix, "npm@11"], { cwd: root });
    await useRegistry(root);
    const file = join(this.#folder, "Basefile");
    writeFileSync(file, "FROM scratch\nCOPY . /\nRUN useradd --uid 1000 --user-group --create-home node\n");
    await this.build(base, root, "--file", file);
  }

  /** Builds an image from a folder. Everything that it needs is in the store. */
  async build(name: string, folder: string, ...options: readonly string[]): Promise<void> {
    // The format of Docker keeps the health check.
    const flags = ["--pull-never", "--isolation", "chroot", "--format", "docker"];
    await this.#buildah("build", ...flags, ...options, "--tag", name, folder);
  }

  /** Returns the configuration of an image. */
  async config(name: string): Promise<ImageConfig> {
    const { Docker } = JSON.parse(await this.#buildah("inspect", "--type", "image", name)) as {
      Docker: { config: ImageConfig };
    };
    return Docker.config;
  }

  /** Returns the folder with the files of an image. */
  async files(name: string): Promise<string> {
    const container = (await this.#buildah("from", "--pull-never", name)).trim();
    return (await this.#buildah("mount", container)).trim();
  }

  async #buildah(...args: readonly string[]): Promise<string> {
    const roots = ["--root", join(this.#folder, "store"), "--runroot", join(this.#folder, "run")];
    const { stdout } = await succeed("buildah", [...roots, "--storage-driver", "vfs", ...args]);
    return stdout;
  }
}

/** Makes npm use the same registry in the image as here, with the same trusted authorities. */
async function useRegistry(root: string): Promise<void> {
  const { stdout } = await runToEnd("npm", ["config", "get", "registry"]);
  const authorities = "/etc/ssl/certs/ca-certificates.crt";
  mkdirSync(join(root, "etc/ssl/certs"), { recursive: true });
  copyFileSync(authorities, join(root, authorities));
  mkdirSync(join(root, "usr/local/etc"), { recursive: true });
  writeFileSync(join(root, "usr/local/etc/npmrc"), `registry=${stdout.trim()}\ncafile=${authorities}\n`);
}
