import { expect } from "chai";
import fc from "fast-check";
import { Redactor } from "../../connector/http/redactor.js";
import { identity } from "../support/certificate.js";

describe("http: redactor", () => {
  it("masks a secret at every place in a text", () => {
    const redactor = new Redactor();
    redactor.add("s3cret");
    expect(redactor.clean("s3cret and s3cret, as3cretb")).to.equal("[secret] and [secret], a[secret]b");
    expect(redactor.clean("nothing to see")).to.equal("nothing to see");
  });

  it("masks a secret that is percent-encoded, form-encoded and escaped as in JSON", () => {
    const redactor = new Redactor();
    const secret = 'a"b\\c d&e!';
    redactor.add(secret);
    const forms = [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ x: secret }).toString().slice(2),
      JSON.stringify({ secret }),
    ];
    for (const form of forms)
      expect(redactor.clean(`<${form}>`), form)
        .to.include("[secret]")
        .and.not.include("d&");
    expect(redactor.clean(forms[2] as string)).to.equal("[secret]");
  });

  it("masks a text only once if the secret is a part of the mask", () => {
    const redactor = new Redactor();
    redactor.add("secret");
    expect(redactor.clean(redactor.clean("my secret, secrets and [secret"))).to.equal(
      "my [secret], [secret]s and [[secret]",
    );
  });

  it("masks secrets and values in wrong fields without case, in sentences, values, names and encodings", () => {
    const secret = "Kq8~Ab.İΣcDefGhIjKlMnOp/QrStUvΣ";
    const wrong = "Wrong~Field-Value.İ";
    const redactor = new Redactor();
    redactor.add(secret);
    redactor.suspect(wrong);
    for (const change of [
      (text: string) => text.replace("İ", "i").toLowerCase(),
      (text: string) => text.toUpperCase(),
      (text: string) => text,
    ]) {
      expect(redactor.clean(`İİ ${change(secret)}, and ${change(wrong)}.`)).to.equal(
        "İİ [secret], and [secret].",
      );
      expect(redactor.cleanValue(`İx ${change(secret)}`)).to.equal("İx [secret]");
      expect(redactor.cleanName(change(secret))).to.equal("[secret]");
      expect(redactor.clean(`?x=${encodeURIComponent(change(secret))}&y`)).to.equal("?x=[secret]&y");
      expect(redactor.clean(`cut: ${change(secret).slice(0, 20)}…`)).to.equal("cut: [secret]…");
    }
  });

  it("treats a secret as text, not as a pattern", () => {
    const redactor = new Redactor();
    redactor.add("a.*$&");
    expect(redactor.clean("abcd a.*$& $&")).to.equal("abcd [secret] $&");
  });

  it("does not mask what is too short to be a secret", () => {
    const redactor = new Redactor();
    redactor.add("");
    redactor.add("abc");
    expect(redactor.clean("abc")).to.equal("abc");
  });

  it("masks the whole of a secret that begins with another one", () => {
    const redactor = new Redactor();
    redactor.add("password");
    redactor.add("password-of-the-proxy");
    expect(redactor.clean("it is password-of-the-proxy.")).to.equal("it is [secret].");
  });

  describe("consecutive tokens", () => {
    const token = (n: number) => `token-${String(n).padStart(4, "0")}`;

    it("remembers the latest eight", () => {
      const redactor = new Redactor();
      redactor.add("fixed-secret");
      for (let n = 0; n < 2_000; n += 1) redactor.addLive(token(n));
      const all = Array.from({ length: 2_000 }, (_none, n) => token(n));
      const masked = all.filter((value) => redactor.clean(value) === "[secret]");
      expect(masked).to.deep.equal(all.slice(-8));
      expect(redactor.clean("fixed-secret")).to.equal("[secret]");
    });

    it("does not evict a token because another one is added again", () => {
      const redactor = new Redactor();
      for (let n = 0; n < 8; n += 1) redactor.addLive(token(n));
      for (let n = 0; n < 50; n += 1) redactor.addLive(token(7));
      expect(redactor.clean(token(0))).to.equal("[secret]");
    });

    it("keeps fixed secrets, however many tokens follow", () => {
      const redactor = new Redactor();
      for (let n = 0; n < 50; n += 1) {
        redactor.addLive(token(n));
        redactor.add(`fixed-${n}-secret`);
      }
      for (let n = 0; n < 50; n += 1) expect(redactor.clean(`fixed-${n}-secret`)).to.equal("[secret]");
    });
  });

  describe("encodings", () => {
    const hex = (char: string) => char.charCodeAt(0).toString(16);
    const percent = (char: string) =>
      [...Buffer.from(char)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    /** Encodings of one character, written without the product. */
    const writings: Record<string, (char: string) => string> = {
      plain: (char) => char,
      percent,
      "percent-encoding in upper case": (char) => percent(char).toUpperCase(),
      "percent-encoded twice": (char) => percent(char).replaceAll("%", "%25"),
      "JSON by number": (char) => `\\u${hex(char).padStart(4, "0")}`,
      "JSON by number in capitals": (char) => `\\u${hex(char).padStart(4, "0").toUpperCase()}`,
      "JSON in JSON": (char) => `\\\\u${hex(char).padStart(4, "0")}`,
      "HTML by number": (char) => `&#${char.charCodeAt(0)};`,
      "HTML by hexadecimal number": (char) => `&#X${hex(char)};`,
      "HTML twice": (char) => `&amp;#${char.charCodeAt(0)};`,
    };
    const secret = 'S3c/ret+of <m&ine>"\\=';

    for (const [name, write] of Object.entries(writings)) {
      it(`masks a secret in another encoding: ${name}`, () => {
        const redactor = new Redactor();
        redactor.add(secret);
        const text = Array.from(secret, write).join("");
        expect(redactor.clean(`You sent <${text}>.`)).to.equal("You sent <[secret]>.");
        expect(redactor.cleanValue(`id-${text}`)).to.equal("id-[secret]");
      });
    }

    it("masks a secret with any of its characters encoded", () => {
      // If a text already looks encoded, nobody can know which of its characters were encoded.
      const text = fc.stringMatching(/^[ -$'-[\]-~]{8,40}$/).filter((value) => value.trim().length >= 8);
      const write = fc.constantFrom(...Object.values(writings));
      const choice = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
      fc.assert(
        fc.property(text, write, choice, fc.stringMatching(/^[a-z ]*$/), (value, way, chosen, around) => {
          const redactor = new Redactor();
          redactor.add(value.trim());
          const written = Array.from(value.trim(), (char, i) => (chosen[i] === true ? way(char) : char)).join(
            "",
          );
          const [before, after] = [`${around}<`, `>${around}`];
          expect(redactor.clean(before + written + after)).to.equal(`${before}[secret]${after}`);
        }),
        { numRuns: 300 },
      );
    });

    it("masks the escapes of JSON writers: a slash, a quote, named HTML characters, a form", () => {
      const redactor = new Redactor();
      redactor.add(secret);
      const json = JSON.stringify(secret).slice(1, -1);
      for (const text of [
        json.replaceAll("/", "\\/"),
        JSON.stringify(json).slice(1, -1),
        secret.replace(/[&<>"+/=]/g, (char) => `&${named[char]};`),
        new URLSearchParams({ x: secret }).toString().slice(2),
        new URLSearchParams({ x: secret }).toString().slice(2).toLowerCase().replace("s3c", "S3c"),
      ])
        expect(redactor.clean(`<${text}>`), text).to.equal("<[secret]>");
    });
    const named: Record<string, string> = {
      "&": "amp",
      "<": "lt",
      ">": "gt",
      '"': "quot",
      "+": "plus",
      "/": "sol",
      "=": "equals",
    };

    it("masks a secret in base64, wherever it begins in the encoded text", () => {
      const redactor = new Redactor();
      redactor.add(secret);
      for (const encoding of ["base64", "base64url"] as const)
        for (const user of ["", "u", "us", "use", "user-1"]) {
          const text = Buffer.from(`${user}${secret}:more`).toString(encoding);
          const cleaned = Buffer.from(redactor.clean(text).replace("[secret]", ""), encoding).toString(
            "latin1",
          );
          expect(redactor.clean(text), text).to.contain("[secret]");
          for (let i = 0; i + 6 <= secret.length; i += 1)
            expect(cleaned).to.not.contain(secret.slice(i, i + 6));
        }
    });

    it("masks a secret in a very long text, also across the parts in which the text is searched", () => {
      const redactor = new Redactor();
      redactor.add(secret);
      const encoded = Array.from(secret, percent).join("");
      for (const at of [0, 499_990, 500_000, 549_995, 1_200_000]) {
        const text = `${"x".repeat(at)}${encoded}${"y".repeat(1_300_000 - at)}`;
        expect(redactor.clean(text)).to.equal(`${"x".repeat(at)}[secret]${"y".repeat(1_300_000 - at)}`);
      }
    });

    it("does not change encoded texts that contain no secret", () => {
      const redactor = new Redactor();
      redactor.add(secret);
      for (const text of ["https://x.example/a%20b?c=%2F&d=1&amp;e", 'a "\\u00e9\\n" b', "&none; 100% \\"])
        expect([redactor.clean(text), redactor.cleanValue(text)]).to.deep.equal([text, text]);
    });
  });

  describe("keys and certificates", () => {
    it("masks them as a whole, line by line, and without their line breaks", async () => {
      const { key } = await identity(["app"]);
      for (const given of [key, key.replaceAll("\n", "\\n"), key.replace(/-----[^-]*-----|\s/g, "")]) {
        const redactor = new Redactor();
        redactor.add(given);
        const body = given.replace(/-----[^-]*-----/g, "").replace(/\\n|\s/g, "");
        expect(redactor.clean(`<${body}>`)).to.equal("<[secret]>");
        const [, line = ""] = given.split(/\\n|\n/);
        if (line !== "") expect(redactor.clean(`<${line}>`)).to.equal("<[secret]>");
      }
    });
  });

  describe("a text that was cut", () => {
    const token = `eyJhbGciOiJSUzI1NiJ9.${"cAnArY0123".repeat(20)}`;

    it("masks the beginning of a secret at the end", () => {
      const redactor = new Redactor();
      redactor.addLive(token);
      for (let length = 12; length < token.length; length += length === 20 ? 2 : 1)
        for (const end of ["", "…", '…"', '".', "… (900 characters)"])
          expect(redactor.clean(`You sent ${token.slice(0, length)}${end}`)).to.equal(
            `You sent [secret]${end}`,
          );
    });

    it("keeps a few characters, which many texts have in common, and everything in values", () => {
      const redactor = new Redactor();
      redactor.addLive(token);
      expect(redactor.clean("You sent eyJhbGciOiJ")).to.equal("You sent eyJhbGciOiJ");
      expect(redactor.cleanValue("https://x.example/eyJhbGciOiJSUzI1NiJ9")).to.contain(
        "eyJhbGciOiJSUzI1NiJ9",
      );
    });
  });

  describe("short secrets", () => {
    it("masks them in messages, and not in values and names, which contain them by chance", () => {
      const redactor = new Redactor();
      for (const secret of ["test", "Block", "true", "1234567"]) redactor.add(secret);
      expect(redactor.clean("a test of Block")).to.equal("a [secret] of [secret]");
      for (const value of ["Block", "true", "test.example", "1234567"])
        expect([redactor.cleanValue(value), redactor.cleanName(value)]).to.deep.equal([value, value]);
    });

    it("masks those of eight characters in values, and in names from 24 characters on", () => {
      const redactor = new Redactor();
      const long = "a-token-of-24-characters";
      for (const secret of ["12345678", long]) redactor.add(secret);
      expect(redactor.cleanValue("id 12345678")).to.equal("id [secret]");
      expect(redactor.cleanName("12345678")).to.equal("12345678");
      expect(redactor.cleanName(`x-${long}`)).to.equal("x-[secret]");
    });
  });

  it("masks a possible secret in messages only", () => {
    const redactor = new Redactor();
    redactor.suspect("analyst@contoso.example");
    expect(redactor.clean("user analyst@contoso.example is gone")).to.equal("user [secret] is gone");
    expect(redactor.cleanValue("analyst@contoso.example")).to.equal("analyst@contoso.example");
    redactor.add("analyst@contoso.example");
    expect(redactor.cleanValue("analyst@contoso.example")).to.equal("[secret]");
  });

  it("masks every secret, whatever surrounds it", () => {
    const secret = fc.string({ minLength: 4, maxLength: 30 }).filter((text) => !"[secret]".includes(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
        const redactor = new Redactor();
        redactor.add(value);
        const cleaned = redactor.clean(before + value + after);
        expect(cleaned.replaceAll("[secret]", "")).to.not.include(value);
      }),
      { examples: [["aaaa", "", "aaa"]] },
    );
  });
});
