/** Hostile sources, made when a test needs them. */
import { gzipSync } from "node:zlib";

/** Repeats a text until the size is reached, in pieces of about 64 KB. */
export function* repeated(text: string, bytes: number, before = "", after = ""): Generator<Uint8Array> {
  if (before !== "") yield Buffer.from(before);
  const piece = Buffer.from(text.repeat(Math.ceil(65_536 / Buffer.byteLength(text))));
  for (let written = 0; written < bytes; written += piece.length) yield piece;
  if (after !== "") yield Buffer.from(after);
}

/** Returns gzip members that unpack to the given number of megabytes of one repeated character. */
export function* zipBomb(megabytes: number, character: string): Generator<Uint8Array> {
  const member = gzipSync(Buffer.alloc(2 ** 20 * 16, character));
  for (let written = 0; written < megabytes; written += 16) yield member;
}

/** Returns a STIX bundle with one indicator per pattern. */
export function bundleOf(...patterns: readonly string[]): string {
  return JSON.stringify({
    type: "bundle",
    id: "bundle--00000000-0000-4000-8000-000000000000",
    objects: patterns.map(indicatorOf),
  });
}

/** Returns an indicator of STIX 2.1. */
export function indicatorOf(pattern: string, index: number): Record<string, unknown> {
  const time = "2026-01-01T00:00:00.000Z";
  return {
    type: "indicator",
    spec_version: "2.1",
    id: `indicator--00000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`,
    created: time,
    modified: time,
    valid_from: time,
    pattern,
    pattern_type: "stix",
  };
}

/** Returns a MISP event with one attribute per type and value. */
export function eventOf(...attributes: readonly (readonly [type: string, value: string])[]): string {
  return JSON.stringify({
    Event: {
      info: "Made-up event",
      Attribute: attributes.map(([type, value]) => ({ type, value, to_ids: true })),
    },
  });
}
