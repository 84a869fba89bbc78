/** Packs a package, installs the tarball in an empty folder, and runs the installed programs. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Ended, environment } from "../platforms/shared/process.js";

/** A package that users get as a tarball. */
export interface Package {
  readonly name: string;
  /** Path of the folder with its package.json, relative to the root. */
  readonly folder: string;
  /** Builds the folder; absent if `npm run build` does. */
  readonly make?: () => Promise<unknown>;
  /** Patterns of the allowed paths in the tarball. */
  readonly mayHold: readonly RegExp[];
  /** Paths that the tarball must contain. */
  readonly mustHold: readonly string[];
  /** Maximum size of the tarball in kilobytes. */
  readonly maxKilobytes: number;
  /** Packages that must not be installed with it. */
  readonly isWithout: readonly string[];
  /** Defines tests of the installed package; called inside `describe`. */
  readonly runs: (installed: () => Installed) => void;
}

/** A tarball. */
export interface Packed {
  readonly path: string;
  readonly bytes: number;
  /** Paths in the tarball. */
  readonly files: readonly string[];
}

/**
 * Packs the built files.
 *
 * @param into - folder for the tarball
 */
export async function packed(folder: string, into: string): Promise<Packed> {
  // The prepack script deletes dist/, which contains the running tests.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", into];
  const { stdout } = await ran("npm", args, folder);
  const [{ filename, size, files }] = JSON.parse(stdout) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  return { path: join(into, filename), bytes: size, files: files.map(({ path }) => path) };
}

/** A folder that contains only what is installed there. */
export class Installed {
  readonly folder: string;

  constructor(folder: string) {
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
    this.folder = folder;
  }

  /** Installs tarballs and packages with their required dependencies only. */
  async install(...wanted: string[]): Promise<void> {
    const flags = ["--ignore-scripts", "--omit=optional", "--omit=peer", "--prefer-offline"];
    await ran("npm", ["install", ...flags, "--no-audit", "--no-fund", ...wanted], this.folder);
  }

  /** Returns a path below node_modules. */
  path(...parts: string[]): string {
    return join(this.folder, "node_modules", ...parts);
  }

  /** Returns the names of all installed packages. */
  names(): string[] {
    return readdirSync(this.path()).filter((name) => !name.startsWith("."));
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), "utf8");
  }

  /** Writes a file next to node_modules and returns its path. */
  write(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
    return join(this.folder, name);
  }

  /** Runs a program in the folder to its end, regardless of its exit code. */
  async run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return ran(program, args, this.folder, env).catch((error: Ended) => error);
  }
}

/** Runs a program; rejects with an error that contains its output. */
async function ran(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Ended> {
  const options = { cwd, env: { ...environment(), ...env }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout, stderr } = await promisify(execFile)(program, args, options);
  return { code: 0, signal: null, stdout, stderr };
}
