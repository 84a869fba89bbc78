/** Checks that the lock file identifies the exact bytes of every package. */
import { readFileSync } from "node:fs";
import { expect } from "chai";

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

describe("package-lock.json", () => {
  it("contains a sha512 integrity for every package", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as Lock;
    const installed = Object.entries(packages).filter(([path]) => path !== "");
    const unverified = installed.filter(([, { integrity }]) => integrity?.startsWith("sha512-") !== true);
    expect(installed).to.have.length.above(100);
    expect(
      unverified.map(([path]) => path),
      "run: node .ci/complete-lock.mjs",
    ).to.deep.equal([]);
  });
});
