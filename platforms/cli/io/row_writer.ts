/** Writes the results of a stream of rows as they arrive: one per line, or as the array in one output. */
import { type ActionOutput, type JsonObject, parsePointer } from "../../../connector/platform_api.js";
import { ndjsonOf } from "../../shared/ndjson.js";
import type { Form } from "./file_format.js";
import type { Sink } from "./sink.js";

/** Throws what its sink throws. */
export interface RowWriter {
  write(results: readonly JsonObject[]): Promise<void>;
  /** @param output - everything in the output except the rows */
  end(output: ActionOutput): Promise<void>;
}

/** @param place - JSON Pointer of the results in the body of the output */
export function rowWriter(form: Form, place: string, sink: Sink): RowWriter {
  return form === "ndjson" ? lineWriter(sink) : arrayWriter(sink, ["json_body", ...parsePointer(place)]);
}

function lineWriter(sink: Sink): RowWriter {
  return {
    write: (results) => sink.write(ndjsonOf(results)),
    end: () => sink.end(),
  };
}

/**
 * Returns a writer of an array with one object, and the rows in it. The rows come first, because the other members are
 * known last.
 * @param path - keys that lead from the object to the rows
 */
export function arrayWriter(
  sink: Sink,
  path: readonly string[],
): RowWriter & { end(output: object): Promise<void> } {
  let hasBegun = false;
  let hasRows = false;
  const begin = (): string => {
    if (hasBegun) return "";
    hasBegun = true;
    return `[${path.map((key) => `{${JSON.stringify(key)}:`).join("")}[\n`;
  };
  return {
    async write(results) {
      if (results.length === 0) return;
      const rows = results.map((result) => JSON.stringify(result)).join(",\n");
      await sink.write(`${begin()}${hasRows ? ",\n" : ""}${rows}`);
      hasRows = true;
    },
    async end(output) {
      await sink.write(`${begin()}\n]${membersAfter(output, path)}]\n`);
      await sink.end();
    },
  };
}

/** Returns the members that follow the rows, and every closing bracket. */
export function membersAfter(value: unknown, [key = "", ...inner]: readonly string[]): string {
  const { [key]: child, ...others } = (value ?? {}) as JsonObject;
  const members = JSON.stringify(others).slice(1, -1);
  const end = `${members === "" ? "" : ","}${members}}`;
  return inner.length === 0 ? end : `${membersAfter(child, inner)}${end}`;
}
