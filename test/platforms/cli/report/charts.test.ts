import { expect } from "chai";
import { countBars, timelineChart } from "../../../../platforms/cli/report/charts.js";

describe("cli: charts of a report", () => {
  it("draws a bar for each word, and escapes the words", () => {
    const chart = countBars("Rows by type", [
      ["<script>", 4000],
      ["Url", 1000],
    ]);
    expect(chart).to.include('<th scope="row">&lt;script&gt;</th><td class="number">4,000</td>');
    expect([...chart.matchAll(/<rect width="([\d.]+)"/g)].map(([, width]) => width)).to.deep.equal([
      "100",
      "25",
    ]);
  });

  it("adds up the words beyond twenty, and says if there are none", () => {
    const words = Array.from({ length: 23 }, (_none, n) => [`word${n}`, 2] as const);
    expect(countBars("Words", words)).to.include("3 further values with 6 rows.").and.not.include("word20");
    expect(countBars("Words", [])).to.equal("<section><h2>Words</h2><p>None.</p></section>\n");
  });

  it("draws a bar for each window, and a line at the limit", () => {
    const chart = timelineChart({ name: "import", limit: 30, seconds: 60, windows: [30, 15, 0] });
    expect([...chart.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, height]) => height)).to.deep.equal([
      "90.91",
      "45.45",
      "0",
    ]);
    expect(chart)
      .to.match(/y1="9\.09"/)
      .and.include("allows 30 calls per minute");
    expect(chart).to.include("15 calls in the window that begins 60 seconds after the first call");
  });

  it("combines windows of a long run, and shows the highest of them", () => {
    const windows = Array.from({ length: 1000 }, (_none, n) => (n === 500 ? 29 : 3));
    const chart = timelineChart({ name: "import", limit: 30, seconds: 60, windows });
    expect(chart.match(/<rect /g)?.length).to.equal(112);
    expect(chart).to.include("The highest number was 29. Each bar is the highest of 9 windows.");
    expect(chart).to.match(/>29 calls in the window that begins 29,700 seconds/);
  });
});
