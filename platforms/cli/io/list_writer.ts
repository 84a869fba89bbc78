/** Writes values one after another: one per line, or as the members of an array. */
import type { Form } from "./file_format.js";
import type { Sink } from "./sink.js";

/** Throws what its sink throws. */
export interface ListWriter {
  add(value: unknown): Promise<void>;
  end(): Promise<void>;
}

const marks = {
  ndjson: { first: "", next: "", after: "\n", last: "", none: "" },
  json: { first: "[\n", next: ",\n", after: "", last: "\n]\n", none: "[]\n" },
} as const satisfies Record<Form, object>;

/** Returns a writer. Everything is written when its `end` resolves. */
export function listWriter(form: Form, sink: Sink): ListWriter {
  const { first, next, after, last, none } = marks[form];
  let isEmpty = true;
  return {
    add(value) {
      const before = isEmpty ? first : next;
      isEmpty = false;
      return sink.write(before + JSON.stringify(value) + after);
    },
    async end() {
      const mark = isEmpty ? none : last;
      if (mark !== "") await sink.write(mark);
      await sink.end();
    },
  };
}
