/** A stream for a command whose output is kept. */
import { Writable } from "node:stream";

/** Returns a stream that passes on each text that is written. */
export function textStream(take: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => {
      take(String(text));
      done();
    },
  });
}
