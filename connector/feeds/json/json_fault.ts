/** The first fault of a JSON text. */
import { faults } from "./messages.js";
import { TokenizerError } from "./tokens.js";

/** A fault at an offset, in bytes of UTF-8. */
export class JsonFault extends Error {
  readonly offset: number;

  /** @param message - end of a sentence that begins with the place */
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Returns the fault that an error of the tokenizer means; undefined for other errors.
 * @param lastOffset - offset of the last complete token
 * @param end - offset behind the last byte
 */
export function faultOf(error: unknown, lastOffset: number, end: number): JsonFault | undefined {
  if (error instanceof JsonFault) return error;
  if (error instanceof TypeError) return new JsonFault(lastOffset, faults.notUtf8);
  if (!(error instanceof TokenizerError)) return undefined;
  const [, found = "", position = "", state = ""] = unexpected.exec(error.message) ?? [];
  if (position === "") return new JsonFault(end, faults.cutOff);
  return new JsonFault(Number(position), problemOf(found, state));
}

const unexpected = /^Unexpected "([\s\S]*)" at .*absolute position "(\d+)"\) in state (\w+)$/;

function problemOf(found: string, state: string): string {
  if (state === "STRING_DEFAULT") return faults.lineBreak;
  if (state.startsWith("STRING_")) return faults.escape;
  if (state.startsWith("NUMBER_")) return faults.number;
  if (found === "'") return faults.singleQuote;
  if (found === "/" || found === "#") return faults.comment;
  return faults.noValueBegins(found);
}
