/** Finds values in prose. */
import { isAddress } from "../../declarations/values/address.js";
import { noValueInProse, placeholderInValue, plainValueInProse } from "./messages.js";
import { observe, observeAny, type Recognized } from "../observe.js";
import { label, type ProseToken, tokensOf } from "./prose_tokens.js";

/**
 * Returns the values in a line of a report: URLs, hosts and addresses that are defanged, hashes, and plain addresses.
 *
 * Plain URLs and domain names are left out, because a report also links to its own references, to vendors and to
 * victims, and those must not be blocked. A person defangs what is malicious. A plain address is left out if it can be
 * the number of a version: after a word with a capital letter, or with four small numbers. An address that is alone in
 * its line or its cell is read. A line with nothing but plain values has the code `PlainValue`. A network or a range of
 * addresses is a fault, whether it is defanged or not.
 *
 * A URL does not also give its host, and neither does an email address.
 */
export function readProseLine(line: string): readonly Recognized[] {
  const found = new Map<string, Recognized>();
  let plain: string | undefined;
  for (const token of tokensOf(line)) {
    const parts = partsOf(token);
    for (const part of parts) {
      if (part.fault === undefined) found.set(`${part.kind} ${part.value}`, part);
      else if (part.fault.code !== "ValueUnrecognized" || surelyDefanged.test(token.text))
        found.set(part.fault.message, part);
    }
    if (plain === undefined && parts.length === 0 && isPlain(token)) plain = token.text;
  }
  if (found.size > 0) return [...found.values()];
  return [{ fault: plain === undefined ? noValueInProse(line) : plainValueInProse(plain) }];
}

/** Matches a name in brackets in a URL that is a placeholder, or the text of a link after a slash. */
const urlPlaceholder = /⟨|[/=?&_.-]\[(?!\.|dot\]|:|\/|@|at\])/i;

function partsOf(token: ProseToken): readonly Recognized[] {
  const { text, isUrl, isDefanged } = token;
  if (isDefanged && (isUrl ? urlPlaceholder : /⟨/).test(text)) return [{ fault: placeholderInValue(text) }];
  if (isUrl) return isDefanged ? [urlOf(text)] : [];
  if (isDefanged) return [defangedValue(text)];
  if (isPlainAddress(text)) return isVersion(token) ? [] : [observeAny(text)];
  const network = text.replace(label, "");
  if (isNetwork(network, token)) return [observeAny(network)];
  return /^commit:?$/i.test(token.previous) ? [] : hashesIn(text).map(observeAny);
}

/** Matches marks that are used for nothing else. A backslash or one bracket before a dot can be a path or a sentence. */
const surelyDefanged = /\[\.\]|[[({]dot[\])}]/i;

function urlOf(text: string): Recognized {
  const observed = observe("url", text);
  return observed.fault === undefined ? { ...observed, kind: "url" as const } : observed;
}

function defangedValue(text: string): Recognized {
  const whole = observeAny(text);
  const rest = text.replace(label, "");
  if (whole.fault === undefined || rest === text) return whole;
  const inside = observeAny(rest);
  return inside.fault === undefined ? inside : whole;
}

/** Matches an IPv4 address with or without a port. */
const plain4 = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/;

function isPlainAddress(text: string): boolean {
  return (
    (plain4.test(text) || (text.includes("::") && text.length > 4) || text.split(":").length === 8) &&
    isAddress(text.replace(/^([^:]+):\d+$/, "$1"))
  );
}

/** Matches four numbers below 32, which are more often a version than an address. */
const smallNumbers = /^(?:(?:[12]?\d|3[01])(?:\.|$)){4}$/;
/** Matches words before an address: a word without capital letters, a label, or a word for an address. */
const addressWord =
  /^[^\p{Lu}]*$|[:,;=(]$|^\W*(?:IP|IPs|IPv[46]|C2|C&C|CnC|Host|Server|Address|From|To|At)\W*$/u;
const versionWord = /^\W*(?:v|ver|vers|versions?|build|release|update|firmware)[.:]?$/i;

/** Matches a network or a range, and captures its first address and the end of the range. */
const networkForm = /^([\da-f.:]+)(?:\/\d{1,3}|-([\da-f.:]+))$/i;

/** Returns true for a network or a range. The end of a range can be its last number only, as can that of a version. */
function isNetwork(text: string, { previous }: ProseToken): boolean {
  const [, first = "", end] = networkForm.exec(text) ?? [];
  if (!isAddress(first)) return false;
  if (end === undefined || isAddress(end)) return true;
  return /^\d{1,3}$/.test(end) && !smallNumbers.test(first) && !versionWord.test(previous);
}

function isVersion({ text, previous, isAlone }: ProseToken): boolean {
  if (isAlone) return false;
  return smallNumbers.test(text) || versionWord.test(previous) || !addressWord.test(previous);
}

const hash = /(?<![\p{L}\p{N}])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![\p{L}\p{N}])/giu;

/** Returns the hashes in a word. In a path they are names of files. */
function hashesIn(text: string): readonly string[] {
  return text.length < 32 || /[/\\]/.test(text) ? [] : (text.match(hash) ?? []);
}

function isPlain({ isUrl, isDefanged, text }: ProseToken): boolean {
  return !isDefanged && (isUrl || (text.includes(".") && observeAny(text).fault === undefined));
}
