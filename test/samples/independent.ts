/** Reads samples without the product: how many items a file has, and which values. */
import { readCsv } from "./independent_csv.js";
import { readMisp, readStix } from "./independent_json.js";
import type { Reading } from "./folders.js";
import { Findings } from "./findings.js";
import { classify } from "./values.js";

/** Reads a file in the way that its rule names. */
export function readIndependently(text: string, as: Reading): Findings {
  const findings = new Findings();
  const plain = text.replace(/^\uFEFF/, "");
  if (as === "csv") readCsv(plain, findings);
  else if (as === "stix") readStix(plain, findings);
  else if (as === "misp") readMisp(plain, findings);
  else if (as === "prose") readProse(plain, findings);
  else if (as !== "unreadable") readList(plain, as, findings);
  return findings;
}

/**
 * One value per line. Blank lines and lines that begin with `#`, `;` or `//` are not items. A comment at the end
 * begins with a blank and `#`. The address in front of a name in a hosts file is left out.
 */
function readList(text: string, as: "list" | "names", findings: Findings): void {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const items = lines.filter((line) => line !== "" && !/^(?:#|;|\/\/)/.test(line));
  findings.items = items.length;
  for (const item of items) {
    const value = item.replace(/\s+#.*$/, "").replace(/^(?:0\.0\.0\.0|127\.0\.0\.1)\s+/, "");
    if (as === "names") findings.addUncounted("name, path or e-mail address");
    else findings.add(classify(value));
  }
}

/** A word of prose, and the character after it. */
const word = /([^\s|`"'<>(),;]+)(<?)/g;

/**
 * Of prose count: hashes, IPv4 addresses, and words with `[.]` or `hxxp`. Other names are not counted, as a file
 * name looks like them. A word before `<` is the beginning of a value with a placeholder.
 */
function readProse(text: string, findings: Findings): void {
  findings.items = undefined;
  for (const [found] of text.matchAll(
    /(?<![0-9a-z/=])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])/gi,
  ))
    findings.add(classify(found));
  for (const [, found = "", after = ""] of text.matchAll(word)) {
    const plain = found.replace(/^[*_~+]+|[.:*_~+]+$/g, "");
    findings.brackets += found.split("[.]").length - 1;
    if (/\[\.\]|^hxxps?(?:\[?:)/i.test(plain)) findings.add(after ? { not: "placeholder" } : classify(plain));
    else if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(plain)) findings.add(classify(plain));
  }
}
