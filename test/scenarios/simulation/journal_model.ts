/** A disk in memory that keeps after a crash what was synced, and a part of the rest. */
import type { Clock, JournalFile } from "../../../connector/index.js";
import type { Random } from "./random.js";
import type { Life } from "./network_model.js";

interface File {
  bytes: Buffer;
  /** Length that certainly survives a crash. */
  synced: number;
}

/** Maximum duration of a write, in milliseconds. */
export const maxWriteMs = 20;

export class Disk {
  readonly #files = new Map<string, File>();
  readonly #random: Random;
  #written = "";

  constructor(random: Random) {
    this.#random = random;
  }

  /** Opens files for one life; after the end of that life, none of its calls returns. */
  opener(life: Life): (path: string) => Promise<JournalFile> {
    return async (path) => {
      const file = this.#files.get(path) ?? { bytes: Buffer.alloc(0), synced: 0 };
      this.#files.set(path, file);
      await life.clock.sleep(0);
      return this.#open(file, life);
    };
  }

  /** Everything that was ever written, lost or not. */
  get written(): string {
    return this.#written;
  }

  /** Crashes the process and the machine. */
  crash(): void {
    for (const file of this.#files.values()) {
      const kept = file.synced + this.#random.int(0, file.bytes.length - file.synced);
      file.bytes = file.bytes.subarray(0, kept);
      file.synced = kept;
    }
  }

  #open(file: File, life: Life): JournalFile {
    return {
      size: file.bytes.length,
      read: (from, length) => file.bytes.subarray(from, from + length),
      truncate: async (size) => {
        await life.clock.sleep(life.alive ? this.#writeMs() : 0);
        file.bytes = file.bytes.subarray(0, size);
        file.synced = Math.min(file.synced, size);
      },
      append: async (text) => {
        if (!life.alive) await life.clock.sleep(0);
        file.bytes = Buffer.concat([file.bytes, Buffer.from(text)]);
        this.#written += text;
        life.happened("write");
        await this.#sync(file, life.clock);
        life.happened("append");
        await life.clock.sleep(0);
      },
      close: () => life.clock.sleep(0),
      remove: async () => {
        await life.clock.sleep(0);
        file.bytes = Buffer.alloc(0);
        file.synced = 0;
      },
    };
  }

  async #sync(file: File, clock: Clock): Promise<void> {
    const length = file.bytes.length;
    await clock.sleep(this.#writeMs());
    file.synced = Math.max(file.synced, Math.min(length, file.bytes.length));
  }

  #writeMs(): number {
    return this.#random.int(0, maxWriteMs);
  }
}
