/** Random STIX patterns with the expected tree, written from the specification. Nothing here imports the product. */
import fc from "fast-check";

/** A piece of a pattern and its meaning. */
export interface Piece {
  readonly text: string;
  readonly tree: unknown;
}

const keywords = new Set(
  "AND OR NOT FOLLOWEDBY LIKE MATCHES ISSUPERSET ISSUBSET EXISTS LAST IN START STOP SECONDS true false WITHIN REPEATS TIMES".split(
    " ",
  ),
);

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
const charsOf = (chars: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...chars.split("")), minLength, maxLength });
const wordOf = (more: string) =>
  fc
    .tuple(fc.constantFrom(...letters.split("")), charsOf(letters + more, 0, 8))
    .map(([first, rest]) => first + rest)
    .filter((word) => !keywords.has(word));

const piece = (text: string, tree: unknown): Piece => ({ text, tree });
const quoted = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const textValue = fc.string({ unit: "binary", maxLength: 12 });
const text = textValue.map((value) => piece(quoted(value), { type: "text", text: value }));

const digits = charsOf("0123456789", 0, 4);
const whole = fc.nat({ max: 99_999 }).map(String);
const integer = fc
  .tuple(fc.constantFrom("", "-", "+"), whole)
  .map(([sign, number]) => piece(sign + number, { type: "integer", text: sign + number }));
const float = fc
  .tuple(fc.constantFrom("", "-", "+"), digits, charsOf("0123456789", 1, 4))
  .map(([sign, before, after]) => `${sign}${before}.${after}`)
  .map((number) => piece(number, { type: "float", text: number }));

