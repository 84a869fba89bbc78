// Secrets of assets: in the asset, in files, and in the environment.
import { dirname } from "node:path";
import { expect } from "chai";
import { type Asset, type ConnectorError, load, packageRoot } from "../../../../connector/index.js";
import { secretFields, withSecrets, withVariableFiles } from "../../../../platforms/shared/config/secrets.js";
import { temporaryFiles } from "../../../support/files.js";
import { rejection } from "../../../support/open.js";

const { manifest } = load(packageRoot());
const app = { tenant_id: "t", client_id: "c" };

describe("config: secrets", () => {
  const files = temporaryFiles();
  const complete = (asset: Asset, env: Record<string, string> = {}) =>
    withSecrets(asset, { manifest, env, folder: dirname(files.path("x")) });
  const messageOf = async (promise: Promise<unknown>): Promise<string> => {
    const { code, message } = await rejection<ConnectorError>(promise);
    return `${code}: ${message}`;
  };

  it("reads every secret of every kind from a file in the folder", async () => {
    expect(secretFields(manifest)).to.include.members(["client_secret", "private_key", "token", "key"]);
    for (const secret of secretFields(manifest)) {
      files.write("secret.txt", `the ${secret}\n`);
      const asset = await complete({ [`${secret}_file`]: "secret.txt" });
      expect(asset).to.deep.equal({ [secret]: `the ${secret}` });
    }
  });

  it("ignores one line break at the end, and nothing else", async () => {
    for (const [text, secret] of [
      ["a", "a"],
      ["a\n", "a"],
      ["a\r\n", "a"],
      ["a\n\n", "a\n"],
      [" a \n", " a "],
      ["\ufeffa", "a"],
    ] as const) {
      files.write("s", text);
      expect(await complete({ token_file: "s" })).to.deep.equal({ token: secret });
    }
  });

  it("rejects a secret together with its file, and never quotes the secret", async () => {
    files.write("s", "S3cret");
    const message = await messageOf(complete({ client_secret: "S3cret", client_secret_file: "s" }));
    expect(message).to.match(/^InvalidAsset: The asset has client_secret and client_secret_file/);
    expect(message).to.not.contain("S3cret");
  });

  it("names the file that cannot be read", async () => {
    files.write("empty", "\n");
    files.write("long", "x".repeat(70_000));
    for (const [path, fault] of [
      ["none", /client_secret_file: .*none does not exist\.$/],
      ["empty", /empty is empty\.$/],
      ["long", /long is longer than 64 KiB\.$/],
      [".", /is a folder/],
      ["", /must be the path of a file/],
      [5, /must be the path of a file/],
    ] as const)
      expect(await messageOf(complete({ client_secret_file: path }))).to.match(fault);
  });

  it("fills a missing secret from the environment, and replaces none", async () => {
    files.write("s", "of the file");
    const env = { DEFENDER_CLIENT_SECRET: "of the environment" };
    expect(await complete(app, env)).to.deep.equal({ ...app, client_secret: "of the environment" });
    expect(await complete({ ...app, client_secret: "own" }, env)).to.deep.equal({
      ...app,
      client_secret: "own",
    });
    expect(await complete({ ...app, client_secret_file: "s" }, env)).to.deep.equal({
      ...app,
      client_secret: "of the file",
    });
  });

  it("fills a missing secret from the file that a variable names", async () => {
    const env = { DEFENDER_CLIENT_SECRET_FILE: files.write("s", "of the file\n") };
    expect(await complete(app, env)).to.deep.equal({ ...app, client_secret: "of the file" });
    expect(await withVariableFiles(app, { manifest, env })).to.deep.equal({
      ...app,
      client_secret: "of the file",
    });
  });

  it("fills only secrets of the kind that the asset has", async () => {
    const env = { DEFENDER_CLIENT_SECRET: "a", DEFENDER_TOKEN: "b", DEFENDER_OAUTH_PWD: "c" };
    for (const asset of [
      { managed_identity: "system" },
      { ...app, assertion_file: "x" },
      { kind: "none", url: "https://taxii.example" },
      { kind: "basic", url: "https://taxii.example" },
    ])
      expect(await complete(asset, env)).to.deep.equal(asset);
    const bearer = { kind: "bearer", url: "https://taxii.example" };
    expect(await complete(bearer, env)).to.deep.equal({ ...bearer, token: "b" });
    const user = { ...app, oauth_un: "u" };
    expect(await complete(user, env)).to.deep.equal({ ...user, oauth_pwd: "c" });
  });

  it("rejects a variable together with the variable of its file", async () => {
    const env = { DEFENDER_CLIENT_SECRET: "a", DEFENDER_CLIENT_SECRET_FILE: "b" };
    const fault =
      /^InvalidAsset: The variables DEFENDER_CLIENT_SECRET and DEFENDER_CLIENT_SECRET_FILE are both set/;
    expect(await messageOf(complete(app, env))).to.match(fault);
    expect(await messageOf(withVariableFiles(app, { manifest, env }))).to.match(fault);
    expect(await complete({ ...app, client_secret: "own" }, env)).to.have.property("client_secret", "own");
  });
});
