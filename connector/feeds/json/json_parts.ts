/**
 * Reads JSON documents part by part, in bounded memory: an array on a route is never held as a whole. Several documents
 * can follow each other, as in JSON lines.
 */
import { messages } from "./messages.js";
import type { JsonPart } from "./part_builder.js";
import { PartReader, type ReadFault } from "./part_reader.js";
import type { Route } from "./routes.js";
import { utf8Pieces } from "./utf8_pieces.js";

/**
 * Yields the parts in the order of their ends, the document itself last.
 * @param name - name of the source in messages
 * @throws ConnectorError InvalidInput with line and column, after the parts before the fault
 */
export async function* jsonParts(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  routes: Route,
): AsyncGenerator<readonly JsonPart[]> {
  const reader = new PartReader(routes);
  const pieces = utf8Pieces(bytes, (error) => messages.brokenOff(name, reader.place.line, error));
  for await (const piece of pieces) yield* complete(reader, name, reader.write(piece));
  yield* complete(reader, name, reader.end());
  if (reader.isEmpty) throw messages.empty(name);
}

/** Yields the parts before a fault, then throws it. A document that contains a name twice is a fault too. */
function* complete(
  reader: PartReader,
  name: string,
  fault: ReadFault | undefined,
): Generator<readonly JsonPart[]> {
  const parts = reader.takeParts();
  const repeated = parts.findIndex((part) => part.path === "" && part.fault !== undefined);
  const whole = repeated < 0 ? parts : parts.slice(0, repeated);
  if (whole.length > 0) yield whole;
  const first = parts[repeated]?.fault ?? fault;
  if (first !== undefined) throw messages.notJson(name, first.place, first.message);
}
