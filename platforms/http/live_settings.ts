/** The settings of a running service, which are read again when a file changes. */
import { stat } from "node:fs/promises";
import { type ReadText, readSmallFile } from "../shared/config/small_file.js";
import { asConnectorError } from "../shared/failure.js";
import { fileMessages } from "./messages.js";
import type { Settings } from "./settings.js";

/** Reads the settings. @param before - the settings that are in use */
export type LoadSettings = (read: ReadText, before: Settings | undefined) => Promise<Settings>;

/** What live settings need. */
export interface LiveParts {
  readonly load: LoadSettings;
  readonly warn: (code: string, message: string) => void;
  readonly reloaded: (settings: Settings) => void;
  /** Time between two looks at the files, in milliseconds. */
  readonly everyMs?: number;
}

/** A reload within 10 s of a change is promised. Events of file systems do not arrive for every kind of mount. */
const usualEveryMs = 3000;

/** The settings in use. Runs that have begun keep theirs. */
export class LiveSettings {
  readonly #parts: LiveParts;
  /** States of all files that were read, by path. */
  #seen: ReadonlyMap<string, string> = new Map();
  #current: Settings | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLoading = false;
  #isAsked = false;
  #isClosed = false;

  private constructor(parts: LiveParts) {
    this.#parts = parts;
  }

  /** Reads the settings. Throws what loading throws: without settings, a service cannot start. */
  static async open(parts: LiveParts): Promise<LiveSettings> {
    const live = new LiveSettings(parts);
    await live.#load();
    live.#wait();
    return live;
  }

  get current(): Settings {
    if (this.#current === undefined) throw new Error("The settings have not been read.");
    return this.#current;
  }

  /** Reads everything again, also if nothing has changed. Settings with a fault are reported, and not used. */
  async reload(): Promise<void> {
    this.#isAsked = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#isAsked && !this.#isClosed) {
      this.#isAsked = false;
      await this.#tryLoad();
    }
    this.#isLoading = false;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#look(), this.#parts.everyMs ?? usualEveryMs).unref();
  }

  async #look(): Promise<void> {
    if (!this.#isLoading && (await this.#hasChanged())) await this.reload();
    this.#wait();
  }

  async #hasChanged(): Promise<boolean> {
    for (const [path, state] of this.#seen) if ((await stateAt(path)) !== state) return true;
    return false;
  }

  async #tryLoad(): Promise<void> {
    try {
      await this.#load();
      this.#parts.reloaded(this.current);
    } catch (error) {
      const { code, message } = asConnectorError(error);
      this.#parts.warn(code, fileMessages.configStays(message));
    }
  }

  async #load(): Promise<void> {
    const seen = new Map<string, string>();
    try {
      this.#current = await this.#parts.load(recording(seen), this.#current);
      this.#seen = seen;
    } catch (error) {
      // Loading ended early: what it did not reach is still watched.
      this.#seen = new Map([...this.#seen, ...seen]);
      throw error;
    }
  }
}

function recording(seen: Map<string, string>): ReadText {
  return async (path, most) => {
    seen.set(path, await stateAt(path));
    return readSmallFile(path, most);
  };
}

/** Returns a text that changes with the content of a file, or why there is none. There can be thousands of files. */
async function stateAt(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "";
  }
}
