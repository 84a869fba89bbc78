/** Holds records until everything about them is known, compressed so that they need little memory. */
import { setImmediate } from "node:timers/promises";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { messages } from "./messages.js";

const maxPageRecords = 500;
const maxPageBytes = 1024 * 1024;
/** Length of the texts that are held without compression, which takes time. */
const maxPlainBytes = 32 * 1024 * 1024;
/** About the records of five million typical objects. */
const maxPackedBytes = 256 * 1024 * 1024;

interface Page<T> {
  readonly records: T[];
  /** Length of their texts. */
  bytes: number;
}

/** Records of JSON in the order in which they were added. */
export class HeldRecords<T> {
  readonly #name: string;
  #packed: Buffer[] = [];
  #packedBytes = 0;
  /** Pages after the packed ones. */
  #plain: Page<T>[] = [];
  #plainBytes = 0;

  /** @param name - name of the source in messages */
  constructor(name: string) {
    this.#name = name;
  }

  /** Adds a record. @param bytes - length of its text */
  add(record: T, bytes: number): void {
    let page = this.#plain.at(-1);
    if (page === undefined || page.records.length === maxPageRecords || page.bytes >= maxPageBytes) {
      page = { records: [], bytes: 0 };
      this.#plain.push(page);
    }
    page.records.push(record);
    page.bytes += bytes;
    this.#plainBytes += bytes;
    while (this.#plainBytes > maxPlainBytes && this.#plain.length > 1) this.#packFirst();
  }

  /** Yields all records in pages, once, and lets the event loop turn between them. */
  async *pages(): AsyncGenerator<readonly T[]> {
    const [packed, plain] = [this.#packed.toReversed(), this.#plain.toReversed()];
    this.#packed = [];
    this.#packedBytes = 0;
    this.#plain = [];
    this.#plainBytes = 0;
    for (let page = packed.pop(); page !== undefined; page = packed.pop()) {
      yield JSON.parse(inflateRawSync(page).toString()) as T[];
      await setImmediate();
    }
    for (let page = plain.pop(); page !== undefined; page = plain.pop()) {
      yield page.records;
      await setImmediate();
    }
  }

  #packFirst(): void {
    const { records, bytes } = this.#plain.shift() as Page<T>;
    const packed = deflateRawSync(JSON.stringify(records), { level: 1 });
    this.#packed.push(packed);
    this.#packedBytes += packed.length;
    this.#plainBytes -= bytes;
    if (this.#packedBytes > maxPackedBytes) throw messages.tooManyEntries(this.#name);
  }
}
