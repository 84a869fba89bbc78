/** Sources of 1 GB, which take seconds each. */
import { expect } from "chai";
import { convertBytes, statusesOf } from "./convert_process.js";
import { repeated, zipBomb } from "./sources.js";

const gigabyte = 1e9;
const maxMegabytes = 260;

describe("hostile feeds: 1 GB", () => {
  for (const [format, before] of [
    ["text", ""],
    ["csv", "value\n"],
    ["csv", 'value\n"'],
    ["stix", '{"type":"bundle","objects":[{"type":"indicator","pattern":"'],
    ["misp", '{"Event":{"info":"'],
    ["json", '{"json_body":{"Indicators":[{"title":"'],
    ["auto", ""],
  ] as const)
    it(`reads 1 GB on one line after ${JSON.stringify(before)} as ${format} in bounded memory`, async () => {
      const ended = await convertBytes(repeated("a.bad.example ", gigabyte, before), "--format", format);
      if (ended.code === 0) expect(statusesOf(ended)).to.include("skipped");
      expect(ended.maxMegabytes).to.be.below(maxMegabytes);
    });

  it("does not unpack a zip bomb of 4 GB into memory", async () => {
    expect((await convertBytes(zipBomb(4096, "a"))).maxMegabytes).to.be.below(maxMegabytes);
  });
});
