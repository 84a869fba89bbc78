// Checks a client assertion: the signed JWT that replaces a client secret.
import { constants, createHash, createVerify, X509Certificate } from "node:crypto";
import { AADSTS, EntraError } from "./entra_errors.js";
import type { App } from "../core/types.js";

interface Jwt {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  signed: string;
  signature: Buffer;
}

const malformed = (why: string) =>
  new EntraError(AADSTS.badAssertion, `Assertion failed validation: ${why}.`);

function json(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    throw malformed("a part is not JSON");
  }
}

function decode(assertion: string): Jwt {
  const [head = "", body = "", signature = "", ...rest] = assertion.split(".");
  if (signature === "" || rest.length > 0) throw malformed("a JWT of three parts is expected");
  const signed = `${head}.${body}`;
  return { header: json(head), claims: json(body), signed, signature: Buffer.from(signature, "base64url") };
}

// Scheme and host may differ: a client that requires https uses a rewritten address of the simulator.
function isTokenEndpoint(audience: unknown, path: string): boolean {
  return typeof audience === "string" && URL.canParse(audience) && new URL(audience).pathname === path;
}

function checkTimes({ exp, nbf }: Record<string, unknown>, now: number): void {
  if (typeof exp !== "number") throw malformed("exp is missing");
  const isEarly = typeof nbf === "number" && nbf > now + 300;
  // Entra allows five minutes of clock skew.
  if (exp + 300 < now || isEarly) {
    throw new EntraError(AADSTS.badAssertionTime, "Assertion is not within its valid time range.");
  }
}

const ALGORITHMS: Record<string, number> = {
  PS256: constants.RSA_PKCS1_PSS_PADDING,
  RS256: constants.RSA_PKCS1_PADDING,
};

/** Returns whether `x5t#S256` (or the older `x5t`, SHA-1) is the thumbprint of the certificate. */
function namesCertificate(header: Record<string, unknown>, der: Buffer): boolean {
  const digest = (algorithm: string) => createHash(algorithm).update(der).digest("base64url");
  return header["x5t#S256"] === digest("sha256") || header["x5t"] === digest("sha1");
}

function checkSignature(jwt: Jwt, pem: string): void {
  const certificate = new X509Certificate(pem);
  const padding = ALGORITHMS[String(jwt.header["alg"])];
  const isNamed = padding !== undefined && namesCertificate(jwt.header, certificate.raw);
  // PSS with a salt as long as the digest: RFC 7518, section 3.5.
  const salt =
    padding === constants.RSA_PKCS1_PSS_PADDING ? { saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};
  const verifier = createVerify("sha256").update(jwt.signed);
  if (!isNamed || !verifier.verify({ key: certificate.publicKey, padding, ...salt }, jwt.signature)) {
    throw new EntraError(
      AADSTS.badSignature,
      "The certificate with identifier used to sign the client assertion is not registered on application.",
    );
  }
}

function checkFederated({ sub, aud }: Record<string, unknown>): void {
  if (typeof sub !== "string" || sub === "") throw malformed("sub is missing");
  // The documented audience of a federated credential.
  if (aud !== "api://AzureADTokenExchange") throw malformed("aud is not api://AzureADTokenExchange");
}

/** Throws `EntraError` if the assertion is not valid for the app.
 *
 * @param path - path of the token endpoint
 * @param now - epoch milliseconds
 */
export function checkAssertion(assertion: string, app: App, path: string, now: number): void {
  const jwt = decode(assertion);
  const { iss, sub, aud } = jwt.claims;
  checkTimes(jwt.claims, now / 1000);
  if (app.federated_issuer !== undefined && iss === app.federated_issuer) return checkFederated(jwt.claims);
  if (iss !== app.client_id || sub !== app.client_id) throw malformed("iss and sub must be the client id");
  if (!isTokenEndpoint(aud, path)) throw malformed("aud must be the address of the token endpoint");
  if (app.certificate !== undefined) checkSignature(jwt, app.certificate);
}
