/** The frame of every page: one HTML text that needs nothing else, and that nothing in it can leave. */
import { createHash } from "node:crypto";
import { html } from "./html.js";
import { scriptJson } from "./script_json.js";

/** Our own style and script. */
export interface PageCode {
  readonly style: string;
  readonly script: string;
}

/** What a page contains. */
export interface PageParts {
  readonly heading: string;
  /** HTML of the page below its heading. */
  readonly body: Iterable<string>;
  /** JSON of the tables, with true values. */
  readonly data: Iterable<string>;
  /** What is known about the command as a whole. */
  readonly run: object;
}

/** Returns the page in pieces. */
export function* framedPage({ heading, body, data, run }: PageParts, code: PageCode): Generator<string> {
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(code)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${html(heading)}</title>
<style>${code.style}</style>
</head>
<body>
<main>
<h1>${html(heading)}</h1>
`;
  yield* body;
  yield `</main>\n<script type="application/json" id="data">`;
  yield* data;
  yield `</script>\n<script type="application/json" id="run">${scriptJson(run)}</script>\n`;
  yield `<script>${code.script}</script>\n</body>\n</html>\n`;
}

/** The hashes allow our own style and script only; everything else is forbidden. */
function policyFor({ style, script }: PageCode): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
