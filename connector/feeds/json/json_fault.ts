/** The first fault of a JSON text. */
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
  if (error instanceof TypeError) return new JsonFault(lastOffset, "a text follows that is not UTF-8");
  if (!(error instanceof TokenizerError)) return undefined;
  const [, found = "", position = "", state = ""] = unexpected.exec(error.message) ?? [];
  if (position === "") return new JsonFault(end, "the text ends within a value; get the complete text");
  return new JsonFault(Number(position), problemOf(found, state));
}

const unexpected = /^Unexpected "([\s\S]*)" at .*absolute position "(\d+)"\) in state (\w+)$/;

function problemOf(found: string, state: string): string {
  if (state === "STRING_DEFAULT")
    return "a string contains a line break or another control character; close the string or write an escape such as \\n";
  if (state.startsWith("STRING_")) return "an escape in a string is not valid; write a backslash as \\\\";
  if (state.startsWith("NUMBER_")) return "a number is not valid";
  if (found === "'") return 'a single quotation mark was found; write "';
  if (found === "/" || found === "#") return "a comment was found; remove the comment";
  return `${JSON.stringify(found)} was found, which no JSON value begins with`;
}
