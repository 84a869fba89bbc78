import { expect } from "chai";
import { HeldRows } from "../../connector/run/held_rows.js";
import { row, rows } from "../support/rows.js";
import { ranRows } from "./stub.js";

/** More than may be in flight at once: the first of them are answered when the last are planned. */
const many = 4000;

describe("run: held rows", () => {
  it("gives back the row at its position", () => {
    const held = new HeldRows('{"a":[{"n":0},{"n":1}]}', (body) => (body as { a: [] }).a);
    expect([held.at(1), held.at(0)]).to.deep.equal([{ n: 1 }, { n: 0 }]);
  });

  it("are compared with rows that come long after: equal ones are not sent again, others are", async () => {
    const [first, second, third] = rows(3) as [object, object, object];
    const late = [
      { ...first },
      { ...second, recommendedActions: undefined },
      { ...third, title: "Another title" },
    ];
    const { calls, results } = await ranRows([...rows(many), ...late]);
    const sent = calls.flatMap((call) => call.rows);
    expect(sent.length).to.equal(many + 1);
    expect(sent.at(-1)).to.deep.equal(late[2]);
    expect(results.slice(-3).map((result) => result["indicator"])).to.deep.equal(
      [0, 1, 2].map((n) => row(n)["indicatorValue"]),
    );
    expect(results[many]).to.equal(results[0]);
  });
});
