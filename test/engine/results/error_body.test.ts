import { expect } from "chai";
import { serviceError } from "../../../connector/engine/results/error_body.js";
import { response } from "../stub.js";

const nested = { code: "/error/code", message: "/error/message" };
const flat = { code: "/status", message: "/message" };
const ours = { code: "Rejected", message: "It was refused." };

describe("run: error object of an output", () => {
  it("is the service's own, with all that belongs to it and nothing else", () => {
    const error = { code: "E1", message: "m", target: "t" };
    expect(serviceError(nested, ours, response({ error, more: 1 }))).to.deep.equal({ error });
    const body = { status: "E1", message: "m", more: 1 };
    expect(serviceError(flat, ours, response(body))).to.deep.equal({ status: "E1", message: "m" });
  });

  it("is one in the service's shape where it gave none of that form", () => {
    for (const body of [undefined, {}, { status: 400, message: "m" }, { status: "E1" }])
      expect(serviceError(flat, ours, response(body))).to.deep.equal({
        status: "Rejected",
        message: "It was refused.",
      });
    expect(serviceError(nested, ours)).to.deep.equal({ error: ours });
  });
});
