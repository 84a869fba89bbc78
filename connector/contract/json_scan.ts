/**
 * Scans JSON text character by character, in linear time and without recursion, and finds the first fault.
 * `JSON.parse` does not always report the offset, and its message quotes the text, which may be a secret.
 */

import { endProblem, jsonProblems, nextProblem, startProblem, stringProblem } from "./json_problems.js";
import { escapeLength, scalarEnd } from "./json_tokens.js";

/** The first fault of a text. */
export class JsonFault extends Error {
  readonly offset: number;
  /** Description of the fault. */
  readonly problem: string;

  constructor(offset: number, problem: string) {
    super(problem);
    this.offset = offset;
    this.problem = problem;
  }
}

/** Receives the structure of the text. Everything before an event was valid JSON. */
export interface JsonListener {
  /** An array or an object begins at that offset. */
  opened(at: number, isArray: boolean): void;
  /** The innermost array or object ends at that offset. */
  closed(at: number): void;
  /** A member of the innermost array or object ends before that offset, and another one must follow. */
  comma(at: number): void;
  /** A name of the innermost object, in its quotes, is at these offsets. */
  name(from: number, to: number): void;
}

const code = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Lower codes are control characters, which are not allowed in a string. */
const firstPrintable = 0x20;

/** What is expected at the current offset. */
type Due = "value" | "valueOrEnd" | "name" | "nameOrEnd" | "next";

/** Scans one text, in any number of steps. */
export class JsonScan {
  readonly #text: string;
  readonly #listener: JsonListener | undefined;
  /** Closing brackets of the open arrays and objects, the innermost last. */
  readonly #open: number[] = [];
  #at = 0;
  /** Offset of the last comma between members. */
  #comma = 0;
  #due: Due = "value";

  constructor(text: string, listener?: JsonListener) {
    this.#text = text;
    this.#listener = listener;
  }

  /** Scans about that many more characters. Returns whether the end is reached. Throws JsonFault. */
  run(length = Number.POSITIVE_INFINITY): boolean {
    const until = this.#at + length;
    while (this.#at < until) {
      this.#skipBlanks();
      if (this.#due !== "next") this.#member();
      else if (this.#open.length > 0) this.#next();
      else if (this.#at === this.#text.length) return true;
      else throw this.#fault(endProblem(this.#text[this.#at]));
    }
    return false;
  }

  #member(): void {
    const found = this.#text.charCodeAt(this.#at);
    if (this.#due === "name" || this.#due === "nameOrEnd") this.#name(found);
    else this.#value(found);
  }

  #value(found: number): void {
    if (found === code.openObject) this.#enter(code.closeObject, "nameOrEnd");
    else if (found === code.openList) this.#enter(code.closeList, "valueOrEnd");
    else if (found === code.closeList && this.#due === "valueOrEnd") this.#leave();
    else {
      const end = found === code.quote ? this.#stringEnd() : scalarEnd(this.#text, this.#at);
      if (end === this.#at) throw this.#missing(jsonProblems.missingValue, jsonProblems.notAValue);
      this.#at = end;
      this.#due = "next";
    }
  }

  #name(found: number): void {
    if (found === code.closeObject && this.#due === "nameOrEnd") {
      this.#leave();
      return;
    }
    if (found !== code.quote) throw this.#missing(jsonProblems.missingName, jsonProblems.notAName);
    const from = this.#at;
    this.#at = this.#stringEnd();
    const to = this.#at;
    this.#skipBlanks();
    if (this.#text.charCodeAt(this.#at) !== code.colon) throw this.#fault(jsonProblems.missingColon);
    this.#listener?.name(from, to);
    this.#at += 1;
    this.#due = "value";
  }

  #next(): void {
    const close = this.#open.at(-1) as number;
    const found = this.#text.charCodeAt(this.#at);
    if (found === close) {
      this.#leave();
      return;
    }
    if (found !== code.comma) throw this.#fault(nextProblem(this.#text[this.#at], close));
    this.#listener?.comma(this.#at);
    this.#comma = this.#at;
    this.#at += 1;
    this.#due = close === code.closeObject ? "name" : "value";
  }

  #enter(close: number, due: Due): void {
    this.#listener?.opened(this.#at, close === code.closeList);
    this.#open.push(close);
    this.#at += 1;
    this.#due = due;
  }

  #leave(): void {
    this.#listener?.closed(this.#at);
    this.#open.pop();
    this.#at += 1;
    this.#due = "next";
  }

  /** Returns the offset after the string that begins here. */
  #stringEnd(): number {
    const text = this.#text;
    for (let at = this.#at + 1; ; at += 1) {
      const found = text.charCodeAt(at);
      if (found === code.quote) return at + 1;
      if (found === code.backslash) {
        const length = escapeLength(text, at);
        if (length === 0) this.#failString(at);
        at += length - 1;
        // Past the end of the text, the code is NaN.
      } else if (!(found >= firstPrintable)) this.#failString(at);
    }
  }

  #failString(at: number): never {
    const found = this.#text[at];
    const problem = stringProblem(found);
    throw new JsonFault(found === undefined ? this.#text.trimEnd().length : at, problem);
  }

  /** Returns the fault if neither a value nor a name begins here. */
  #missing(missing: string, other: string): JsonFault {
    const found = this.#text[this.#at];
    const close = this.#open.at(-1);
    const isAfterComma = this.#due === "name" || (this.#due === "value" && close === code.closeList);
    if (isAfterComma && this.#text.charCodeAt(this.#at) === close)
      return new JsonFault(this.#comma, jsonProblems.trailingComma(String.fromCharCode(close)));
    return this.#fault(startProblem(found, missing, other));
  }

  #skipBlanks(): void {
    for (;;) {
      const found = this.#text.charCodeAt(this.#at);
      // Blank, line feed, carriage return, tab.
      if (found !== 0x20 && found !== 0x0a && found !== 0x0d && found !== 0x09) return;
      this.#at += 1;
    }
  }

  /** At the end of the text, the fault is after the last word. */
  #fault(problem: string): JsonFault {
    if (this.#at < this.#text.length) return new JsonFault(this.#at, problem);
    return new JsonFault(this.#text.trimEnd().length, jsonProblems.tooShort);
  }
}
