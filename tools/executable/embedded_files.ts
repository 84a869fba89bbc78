/** Lets `node:fs` read files that are embedded in an executable, as if they were in a folder. */
import fs from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

type Options = BufferEncoding | { readonly encoding?: BufferEncoding | null } | null;
type Original<R> = (...args: never[]) => R;

/** Embedded files. */
export class EmbeddedFiles {
  readonly #root: string;
  readonly #names: ReadonlySet<string>;
  readonly #read: (name: string) => Buffer;

  /**
   * @param root - a folder that does not exist
   * @param names - paths of the files from there
   */
  constructor(root: string, names: ReadonlySet<string>, read: (name: string) => Buffer) {
    this.#root = root;
    this.#names = names;
    this.#read = read;
  }

  /** Replaces the functions with which the command reads its own files. */
  install(): void {
    const content = (name: string, options?: Options) => this.#content(name, options);
    Object.assign(fs, {
      existsSync: this.#either((name) => this.#names.has(name), fs.existsSync),
      readFileSync: this.#either(content, fs.readFileSync),
      readdirSync: this.#either((name) => this.#below(name), fs.readdirSync as Original<string[]>),
    });
    Object.assign(fs.promises, {
      readFile: this.#either(async (name, options) => content(name, options), fs.promises.readFile),
    });
  }

  /** Calls the own function for an embedded path, and otherwise the original one. */
  #either<R>(own: (name: string, options?: Options) => R, original: Original<R>) {
    return (path: unknown, ...rest: unknown[]): R => {
      const text = path instanceof URL && path.protocol === "file:" ? fileURLToPath(path) : path;
      if (typeof text !== "string" || !text.startsWith(`${this.#root}/`))
        return original(...([path, ...rest] as never[]));
      return own(relative(this.#root, text), rest[0] as Options);
    };
  }

  #content(name: string, options: Options | undefined): Buffer | string {
    if (!this.#names.has(name))
      throw Object.assign(new Error(`${name} is not embedded.`), { code: "ENOENT" });
    const encoding = typeof options === "string" ? options : options?.encoding;
    const bytes = this.#read(name);
    return encoding ? bytes.toString(encoding) : bytes;
  }

  /** Returns the paths of all files in a folder. */
  #below(folder: string): string[] {
    const start = `${folder}/`;
    return [...this.#names].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  }
}
