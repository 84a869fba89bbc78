/** Generates test values. Nothing here imports the product: expected results follow from the construction. */
import fc from "fast-check";

/** A value in some notation, and the plain value. */
export interface Written {
  readonly plain: string;
  readonly written: string;
}

const charactersOf = (text: string) => fc.constantFrom(...text.split(""));
const wordOf = (text: string, size: fc.StringConstraints) => fc.string({ ...size, unit: charactersOf(text) });
const lettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Labels. Some begin like a defanged scheme. */
const label = fc.oneof(
  { weight: 4, arbitrary: wordOf(`${lettersAndDigits}_`, { minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.tuple(label3(), label3()).map((ends) => ends.join("-")) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "hxxp",
      "hxxps-naver",
      "meow",
      "fxp-x",
      "http",
      "dot",
      "at",
      "xn--a",
      "_dmarc",
    ),
  },
  { weight: 1, arbitrary: wordOf(lettersAndDigits, { minLength: 63, maxLength: 63 }) },
);

function label3() {
  return wordOf(lettersAndDigits, { minLength: 1, maxLength: 30 });
}

const lastLabel = wordOf("abcdefghijklmnopqrstuvwxyz", { minLength: 2, maxLength: 8 });

/** Host names in lower case. */
export const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), lastLabel)
  .map(([labels, last]) => [...labels, last].join("."));

/** Path, query and fragment of visible ASCII, with brackets and other characters of defanging. */
export const path = fc
  .array(
    fc.oneof(
      wordOf("abcXYZ019._~%!$&'()*+,;=:@/?#[]{}|\\\"<>^`-", { maxLength: 8 }),
      fc.constantFrom("[.]", "(.)", "{.}", "[dot]", "hxxp://", "[:]", "[at]", "\\.", "..", "/"),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""))
  .filter((text) => !/(?:\.\.\.)[\])]?$/.test(text))
  .chain((text) => fc.constantFrom("", ...["/", "?", "#"].map((first) => `${first}${text}`)))
  .filter((text) => !/\.\.\.[\])]?$/.test(text));

const port = fc.oneof(
  fc.constant(""),
  fc.integer({ min: 1, max: 65_535 }).map((number) => `:${number}`),
);

/** Valid URLs. */
export const url = fc
  .tuple(fc.constantFrom("http", "https", "ftp", "HTTPS"), host, port, path)
  .map(([scheme, name, number, rest]) => `${scheme}://${name}${number}${rest}`);

const dots = ["[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[ dot ]", "[DOT]", "\\.", "[.", ".]", "( . )"];
const defangedDot = fc.constantFrom(...dots);

/** Returns the host with at least one dot defanged, each in its own way. */
function defangedHost(name: string): fc.Arbitrary<string> {
  const parts = name.split(".");
  const between = fc.array(fc.oneof(fc.constant("."), defangedDot), {
    minLength: parts.length - 1,
    maxLength: parts.length - 1,
  });
  return fc
    .tuple(between, fc.nat({ max: parts.length - 2 }), defangedDot)
    .map(([some, at, one]) => some.with(at, one))
    .map((some) => parts.map((part, i) => `${part}${some[i] ?? ""}`).join(""));
}

/** Defanged names of hosts. */
export const defangedDomain: fc.Arbitrary<Written> = host.chain((plain) =>
  defangedHost(plain).map((written) => ({ plain, written })),
);

const schemes: Record<string, readonly string[]> = {
  http: ["http", "hxxp", "hXXp", "HXXP", "h**p", "hxtp", "meow"],
  https: ["https", "hxxps", "hXXps", "h**ps", "hxtps", "meows"],
  ftp: ["ftp", "fxp", "FXP"],
};
const separators = ["://", "[:]//", "[://]", ":\\\\", "[:]\\\\"];

/** Defanged URLs: scheme, separator, host, port or first slash in another form, the rest unchanged. */
export const defangedUrl: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom(...Object.keys(schemes)), host, port, path, fc.boolean())
  .chain(([scheme, name, number, rest, isSlashDefanged]) => {
    const defangs = isSlashDefanged && rest.startsWith("/") && !rest.includes("[/]");
    const writtenRest = defangs ? `[/]${rest.slice(1)}` : rest;
    const plain = `${scheme}://${name}${number}${rest}`;
    return fc
      .tuple(
        fc.constantFrom(...(schemes[scheme] ?? [])),
        fc.constantFrom(...separators),
        fc.oneof(fc.constant(name), defangedHost(name)),
        fc.boolean(),
        fc.boolean(),
      )
      .map(([word, separator, writtenName, inBrackets, isColonDefanged]) => {
        const start = `${inBrackets ? `[${word}]` : word}${separator}${writtenName}`;
        return {
          plain,
          written: `${start}${isColonDefanged ? number.replace(":", "[:]") : number}${writtenRest}`,
        };
      });
  })
  .filter(({ plain, written }) => plain !== written);

