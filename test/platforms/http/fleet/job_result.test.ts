// The response of a job's result, whatever the pieces in which its text is stored.
import { expect } from "chai";
import { resultOf } from "../../../../platforms/http/fleet/job_result.js";

type Arguments = Parameters<typeof resultOf>;

/** Returns the response of a job with this text, stored in blocks of that length. */
async function responseOf(text: string, length: number, job: object) {
  const stores = {
    async *readBlocks() {
      for (let from = 0; from < text.length; from += length) yield text.slice(from, from + length);
    },
  };
  const fleet = { stores, database: { query: undefined } } as unknown as Arguments[0];
  const row = { id: "a", exit_code: 0, error_code: null, options: {}, ...job } as unknown as Arguments[1];
  const { body, ...response } = await resultOf(fleet, row, {} as Arguments[2]);
  // A stream writes the bytes of each piece.
  const pieces: Buffer[] = [];
  for await (const piece of body) pieces.push(Buffer.from(piece as string | Buffer));
  return { ...response, text: String(Buffer.concat(pieces)) };
}

const output = { status_code: 200, json_body: { value: [{ id: "1" }, { id: "] }" }] } };
const printed = `${JSON.stringify([output], undefined, "  ")}\n`;
const failed = {
  exit_code: 3,
  error_code: "InvalidCredentials",
  error_message: "Profile a: They are wrong.",
};

describe("http: the result of a queued job", () => {
  for (const length of [4, 5, 7, printed.length - 4, printed.length - 3, printed.length - 1, printed.length])
    it(`is the output of the run, from blocks of ${length} characters`, async () => {
      const { status, code, text } = await responseOf(printed, length, {});
      expect([status, code, JSON.parse(text)]).to.deep.equal([200, undefined, output]);
    });

  it("contains a character of two code units at the end of a block", async () => {
    const text = `${JSON.stringify([{ id: "a\u{1F600}" }])}\n`;
    const result = await responseOf(text, text.indexOf("\u{1F600}") + 4, {});
    expect(JSON.parse(result.text)).to.deep.equal({ id: "a\u{1F600}" });
  });

  it("is the error of the run, with the rows that are known", async () => {
    const { status, code, text } = await responseOf(printed, 9, failed);
    expect([status, code]).to.deep.equal([502, "InvalidCredentials"]);
    const { hint, ...body } = JSON.parse(text) as Record<string, unknown>;
    expect(body).to.deep.equal({
      code: "InvalidCredentials",
      kind: "auth",
      message: "Profile a: They are wrong.",
      retryable: false,
      output,
    });
    expect(hint).to.be.a("string");
  });

  it("is the error only, if nothing is known", async () => {
    const { status, text } = await responseOf("", 9, failed);
    expect(status).to.equal(502);
    expect(JSON.parse(text)).to.include({ code: "InvalidCredentials" }).and.not.have.property("output");
  });

  it("names a code of a newer worker in the message", async () => {
    const { status, text } = await responseOf("", 9, { ...failed, error_code: "Newer" });
    expect([status, JSON.parse(text)["code"]]).to.deep.equal([500, "InternalError"]);
  });

  it("has the plan of a dry run where a direct run has it", async () => {
    const { text } = await responseOf('[\n  {\n    "calls": 1\n  }\n]\n', 6, { options: { dry_run: true } });
    expect(JSON.parse(text)).to.deep.equal({
      status_code: 200,
      response_headers: {},
      reason: "OK",
      json_body: { calls: 1 },
    });
  });

  it("is one line per row for rows from the command line, and its end is in a trailer", async () => {
    const lines = '{"id":"1"}\n{"id":"2"}\n';
    const { status, type, text, trailers } = await responseOf(lines, 12, failed);
    expect([status, type, text]).to.deep.equal([200, "application/x-ndjson", lines]);
    expect(trailers).to.deep.equal({ "run-error": "InvalidCredentials" });
  });
});
