/** Detects the encoding of text that is neither marked nor UTF-8. Loads jschardet; no other file uses it. */

/** Bytes that are inspected; more of them make the result no better. */
const inspectedBytes = 64 * 1024;

/** Names of the detector that the platform spells in another way. */
const platformNames: Readonly<Record<string, string>> = {
  CP874: "windows-874",
  CP932: "shift_jis",
  CP949: "euc-kr",
  MacCyrillic: "x-mac-cyrillic",
  MacRoman: "macintosh",
};

/** Returns the most likely encoding that the platform can decode; undefined if there is none. */
export async function detectEncoding(bytes: Uint8Array): Promise<string | undefined> {
  const { detectAll } = await import("jschardet");
  for (const { encoding } of detectAll(bytes.subarray(0, inspectedBytes), { minimumThreshold: 0 })) {
    const supported = encoding === null ? undefined : supportedName(platformNames[encoding] ?? encoding);
    if (supported !== undefined) return supported;
  }
  return undefined;
}

function supportedName(name: string): string | undefined {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}