/** IPv4 addresses. Each states whether it is a host on the internet; documentation addresses are. */
export const address4 = fc
  .oneof(
    fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(
      fc.constantFrom(0, 10, 100, 127, 169, 172, 192, 198, 203, 224, 240, 255),
      fc.nat(255),
      fc.nat(255),
      fc.nat(255),
    ),
    fc.tuple(
      fc.constantFrom(192),
      fc.constantFrom(0, 31, 52, 88, 168, 175),
      fc.constantFrom(0, 2, 48, 99, 193, 196),
      fc.nat(255),
    ),
    fc.tuple(fc.constantFrom(198), fc.constantFrom(17, 18, 19, 20, 51), fc.constantFrom(0, 100), fc.nat(255)),
  )
  .map((octets) => ({ text: octets.join("."), isPublic: isPublic4(octets) }));

function isPublic4([a, b, c]: readonly number[]): boolean {
  const first = a ?? 0;
  const second = b ?? 0;
  const special = [
    first === 0 || first === 10 || first === 127 || first >= 224,
    first === 100 && second >= 64 && second < 128,
    first === 169 && second === 254,
    first === 172 && second >= 16 && second < 32,
    first === 192 && (second === 168 || (second === 0 && c === 0)),
    first === 192 && ((second === 88 && c === 99) || (second === 31 && c === 196)),
    first === 192 && ((second === 52 && c === 193) || (second === 175 && c === 48)),
    first === 198 && (second === 18 || second === 19),
  ];
  return !special.includes(true);
}

/** IPv6 addresses, shortened or not, with the same address in its usual full form. */
export const address6 = fc
  .tuple(
    fc.constantFrom("2001:db8", "2a00:1450", "2606:4700", "2400:cb00", "3000:1"),
    fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 6, maxLength: 6 }),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([start, groups, isShort, isUpper]) => {
    const full = `${start}:${groups.map((group) => group.toString(16)).join(":")}`;
    const short = full.replace(/(?::0)+$/, "::").replace(/:0:0(?::0)*:(?!.*::)/, "::");
    const text = isShort && !/::.*::/.test(short) ? short : full;
    return { full, text: isUpper ? text.toUpperCase() : text };
  });

/** Invisible characters and blanks. */
export const unseen = charactersOf(
  "\u200b\u200e\u200f\u202a\u202e\u2060\u2066\ufeff\u00ad\u00a0\u3000\u2028\u0000\u007f\u180e\u034f\ufe0f \t\n",
);

/** Hexadecimal digits of a hash with that length. */
export const hashOf = (length: number) =>
  wordOf("0123456789abcdef", { minLength: length, maxLength: length });

/** Invalid names, each with the valid name that it was made of. */
export const brokenDomain: fc.Arbitrary<{ text: string; correction?: string }> = host.chain((name) =>
  fc.constantFrom(
    { text: `${name}.`, correction: name },
    { text: `.${name}`, correction: name },
    { text: `*.${name}`, correction: name },
    { text: `"${name}"`, correction: name },
    { text: `\u201c${name}\u201d`, correction: name },
    { text: `${name}:8443`, correction: name },
    { text: `${name}..` },
    { text: `a..${name}` },
    { text: `-a.${name}` },
    { text: `a-.${name}` },
    { text: `${"a".repeat(64)}.${name}` },
    { text: `${"a1.".repeat(85)}${name}` },
    { text: `${name}.123` },
    { text: `${name}.0x1f` },
    { text: `${name}/` },
    { text: `${name}/x` },
    { text: `${name}?x` },
    { text: `https://${name}` },
    { text: `user@${name}` },
    { text: `${name}, ${name}` },
    { text: `${name};${name}` },
    { text: `a*.${name}` },
    { text: `a b.${name}` },
    { text: `a\u200b.${name}` },
    { text: `a%41.${name}` },
    { text: `\ufb01.${name}` },
    { text: name.replace(".", "\u3002") },
    { text: `[0-9]+.${name}` },
    { text: name.split(".").at(-1) ?? "" },
  ),
);

/** Valid timestamps. */
export const timestamp = fc
  .tuple(
    fc.integer({ min: 1, max: 9998 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.integer({ min: 0, max: 59 }),
    fc.constantFrom("", ".0", ".1234567", ".999"),
    fc.constantFrom("Z", "+00:00", "-00:00", "+14:00", "-14:00", "+05:30", "-03:59"),
  )
  .filter(([year, month]) => year > 1 || month > 1)
  .map(([year, month, day, hour, minute, second, fraction, zone]) => {
    const two = (number: number) => String(number).padStart(2, "0");
    const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
    return { date, time: `${two(hour)}:${two(minute)}:${two(second)}${fraction}`, zone };
  });
