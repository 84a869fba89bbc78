/**
 * Finds a name that occurs twice in one object of a JSON text. `JSON.parse` keeps the last value and drops the others,
 * so that a group, an expiry or a whole list would be lost without a word.
 */
import { quoteName } from "../../connector/contract/quote_name.js";
import { JsonFault, type JsonListener, type JsonObject, JsonScan } from "../../connector/platform_api.js";

/** A name that occurs twice in one object; the offset is that of the second one. */
export class RepeatedName extends JsonFault {
  constructor(offset: number, name: string) {
    super(offset, `${quoteName(name)} occurs twice in one object`);
  }
}

/** The names of one object. */
export class ObjectNames {
  readonly #seen = new Set<string>();

  /**
   * Throws RepeatedName for a name that was added before.
   * @param from - offset of the opening quote
   * @param to - offset behind the closing quote
   */
  add(text: string, from: number, to: number): void {
    const written = text.slice(from + 1, to - 1);
    const name = written.includes("\\") ? (JSON.parse(text.slice(from, to)) as string) : written;
    if (this.#seen.has(name)) throw new RepeatedName(from, name);
    this.#seen.add(name);
  }
}

/** Returns the first name that is repeated. @param value - what JSON.parse makes of the text */
export function repeatedName(text: string, value: unknown): RepeatedName | undefined {
  // The text never holds fewer names than counted here, and the value never more.
  if (mostNamesIn(text) === namesIn(value)) return undefined;
  try {
    new JsonScan(text, new NameListener(text)).run();
    return undefined;
  } catch (fault) {
    if (fault instanceof RepeatedName) return fault;
    throw fault;
  }
}

/** Returns the first name that is repeated in a text; undefined for a text that is not JSON too. */
export function repeatedNameIn(text: string): RepeatedName | undefined {
  try {
    return repeatedName(text, JSON.parse(text));
  } catch {
    return undefined;
  }
}

class NameListener implements JsonListener {
  readonly #text: string;
  readonly #open: ObjectNames[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  opened(): void {
    this.#open.push(new ObjectNames());
  }

  closed(): void {
    this.#open.pop();
  }

  comma(): void {}

  name(from: number, to: number): void {
    this.#open.at(-1)?.add(this.#text, from, to);
  }
}

const quote = 0x22;

/** Counts the colons that follow a quote: one for each name, and some within strings. */
function mostNamesIn(text: string): number {
  let names = 0;
  for (let at = text.indexOf(":"); at >= 0; at = text.indexOf(":", at + 1)) {
    let before = at - 1;
    let found = text.charCodeAt(before);
    while (isBlank(found)) {
      before -= 1;
      found = text.charCodeAt(before);
    }
    if (found === quote) names += 1;
  }
  return names;
}

function isBlank(character: number): boolean {
  return character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;
}

/** Counts the names of all objects in a value, without recursion. */
function namesIn(value: unknown): number {
  let names = 0;
  const rest: unknown[] = [value];
  for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
    if (Array.isArray(one)) {
      for (const part of one) if (isHolder(part)) rest.push(part);
    } else if (isHolder(one)) {
      // Object.keys and Object.values take several times as long.
      for (const name in one) {
        names += 1;
        const part = (one as JsonObject)[name];
        if (isHolder(part)) rest.push(part);
      }
    }
  }
  return names;
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
