/** Reads YAML as plain data. Loaded only for a configuration in YAML. */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  type ParsedNode,
  type YAMLMap,
} from "yaml";
import { quoteName } from "../../../connector/platform_api.js";
import { yamlFaults } from "./messages.js";

/** A fault of a text with its place. The problem does not quote the text, apart from a repeated name. */
export class YamlFault extends Error {
  override readonly name = "YamlFault";
  readonly line: number;
  readonly column: number;

  constructor(problem: string, { line, column }: { line: number; column: number }) {
    super(problem);
    this.line = line;
    this.column = column;
  }
}

/** Most levels that are open at once in the parser, which counts some levels twice. */
const maxOpen = 50;

/** Most parts of a text: each of them costs time and memory. */
const maxParts = 400_000;

/**
 * The library compares each key with all others of its map, which takes quadratic time: keys are compared below. Tags
 * and aliases are not resolved.
 */
const options = {
  version: "1.2",
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/** Faults by the codes of the library. Its messages quote the text, which can contain secrets. */
const problems: Readonly<Record<string, string>> = {
  BAD_INDENT: yamlFaults.badIndent,
  MISSING_CHAR: yamlFaults.missing,
  MULTILINE_IMPLICIT_KEY: yamlFaults.missing,
  NON_STRING_KEY: yamlFaults.key,
  TAB_AS_INDENT: yamlFaults.tab,
  TAG_RESOLVE_FAILED: yamlFaults.tag,
};

/** Returns the value of one document, with null prototypes; undefined for an empty text. @throws YamlFault */
export function yamlValue(text: string): unknown {
  const lines = new LineCounter();
  const fault = (problem: string, offset: number): YamlFault => {
    const { line, col } = lines.linePos(offset);
    return new YamlFault(problem, { line: Math.max(1, line), column: Math.max(1, col) });
  };
  const document = documentOf(text, lines, fault);
  const [found] = [...document.errors, ...document.warnings];
  if (found !== undefined) throw fault(problems[found.code] ?? yamlFaults.other, found.pos[0]);
  return document.contents === null ? undefined : plain(document.contents, fault);
}

type MakeFault = (problem: string, offset: number) => YamlFault;
type Tokens = Parameters<Composer["compose"]>[0];

function documentOf(text: string, lines: LineCounter, fault: MakeFault): Document.Parsed {
  const composer = new Composer({ ...options, lineCounter: lines });
  const [document, further] = composer.compose(boundedTokens(text, lines, fault), true, text.length);
  if (further !== undefined) throw fault(yamlFaults.documents, further.range[0]);
  return document as Document.Parsed;
}

/** The composer is recursive: the depth is known before it sees a token. */
function* boundedTokens(text: string, lines: LineCounter, fault: MakeFault): Tokens {
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  let parts = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      yield token;
      // The first fault is reported. Each of them costs time.
      if (token.type === "error") return;
    }
    parts += 1;
    if (parser.stack.length > maxOpen) throw fault(yamlFaults.deep, parser.offset);
    if (parts > maxParts) throw fault(yamlFaults.tooMany, parser.offset);
  }
  yield* parser.end();
}

function plain(node: ParsedNode | null, fault: MakeFault): unknown {
  if (node === null) return null;
  const [offset] = node.range;
  if (isAlias(node)) throw fault(yamlFaults.alias, offset);
  if (node.tag !== undefined) throw fault(yamlFaults.tag, offset);
  if (isSeq(node)) return node.items.map((item) => plain(item, fault));
  if (isMap(node)) return plainMap(node, fault);
  return node.value;
}

function plainMap({ items }: YAMLMap.Parsed, fault: MakeFault): object {
  const object = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of items) {
    const [offset] = key.range;
    if (!isScalar(key) || typeof key.value !== "string" || key.tag !== undefined)
      throw fault(yamlFaults.key, offset);
    if (Object.hasOwn(object, key.value))
      throw fault(`${quoteName(key.value)} occurs twice in one object`, offset);
    object[key.value] = plain(value, fault);
  }
  return object;
}
