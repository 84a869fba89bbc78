/**
 * Finds where a text stops being JSON. JSON.parse does not say for every fault, and what it says quotes the text,
 * which may be a secret.
 */

/** The first fault of a text. */
export interface JsonFault {
  readonly offset: number;
  /** What is wrong there. */
  readonly problem: string;
}

type Due = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "next";

const blank = /[ \t\n\r]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const stringStart = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/uy;

/** The first fault; undefined for a text without one. */
export function jsonFault(text: string): JsonFault | undefined {
  const scan = new Scan(text);
  try {
    scan.run();
    return undefined;
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
}

/** Line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

class Fault extends Error implements JsonFault {
  readonly offset: number;
  readonly problem: string;

  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
    this.problem = problem;
  }
}

class Scan {
  readonly #text: string;
  /** Brackets still to be closed, the innermost last. */
  readonly #open: string[] = [];
  #at = 0;
  #due: Due = "value";

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    for (this.#take(blank); !this.#isOver(); this.#take(blank)) {
      if (this.#due === "next") this.#next();
      else if (this.#due === "name" || this.#due === "nameOrEnd") this.#name();
      else this.#value();
    }
  }

  #isOver(): boolean {
    return this.#due === "next" && this.#open.length === 0 && this.#at === this.#text.length;
  }

  #value(): void {
    const char = this.#text[this.#at];
    if (char === "{") this.#enter("}", "nameOrEnd");
    else if (char === "[") this.#enter("]", "valueOrEnd");
    else if (char === "]" && this.#due === "valueOrEnd") this.#leave();
    else if (char === '"') this.#string();
    else if (!this.#take(scalar)) throw this.#fault("a value is missing");
    else this.#due = "next";
  }

  /** Where the text is over, the fault stands behind its last word. */
  #fault(problem: string): Fault {
    if (this.#at < this.#text.length) return new Fault(this.#at, problem);
    return new Fault(this.#text.trimEnd().length, `the text ends too early: ${problem}`);
  }

  #name(): void {
    const char = this.#text[this.#at];
    if (char === "}" && this.#due === "nameOrEnd") {
      this.#leave();
      return;
    }
    if (char !== '"') throw this.#fault("a name in double quotes is missing");
    this.#string();
    this.#take(blank);
    this.#character(":", "a colon is missing");
    this.#due = "value";
  }

  #next(): void {
    const close = this.#open.at(-1);
    if (close === undefined) throw new Fault(this.#at, "nothing more may follow");
    if (this.#text[this.#at] === close) {
      this.#leave();
      return;
    }
    this.#character(",", `a comma or ${close} is missing`);
    this.#due = close === "}" ? "name" : "value";
  }

  #string(): void {
    this.#take(stringStart);
    this.#character('"', "the string is not closed, or holds a line break or an unknown escape");
    this.#due = "next";
  }

  #enter(close: string, due: Due): void {
    this.#open.push(close);
    this.#at += 1;
    this.#due = due;
  }

  #leave(): void {
    this.#open.pop();
    this.#at += 1;
    this.#due = "next";
  }

  #character(char: string, problem: string): void {
    if (this.#text[this.#at] !== char) throw this.#fault(problem);
    this.#at += 1;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    this.#at += found?.[0].length ?? 0;
    return found !== null;
  }
}
