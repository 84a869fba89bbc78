/** Holds records until everything about them is known, compressed so that they need little memory. */
import { setImmediate } from "node:timers/promises";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { ConnectorError } from "../../contract/errors.js";

const maxPageRecords = 500;
const maxPageBytes = 1024 * 1024;
/** About the records of five million typical objects. */
const maxHeldBytes = 256 * 1024 * 1024;

/** Records of JSON in the order in which they were added. */
export class HeldRecords<T> {
  readonly #name: string;
  #packed: Buffer[] = [];
  #packedBytes = 0;
  #page: T[] = [];
  #pageBytes = 0;

  /** @param name - name of the source in messages */
  constructor(name: string) {
    this.#name = name;
  }

  /** Adds a record. @param bytes - length of its text */
  add(record: T, bytes: number): void {
    this.#page.push(record);
    this.#pageBytes += bytes;
    if (this.#page.length >= maxPageRecords || this.#pageBytes >= maxPageBytes) this.#pack();
  }

  /** Yields all records in pages, once, and lets the event loop turn between them. */
  async *pages(): AsyncGenerator<readonly T[]> {
    const last = this.#page;
    const packed = this.#packed.toReversed();
    this.#page = [];
    this.#packed = [];
    this.#packedBytes = 0;
    this.#pageBytes = 0;
    for (let page = packed.pop(); page !== undefined; page = packed.pop()) {
      yield JSON.parse(inflateRawSync(page).toString()) as T[];
      await setImmediate();
    }
    if (last.length > 0) yield last;
  }

  #pack(): void {
    const packed = deflateRawSync(JSON.stringify(this.#page), { level: 1 });
    this.#packed.push(packed);
    this.#packedBytes += packed.length;
    this.#page = [];
    this.#pageBytes = 0;
    if (this.#packedBytes > maxHeldBytes)
      throw new ConnectorError("InvalidInput", `${this.#name} has too many entries. Split the source.`);
  }
}
