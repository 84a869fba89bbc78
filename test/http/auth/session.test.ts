import { expect } from "chai";
import type { ConnectorError } from "../../../connector/contract/errors.js";
import type { Asset } from "../../../connector/contract/types.js";
import { load } from "../../../connector/declarations/load.js";
import { packageRoot } from "../../../connector/declarations/package_root.js";
import { memoryRateLimits } from "../../../connector/http/rate_limit/rate_limiter.js";
import type { RateLimiter } from "../../../connector/http/rate_limit/rate_limit_store.js";
import { Deadline } from "../../../connector/http/deadline.js";
import { Sessions } from "../../../connector/http/auth/session.js";
import { identity, type Identity } from "../../support/certificate.js";
import { temporaryFiles } from "../../support/files.js";
import { response, scripted } from "../../support/responses.js";
import { VirtualClock } from "../../support/virtual_clock.js";

const { manifest } = load(packageRoot());
const base = { tenant_id: "Tenant", client_id: "Client", client_secret: "hunter-two" };
const service = "https://api.security.microsoft.com";

describe("http: sessions", () => {
  const files = temporaryFiles();
  let sessions: Sessions;
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock();
    sessions = new Sessions({
      manifest,
      clock,
      env: {},
      rateLimits: memoryRateLimits(clock),
      random: () => 0,
      transport: () => scripted(response(200)).transport,
      checkAsset: (_kind, asset) =>
        asset["broken"] === undefined ? [] : [{ code: "InvalidAsset", message: "broken is broken." }],
    });
  });

  const rateLimitOf = (change: Asset, url = service) => {
    const [rateLimit] = sessions.of({ ...base, ...change }).rateLimits(["import"], url);
    return rateLimit as RateLimiter;
  };
  /** Returns whether a call through one counts for the other; both allow one call in the window. */
  const shared = async (one: [change: Asset, url?: string], other: [change: Asset, url?: string]) => {
    const single = { rate_limits: { import: { calls: 1, per_seconds: 60 } } };
    const [first, second] = [one, other].map(([change, url]) => rateLimitOf({ ...change, ...single }, url));
    const deadline = new Deadline(clock);
    (await first?.take(deadline, () => {}))?.release("responded");
    let granted = false;
    void second
      ?.take(deadline, () => {})
      .then(() => {
        granted = true;
      });
    await clock.settle();
    return !granted;
  };
  const errorResponse = (asset: unknown): ConnectorError => {
    try {
      sessions.of(asset as Asset);
    } catch (error) {
      return error as ConnectorError;
    }
    throw new Error("the asset was accepted");
  };

  it("shares a session between equal assets only", () => {
    expect(sessions.of({ ...base })).to.equal(sessions.of({ ...base }));
    expect(sessions.of({ ...base })).to.not.equal(sessions.of({ ...base, client_secret: "other" }));
  });

  it("opens a new session when the root certificates change, and keeps the earlier one while they are not valid", () => {
    const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`;
    const asset = { ...base, ca_file: files.write("roots.pem", pem("first")) };
    const first = sessions.of(asset);
    expect(sessions.of(asset)).to.equal(first);
    files.write("roots.pem", "no certificate");
    expect(sessions.of(asset)).to.equal(first);
    expect(() => sessions.check(asset)).to.throw(/^ca_file: /);
    files.write("roots.pem", pem("the second one"));
    const second = sessions.of(asset);
    expect(second).to.not.equal(first);
    expect(second.connection.ca).to.include("the second one");
    expect(sessions.of(asset)).to.equal(second);
  });

  it("opens a new session when a certificate or its key changes, and keeps the earlier pair while they do not fit", async () => {
    const [one, two] = [await identity(["one"]), await identity(["two"])];
    const write = ({ cert, key }: Identity) => {
      files.write("cert.pem", cert);
      return files.write("key.pem", key);
    };
    const { client_secret: _secret, ...ids } = base;
    const private_key = write(one);
    const asset = { ...ids, client_certificate: files.path("cert.pem"), private_key };
    const certificateOf = ({ connection }: ReturnType<Sessions["of"]>) =>
      connection.certificate?.().certificate;
    const first = sessions.of(asset);
    expect(sessions.of(asset)).to.equal(first);
    const before = certificateOf(first)?.fingerprint256;
    files.write("cert.pem", two.cert);
    expect(sessions.of(asset)).to.equal(first);
    expect(certificateOf(first)?.fingerprint256).to.equal(before);
    expect(() => sessions.check(asset)).to.throw(/private_key/);
    write(two);
    const second = sessions.of(asset);
    expect(second).to.not.equal(first);
    expect(certificateOf(second)?.fingerprint256).to.not.equal(before);
    // A run that began before logs in with the renewed one.
    expect(certificateOf(first)?.fingerprint256).to.equal(certificateOf(second)?.fingerprint256);
  });

  it("keeps one token source for each set of scopes", () => {
    const session = sessions.of(base);
    expect(session.token(["a"])).to.equal(session.token(["a"]));
    expect(session.token(["a"])).to.not.equal(session.token(["b"]));
  });

  it("evicts the asset that was unused for longest, and no other", () => {
    const [first, second] = [
      sessions.of({ ...base, timeout_ms: 1 }),
      sessions.of({ ...base, timeout_ms: 2 }),
    ];
    for (let n = 3; n <= 500; n += 1) sessions.of({ ...base, timeout_ms: n });
    expect(sessions.of({ ...base, timeout_ms: 1 })).to.equal(first);
    sessions.of({ ...base, timeout_ms: 501 });
    expect(sessions.of({ ...base, timeout_ms: 1 })).to.equal(first);
    expect(sessions.of({ ...base, timeout_ms: 2 })).to.not.equal(second);
  });

  describe("rate limit", () => {
    it("is shared by assets of one application, whatever else differs", async () => {
      expect(await shared([{ timeout_ms: 5, client_secret: "other" }], [{}])).to.equal(true);
    });

    it("is shared by assets that spell the application in another letter case", async () => {
      expect(await shared([{ tenant_id: "TENANT", client_id: "cLIENT" }], [{}])).to.equal(true);
    });

    for (const change of [{ tenant_id: "other" }, { client_id: "other" }]) {
      it(`is separate for another ${Object.keys(change)[0]}`, async () => {
        expect(await shared([change], [{}])).to.equal(false);
      });
    }

    it("is separate for another host", async () => {
      expect(await shared([{}, "https://eu.api.security.microsoft.com"], [{}])).to.equal(false);
    });

    it("uses the manifest's figures, or the asset's", () => {
      expect(rateLimitOf({}).windowMs).to.equal(60_000);
      const rate_limits = { import: { calls: 3, per_seconds: 90 } };
      expect(rateLimitOf({ client_id: "other", rate_limits }).windowMs).to.equal(90_000);
    });

    it("rejects a name that the manifest does not declare", () => {
      const error = errorResponse({ ...base, rate_limits: { imports: { calls: 1, per_seconds: 1 } } });
      expect(error.code).to.equal("InvalidAsset");
      expect(error.message).to.include("imports").and.include("The rate limits are: import");
    });

    for (const name of ["constructor", "toString", "hasOwnProperty"]) {
      it(`rejects the inherited property name ${name}`, () => {
        const error = errorResponse({ ...base, rate_limits: { [name]: { calls: 1, per_seconds: 1 } } });
        expect(error.code).to.equal("InvalidAsset");
        expect(error.message).to.include(`rate_limits.${name} is not a rate limit`);
      });
    }
  });

  for (const [what, asset] of [
    ["nothing", undefined],
    ["null", null],
    ["a list", [base]],
    ["text", "client_secret"],
    ["an object without a credential", {}],
    ["one that breaks its schema", { ...base, broken: true }],
  ] as const) {
    it(`rejects ${what} as an asset`, () => {
      const error = errorResponse(asset);
      expect([error.code, error.kind]).to.deep.equal(["InvalidAsset", "config"]);
    });
  }
});
