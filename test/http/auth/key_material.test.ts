import { createPrivateKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import { readCertificate, readPrivateKey } from "../../../connector/http/auth/key_material.js";
import { createConnector } from "../../../connector/index.js";
import { identity } from "../../support/certificate.js";
import { temporaryFiles } from "../../support/files.js";
import { leakFinder } from "../../support/leaks.js";
import { asset, ran, type StubCall, tokenResponse } from "../../engine/stub.js";
import { importOf, rows } from "../../support/rows.js";

const { cert, key } = await identity(["app"]);
const other = await identity(["other"]);
const bare = (pem: string) => pem.replace(/-----[^-]*-----|\s/g, "");
const wrapped = (text: string, by: string) => text.replace(/(.{64})/g, `$1${by}`);
const exported = (type: "pkcs1" | "pkcs8", passphrase?: string) =>
  createPrivateKey(key).export({
    type,
    format: "pem",
    ...(passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase }),
  }) as string;

function errorResponse(work: () => unknown): ConnectorError {
  try {
    work();
  } catch (error) {
    return error as ConnectorError;
  }
  throw new Error("the key was accepted");
}

describe("http: key material", () => {
  const files = temporaryFiles();
  const der = (name: string, pem: string) => {
    writeFileSync(files.path(name), Buffer.from(bare(pem), "base64"));
    return files.path(name);
  };

  /** The same key or certificate in the formats that people have. */
  const forms: Record<string, (pem: string) => string> = {
    PEM: (pem) => pem,
    "PEM with text around it": (pem) => `Bag Attributes\n    friendlyName: app\n${pem}\n`,
    "PEM with Windows line ends": (pem) => pem.replaceAll("\n", "\r\n"),
    "PEM with blanks as line breaks": (pem) => pem.trim().replaceAll("\n", " "),
    "PEM with line breaks written as \\n": (pem) => pem.replaceAll("\n", "\\n"),
    "DER in base64": bare,
    "DER in base64 with line breaks": (pem) => wrapped(bare(pem), "\r\n"),
    "DER in base64 with blanks, also at its ends": (pem) => `  ${wrapped(bare(pem), " ")}\t\n`,
    "DER in base64url": (pem) => Buffer.from(bare(pem), "base64").toString("base64url"),
    "the path of a PEM file": (pem) => files.write("x.pem", pem),
    "the path of a DER file": (pem) => der("x.der", pem),
    "the path of a file with DER in base64": (pem) => files.write("x.b64", `${wrapped(bare(pem), "\n")}\n`),
  };

  for (const [form, write] of Object.entries(forms)) {
    it(`reads a private key in the format ${form}`, () => {
      expect(readPrivateKey(write(key), "field").export({ type: "pkcs8", format: "pem" })).to.equal(
        exported("pkcs8"),
      );
    });

    it(`reads a PKCS #1 key in the format ${form}`, () => {
      const read = readPrivateKey(write(exported("pkcs1")), "field");
      expect(read.export({ type: "pkcs8", format: "pem" })).to.equal(exported("pkcs8"));
    });

    it(`reads a certificate in the format ${form}`, () => {
      expect(bare(readCertificate(write(cert), "field").toString())).to.equal(bare(cert));
    });
  }

  it("finds key and certificate in one text", () => {
    for (const both of [key + cert, cert + key]) {
      expect(readPrivateKey(both, "field").type).to.equal("private");
      expect(bare(readCertificate(both, "field").toString())).to.equal(bare(cert));
    }
  });

  const faulty: Record<string, [value: () => string, message: RegExp]> = {
    "a key that is cut": [
      () => bare(key).slice(0, -20),
      /^private_key is neither a private key .* \(E\w+\)\.$/,
    ],
    "a path without a file": [() => files.path("none.pem"), /\(ENOENT\)\.$/],
    "the path of a folder": [() => files.path("."), /\(EISDIR\)\.$/],
    "a path with a NUL": [() => "key\0.pem", /\(ERR_INVALID_ARG_VALUE\)\.$/],
    "a file with other content": [
      () => files.write("x", "hello"),
      /^private_key: the file that it names holds no private key/,
    ],
    "an empty file": [() => files.write("x", ""), /holds no private key in PEM or DER form\.$/],
    "PEM without an end": [() => "-----BEGIN PRIVATE KEY-----\nMIIEvQ", /^private_key holds no private key/],
    "PEM of a certificate": [() => cert, /^private_key holds no private key/],
    "a certificate in base64": [() => bare(cert), /^private_key is neither a private key/],
    "an encrypted key": [() => exported("pkcs8", "word"), /^private_key is protected by a passphrase/],
    "a key that OpenSSL encrypted in its old way": [
      () => exported("pkcs1", "word"),
      /^private_key is protected by a passphrase/,
    ],
  };
  for (const [what, [value, message]] of Object.entries(faulty))
    it(`rejects ${what}, naming the field and no part of the value`, () => {
      const text = value();
      const error = errorResponse(() => readPrivateKey(text, "private_key"));
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.match(message);
      expect(leakFinder(text)(error.message)).to.equal(undefined);
    });

  it("rejects a key that the login service does not accept", async () => {
    const { generateKeyPairSync } = await import("node:crypto");
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ type: "sec1", format: "pem" }) as string;
    expect(errorResponse(() => readPrivateKey(pem, "private_key")).message).to.contain("is not an RSA key");
  });

  describe("in an asset", () => {
    const { client_secret: _secret, ...application } = asset;
    const given = { ...application, client_certificate: cert, private_key: key };

    it("is read when the asset is checked, before anything is sent", async () => {
      const connector = await createConnector({ env: {} });
      connector.checkAsset(given);
      connector.checkAsset({ ...given, private_key: der("key.der", key), client_certificate: bare(cert) });
      const wrong = { ...given, private_key: bare(key).slice(4) };
      expect(errorResponse(() => connector.checkAsset(wrong)).message).to.match(/^private_key is neither/);
      const absent = { ...application, assertion_file: files.path("none") };
      expect(errorResponse(() => connector.checkAsset(absent)).message).to.equal(
        "assertion_file: the file that it names cannot be read (ENOENT).",
      );
      const token = {
        ...application,
        assertion_file: "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl",
      };
      expect(errorResponse(() => connector.checkAsset(token)).message).to.not.contain("eyJ");
    });

    it("is rejected if the key belongs to another certificate", async () => {
      const { error, tokenCalls } = await ran(importOf(rows(1)), {
        asset: { ...given, private_key: other.key },
      });
      expect([error?.code, error?.message, tokenCalls.length]).to.deep.equal([
        "InvalidAsset",
        "private_key is not the key of client_certificate.",
        0,
      ]);
    });

    it("signs with a base64 key as with a PEM key", async () => {
      for (const private_key of [key, bare(key), bare(exported("pkcs1")), der("key.der", key)]) {
        const calls: StubCall[] = [];
        const login = (call: StubCall) => {
          calls.push(call);
          return tokenResponse();
        };
        const { error } = await ran(importOf(rows(1)), { asset: { ...given, private_key }, login });
        expect([error, calls.length]).to.deep.equal([undefined, 1]);
        expect(String(calls[0]?.body["text"])).to.contain("client_assertion=eyJ");
      }
    });

    it("is read again for the next token, because the file may have been renewed", async () => {
      const path = files.write("key.pem", key);
      const made = { ...given, private_key: path };
      const { connector } = await import("../../engine/stub.js").then(({ stub }) => stub());
      connector.checkAsset(made);
      files.write("key.pem", other.key);
      const error = await connector.testConnection({ asset: made }).catch((thrown: ConnectorError) => thrown);
      expect((error as ConnectorError).message).to.equal("private_key is not the key of client_certificate.");
    });
  });
});
