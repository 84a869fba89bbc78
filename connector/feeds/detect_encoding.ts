/** Detects the encoding of text that is neither marked nor UTF-8. Loads jschardet; no other file uses it. */

/** Bytes that are inspected; more of them make the result no better. */
const inspectedBytes = 64 * 1024;

/** Returns a name that TextDecoder accepts; undefined for an unknown or unsupported encoding. */
export async function detectEncoding(bytes: Uint8Array): Promise<string | undefined> {
  const { detect } = await import("jschardet");
  const { encoding } = detect(bytes.subarray(0, inspectedBytes));
  if (encoding === null) return undefined;
  try {
    return new TextDecoder(encoding).encoding;
  } catch {
    return undefined;
  }
}
