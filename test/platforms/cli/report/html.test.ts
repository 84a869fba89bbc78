import { expect } from "chai";
import { foreignHtml, html, visibleHtml } from "../../../../platforms/cli/report/html.js";

describe("cli: HTML of a report", () => {
  it("escapes what could end an element or an attribute", () => {
    expect(html(`<a href="x" title='y'>&amp;`)).to.equal(
      "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;",
    );
  });

  it("defangs text of others, escapes it and marks hidden characters", () => {
    expect(foreignHtml("<b>http://bad.example\u202e</b>")).to.equal(
      "&lt;b&gt;hxxp://bad[.]example<mark>\\u202e</mark>&lt;/b&gt;",
    );
  });

  it("keeps the name of a file", () => {
    expect(visibleHtml("feeds/<a>.csv\u202e")).to.equal("feeds/&lt;a&gt;.csv<mark>\\u202e</mark>");
  });

  it("shortens a long text", () => {
    expect(foreignHtml("a".repeat(100_000))).to.equal(`${"a".repeat(500)}…`);
    expect(foreignHtml("a".repeat(500))).to.equal("a".repeat(500));
  });
});