const two = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((n) => String(n).padStart(2, "0"));
const timestamp = fc
  .tuple(
    charsOf("0123456789", 4, 4),
    two(1, 12),
    two(1, 31),
    two(0, 23),
    two(0, 59),
    two(0, 60),
    fc.constantFrom("", ".0", ".123456789"),
  )
  .map(([y, mo, d, h, mi, s, f]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${f}Z`)
  .map((time) => piece(`t'${time}'`, { type: "timestamp", text: time }));

const bytes = fc.uint8Array({ maxLength: 9 }).map((array) => Buffer.from(array));
const hex = bytes.map((each) =>
  piece(`h'${each.toString("hex")}'`, { type: "hex", text: each.toString("hex") }),
);
const binary = bytes.map((each) =>
  piece(`b'${each.toString("base64")}'`, { type: "binary", text: each.toString("base64") }),
);
const boolean = fc.constantFrom("true", "false").map((word) => piece(word, { type: "boolean", text: word }));

const ordered = fc.oneof(text, integer, float, timestamp, hex, binary);
const literal = fc.oneof(ordered, boolean);

/** Returns the gap between two tokens. If `plain`, it is one blank, so that every other character counts. */
const gapOf = (plain: boolean) =>
  plain
    ? fc.constant(" ")
    : fc.constantFrom(" ", "  ", "\t", "\r\n", "\u00a0", "\u2003", "\u3000", "/* a 'b' [c */", " // d\n");

const joinedBy = (gap: fc.Arbitrary<string>, parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts.map((part) => fc.tuple(part, gap))).map((pairs) => pairs.flat().slice(0, -1).join(""));

const step = fc.oneof(
  wordOf("0123456789").map((name) => piece(`.${name}`, { name })),
  textValue.map((name) => piece(`.${quoted(name)}`, { name })),
  fc.integer({ min: -9, max: 99 }).map((index) => piece(`[${index}]`, { index })),
  fc.constant(piece("[*]", { index: "*" })),
);
const firstStep = fc.oneof(
  wordOf("0123456789").map((name) => piece(name, { name })),
  textValue.map((name) => piece(quoted(name), { name })),
);
const path = fc
  .tuple(wordOf("0123456789-"), firstStep, fc.array(step, { maxLength: 3 }))
  .map(([type, first, rest]) =>
    piece(`${type}:${first.text}${rest.map((each) => each.text).join("")}`, {
      type,
      steps: [first.tree, ...rest.map((each) => each.tree)],
    }),
  );

function testOf(gap: fc.Arbitrary<string>, spellings: boolean): fc.Arbitrary<Piece> {
  const compared = (operator: string, spelled: string, value: fc.Arbitrary<Piece>) =>
    fc.tuple(path, fc.boolean(), value).chain(([left, not, right]) =>
      joinedBy(
        gap,
        [left.text, ...(not ? ["NOT"] : []), spelled, right.text].map((word) => fc.constant(word)),
      ).map((whole_) =>
        piece(whole_, {
          kind: "compare",
          path: left.tree,
          not,
          operator,
          values: Array.isArray(right.tree) ? right.tree : [right.tree],
        }),
      ),
    );
  const set = fc.array(literal, { maxLength: 4 }).map((values) =>
    piece(
      `(${values.map((value) => value.text).join(", ")})`,
      values.map((value) => value.tree),
    ),
  );
  const exists = fc.tuple(path, fc.boolean()).chain(([left, not]) =>
    joinedBy(
      gap,
      [...(not ? ["NOT"] : []), "EXISTS", left.text].map((word) => fc.constant(word)),
    ).map((whole_) => piece(whole_, { kind: "exists", not, path: left.tree })),
  );
  return fc.oneof(
    compared("=", "=", literal),
    compared("!=", "!=", literal),
    ...(spellings ? [compared("=", "==", literal), compared("!=", "<>", literal)] : []),
    ...["<", "<=", ">", ">="].map((operator) => compared(operator, operator, ordered)),
    ...["LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"].map((operator) => compared(operator, operator, text)),
    compared("IN", "IN", set),
    exists,
  );
}

/** Joins parts with a keyword that binds more tightly than the surrounding ones. */
const chain = (kind: string, keyword: string, parts: readonly Piece[], gap: string): Piece =>
  parts.length === 1
    ? (parts[0] as Piece)
    : piece(parts.map((part) => part.text).join(`${gap}${keyword}${gap}`), {
        kind,
        parts: parts.map((part) => part.tree),
      });

const some = (part: fc.Arbitrary<Piece>) => fc.array(part, { minLength: 1, maxLength: 2 });

/** Returns whole patterns. If `plain`, each operator has one spelling, and tokens are separated by one blank. */
export function patterns(plain = false): fc.Arbitrary<Piece> {
  const gap = gapOf(plain);
  const qualifier = fc.oneof(
    fc.tuple(timestamp, timestamp, gap).map(([from, to, g]) =>
      piece(`START${g}${from.text}${g}STOP${g}${to.text}`, {
        kind: "startStop",
        from: from.tree,
        to: to.tree,
      }),
    ),
    fc
      .tuple(fc.oneof(whole, fc.constantFrom("0.5", ".25")), gap)
      .map(([n, g]) => piece(`WITHIN${g}${n}${g}SECONDS`, { kind: "within", seconds: Number(n) })),
    fc
      .tuple(whole, gap)
      .map(([n, g]) => piece(`REPEATS${g}${n}${g}TIMES`, { kind: "repeats", times: Number(n) })),
  );
  const { pattern } = fc.letrec<{ test: Piece; tests: Piece; observed: Piece; pattern: Piece }>((tie) => ({
    test: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: testOf(gap, !plain) },
      { weight: 1, arbitrary: tie("tests").map((inner) => piece(`(${inner.text})`, inner.tree)) },
    ),
    tests: fc
      .tuple(fc.array(some(tie("test")), { minLength: 1, maxLength: 2 }), gap)
      .map(([alternatives, g]) =>
        chain(
          "or",
          "OR",
          alternatives.map((all) => chain("and", "AND", all, g)),
          g,
        ),
      ),
    observed: fc
      .tuple(
        fc.oneof(
          { maxDepth: 2, withCrossShrink: true },
          {
            weight: 4,
            arbitrary: tie("tests").map((inner) =>
              piece(`[${inner.text}]`, { kind: "observation", test: inner.tree }),
            ),
          },
          { weight: 1, arbitrary: tie("pattern").map((inner) => piece(`(${inner.text})`, inner.tree)) },
        ),
        fc.array(qualifier, { maxLength: 2 }),
        gap,
      )
      .map(([of, qualifiers, g]) =>
        qualifiers.reduce(
          (inner, each) =>
            piece(`${inner.text}${g}${each.text}`, {
              kind: "qualified",
              of: inner.tree,
              qualifier: each.tree,
            }),
          of,
        ),
      ),
    pattern: fc
      .tuple(
        fc.array(fc.array(some(tie("observed")), { minLength: 1, maxLength: 2 }), {
          minLength: 1,
          maxLength: 2,
        }),
        gap,
      )
      .map(([inTurn, g]) =>
        chain(
          "followedBy",
          "FOLLOWEDBY",
          inTurn.map((either) =>
            chain(
              "or",
              "OR",
              either.map((all) => chain("and", "AND", all, g)),
              g,
            ),
          ),
          g,
        ),
      ),
  }));
  return pattern;
}
