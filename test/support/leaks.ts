/** Looks for a secret, and for every piece of it, in whatever came out. Imports nothing of the product. */

/** Shortest piece that counts as a leak, in characters. */
const pieceLength = 12;

/** A finder for one secret: gives the first piece of it that stands in a text, with what is around it. */
export function leakFinder(secret: string): (text: string) => string | undefined {
  const pieces = new Set([...bodiesOf(secret)].flatMap((body) => [...piecesOf(body)]));
  return (text) => {
    for (const view of viewsOf(text)) {
      for (let i = 0; i + pieceLength <= view.length; i += 1) {
        if (pieces.has(view.slice(i, i + pieceLength))) return view.slice(Math.max(0, i - 80), i + 60);
      }
    }
    return undefined;
  };
}

/** The secret and its base64 in each place that it may have in a longer text, in small letters and without blanks. */
function* bodiesOf(secret: string): Generator<string> {
  const bare = secret.replace(/-----[^-]*-----/g, "");
  yield squeezed(bare);
  for (const before of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64");
    yield squeezed(encoded.slice(4, -4));
    yield squeezed(Buffer.from(encoded, "base64").toString("base64url").slice(4, -4));
  }
}

function* piecesOf(body: string): Generator<string> {
  if (body.length < pieceLength) yield body;
  for (let i = 0; i + pieceLength <= body.length; i += 1) yield body.slice(i, i + pieceLength);
}

/** The text as it is, and as whoever decodes it reads it. */
function viewsOf(text: string): string[] {
  let unescaped = text;
  for (let layer = 0; layer < 3; layer += 1)
    unescaped = unescaped.replace(/\\(?:u([\da-f]{4})|(["\\/]))/gi, (_all, hex?: string, char = "") =>
      hex === undefined ? char : String.fromCharCode(parseInt(hex, 16)),
    );
  const decoded = unescaped
    .replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"))
    .replace(/&#x([\da-f]+);/gi, (_all, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
  return [...new Set([text, unescaped, decoded].map(squeezed))];
}

/** Without what stands between the pieces of a secret: blanks, also as forms write them. */
function squeezed(text: string): string {
  return text
    .replaceAll("\\n", "")
    .replace(/[\s+]+/g, "")
    .toLowerCase();
}
