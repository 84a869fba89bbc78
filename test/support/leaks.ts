/** Searches output for a secret and for pieces of it. Imports nothing of the product. */

/** Minimum length of a piece that counts as a leak, in characters. */
const pieceLength = 12;

/** Returns a function that finds the first piece of a secret in a text and returns it with its context. */
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

/** Yields the secret and its base64 form at each possible offset, in lower case and without whitespace. */
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

/** Returns the text unchanged and in its decoded forms. */
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

/** Removes what may separate the pieces of a secret: whitespace, including its form encoding. */
function squeezed(text: string): string {
  return text
    .replaceAll("\\n", "")
    .replace(/[\s+]+/g, "")
    .toLowerCase();
}
