import { expect } from "chai";
import fc from "fast-check";
import { Redactor } from "../../connector/http/redact.js";

describe("http: redact", () => {
  it("masks a secret wherever it stands, as often as it stands there", () => {
    const redactor = new Redactor();
    redactor.add("s3cret");
    expect(redactor.clean("s3cret and s3cret, as3cretb")).to.equal("[secret] and [secret], a[secret]b");
    expect(redactor.clean("nothing to see")).to.equal("nothing to see");
  });

  it("masks it percent-encoded, form-encoded and escaped as in JSON", () => {
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

  it("takes a secret for what it is, not for a pattern", () => {
    const redactor = new Redactor();
    redactor.add("a.*$&");
    expect(redactor.clean("abcd a.*$& $&")).to.equal("abcd [secret] $&");
  });

  it("leaves alone what is too short to be a secret", () => {
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

  describe("tokens that follow each other", () => {
    const token = (n: number) => `token-${String(n).padStart(4, "0")}`;

    it("are remembered for the youngest eight (was: all of them, for ever)", () => {
      const redactor = new Redactor();
      redactor.add("fixed-secret");
      for (let n = 0; n < 2_000; n += 1) redactor.addLive(token(n));
      const all = Array.from({ length: 2_000 }, (_none, n) => token(n));
      const masked = all.filter((value) => redactor.clean(value) === "[secret]");
      expect(masked).to.deep.equal(all.slice(-8));
      expect(redactor.clean("fixed-secret")).to.equal("[secret]");
    });

    it("are not pushed out by one that is added again", () => {
      const redactor = new Redactor();
      for (let n = 0; n < 8; n += 1) redactor.addLive(token(n));
      for (let n = 0; n < 50; n += 1) redactor.addLive(token(7));
      expect(redactor.clean(token(0))).to.equal("[secret]");
    });

    it("leave fixed secrets alone, however many come after the tokens", () => {
      const redactor = new Redactor();
      for (let n = 0; n < 50; n += 1) {
        redactor.addLive(token(n));
        redactor.add(`fixed-${n}-secret`);
      }
      for (let n = 0; n < 50; n += 1) expect(redactor.clean(`fixed-${n}-secret`)).to.equal("[secret]");
    });
  });

  it("lets no secret through, whatever else stands around it", () => {
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
