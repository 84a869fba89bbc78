import { expect } from "chai";
import { serviceError } from "../../../connector/engine/results/error_body.js";
import { response } from "../stub.js";

const nested = { code: "/error/code", message: "/error/message" };
const flat = { code: "/status", message: "/message" };
const ours = { code: "Rejected", message: "It was refused." };

describe("engine: error object of an output", () => {
  it("returns the service's own error, with all its fields and nothing else", () => {
    const error = { code: "E1", message: "m", target: "t" };
    expect(serviceError(nested, ours, response({ error, more: 1 }))).to.deep.equal({ error });
    const body = { status: "E1", message: "m", more: 1 };
    expect(serviceError(flat, ours, response(body))).to.deep.equal({ status: "E1", message: "m" });
  });

  it("builds an error in the service's format if the service returned none in that form", () => {
    for (const body of [undefined, {}, { status: 400, message: "m" }, { status: "E1" }])
      expect(serviceError(flat, ours, response(body))).to.deep.equal({
        status: "Rejected",
        message: "It was refused.",
      });
    expect(serviceError(nested, ours)).to.deep.equal({ error: ours });
  });
});
