// Values as TypeScript.
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { Identifier, literal } from "../../../platforms/n8n-serve/literal.js";

describe("n8n-serve: literals", () => {
  it("are equal to the value when they are evaluated", () => {
    const value = {
      text: 'it\'s "x" \\ \n ${y} `z` \u2028 </script>',
      "a-b": [1, true, null, [], {}],
      nested: { $filter: "a", undefinedIsLeftOut: undefined },
    };
    const evaluated: unknown = JSON.parse(runInNewContext(`JSON.stringify(${literal(value)})`) as string);
    expect(evaluated).to.deep.equal(JSON.parse(JSON.stringify(value)));
  });

  it("name properties without quotation marks if possible, and constants", () => {
    expect(literal({ $a: new Identifier("main"), "b-c": 1 })).to.equal("{\n\t$a: main,\n\t'b-c': 1,\n}");
  });
});
