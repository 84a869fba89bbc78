/** Packs a package, installs the tarball in an empty folder, and runs what is there. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Ended, environment } from "../platforms/shared/process.js";

/** A package that is given to users as a tarball. */
export interface Package {
  readonly name: string;
  /** Where its package.json is, from the root. */
  readonly folder: string;
  /** Makes the folder; absent where the build does. */
  readonly make?: () => Promise<unknown>;
  /** What the tarball may hold: every path fits one of them. */
  readonly mayHold: readonly RegExp[];
  /** Paths that it must hold. */
  readonly mustHold: readonly string[];
  /** Most kilobytes of the tarball. */
  readonly mostKilobytes: number;
  /** Packages that are not on disk once it is installed. */
  readonly isWithout: readonly string[];
  /** Tests of what is installed. Called inside `describe`. */
  readonly runs: (installed: () => Installed) => void;
}

/** A tarball. */
export interface Packed {
  readonly path: string;
  readonly bytes: number;
  /** Paths that it holds. */
  readonly files: readonly string[];
}

/** Packs what the build has made. @param into folder for the tarball */
export async function packed(folder: string, into: string): Promise<Packed> {
  // The build before a pack would take the tests from under themselves.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", into];
  const { stdout } = await ran("npm", args, folder);
  const [{ filename, size, files }] = JSON.parse(stdout) as [
    { filename: string; size: number; files: { path: string }[] },
  ];
  return { path: join(into, filename), bytes: size, files: files.map(({ path }) => path) };
}

/** A folder with nothing in it but what was installed there. */
export class Installed {
  readonly folder: string;

  constructor(folder: string) {
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
    this.folder = folder;
  }

  /** Installs tarballs and packages with what they need to run, and nothing else. */
  async install(...wanted: string[]): Promise<void> {
    const flags = ["--ignore-scripts", "--omit=optional", "--omit=peer", "--prefer-offline"];
    await ran("npm", ["install", ...flags, "--no-audit", "--no-fund", ...wanted], this.folder);
  }

  /** Path of something that is installed. */
  path(...parts: string[]): string {
    return join(this.folder, "node_modules", ...parts);
  }

  /** Names of all that is installed. */
  names(): string[] {
    return readdirSync(this.path()).filter((name) => !name.startsWith("."));
  }

  /** Text of a file of an installed package. */
  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), "utf8");
  }

  /** Writes a file beside node_modules and gives its path. */
  write(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text, { mode: 0o600 });
    return join(this.folder, name);
  }

  /** Runs a program in the folder to its end, whatever its exit code. */
  async run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return ran(program, args, this.folder, env).catch((error: Ended) => error);
  }
}

/** Rejects with an error that holds what was printed. */
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
