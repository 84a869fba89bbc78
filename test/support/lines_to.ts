/** A stream that passes on what is written, for logs of tests. */
import { Writable } from "node:stream";

/** Returns a stream whose lines go to that function, without their line ends. */
export function linesTo(take: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      if (text !== "") take(text.trimEnd());
      done();
    },
  });
}
