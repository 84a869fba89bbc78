/** Token responses of a login service, or of any server that responds instead of it. */
import { expect } from "chai";
import { httpTransport } from "../../../connector/http/axios_transport.js";
import { type ConnectorError, createConnector } from "../../../connector/index.js";
import { authority, expired, identity, notYetValid } from "../../support/certificate.js";
import { temporaryFiles } from "../../support/files.js";
import { closingAfterEach, rejection } from "../../support/open.js";
import { importOf, row, rows } from "../../support/rows.js";
import { responseJson, startServer } from "../../support/server.js";
import { VirtualClock } from "../../support/virtual_clock.js";
import {
  response,
  asset,
  jumpingClock,
  page,
  ran,
  runOn,
  type Sent,
  stub,
  tokenResponse,
} from "../../engine/stub.js";

describe("http: responses of a login service", () => {
  const open = closingAfterEach();
  const files = temporaryFiles();

  describe("responses without a usable token: no row is sent", () => {
    const tokens: Record<string, [body: unknown, fault: RegExp]> = {
      "a number": [{ access_token: 12345678 }, /an access_token that is a number, not a text/],
      "an object": [{ access_token: { value: "x" } }, /an access_token that is an object/],
      "a list": [{ access_token: ["x"] }, /an access_token that is a list/],
      null: [{ access_token: null }, /an access_token that is null/],
      "an empty text": [{ access_token: "" }, /an access_token that is empty, or holds blanks/],
      "a text with a line break": [{ access_token: "abc\r\nX-Evil: 1" }, /line breaks/],
      "a text with a line break at its end": [{ access_token: "abc\n" }, /line breaks/],
      "a text outside ASCII": [{ access_token: "abc\u202e" }, /access_token/],
      nothing: [{ token_type: "Bearer" }, /holds no access_token/],
      "a list instead of the response": [[], /holds no access_token/],
    };
    for (const [what, [body, fault]] of Object.entries(tokens))
      it(`rejects ${what} as access_token with a clear error, and the next run requests a token again`, async () => {
        const made = await stub({ login: ({ n }) => (n === 1 ? response(body) : tokenResponse()) });
        const { error, reasons } = await runOn(made.connector, importOf(rows(2)), { asset });
        expect([error?.code, error?.kind, made.calls.length]).to.deep.equal(["Unreachable", "network", 0]);
        expect(error?.message)
          .to.match(fault)
          .and.match(/^Login service login.microsoftonline.com: .*Nothing was sent/);
        for (const reason of reasons) expect(reason).to.match(/^NotSent: /);
        const again = await runOn(made.connector, importOf(rows(2)), { asset });
        expect([again.error, made.tokenCalls.length, made.calls.length]).to.deep.equal([undefined, 2, 1]);
      });

    const pages: Record<string, Sent> = {
      "an HTML page with 200": page("<html>Sign in to the hotel's network</html>"),
      "an HTML page with 302": page("<html>Moved</html>", 302),
      "an HTML page with 403": page("<html>Blocked</html>", 403),
      "an empty body with 200": page(""),
      "a lost connection": { failure: "lost", code: "ECONNRESET" },
      "a body that is too long": { failure: "tooLarge", code: "response too long" },
    };
    for (const [what, sent] of Object.entries(pages))
      it(`reports ${what} as Unreachable, and every row as not sent`, async () => {
        const { error, reasons, calls, events } = await ran(importOf(rows(2)), { login: () => sent });
        expect([error?.code, calls.length]).to.deep.equal(["Unreachable", 0]);
        expect(error?.hint).to.equal("Check the address, the proxy and the network.");
        for (const reason of reasons) expect(reason).to.match(/^NotSent: /);
        expect(events.at(-1)).to.deep.include({ notSent: 2, failed: 2, calls: 0 });
      });

    it("reports an OAuth error as InvalidCredentials, with a quoted message", async () => {
      const login = () => response({ error: "invalid_client", error_description: 'No.\u202e "Yes".' }, 401);
      const { error } = await ran(importOf(rows(1)), { login });
      expect([error?.code, error?.message]).to.deep.equal([
        "InvalidCredentials",
        'The login service rejects the credentials; the login service said: "No.\\u202e \\"Yes\\"."',
      ]);
    });
  });

  describe("the lifetime of a token", () => {
    /** Returns the seconds between the two token requests of runs at that interval in seconds. */
    async function lifetimeOf(expires_in: unknown, stepSeconds: number): Promise<number> {
      const clock = jumpingClock();
      const body = { token_type: "Bearer", access_token: "a-token" };
      const login = () => response(expires_in === undefined ? body : { ...body, expires_in });
      const { connector, tokenCalls } = await stub({ clock, login });
      for (let n = 0; tokenCalls.length < 2 && n < 1000; n += 1) {
        await runOn(connector, importOf([row(n)]), { asset });
        await clock.sleep(stepSeconds * 1000);
      }
      return ((tokenCalls[1]?.at ?? 0) - (tokenCalls[0]?.at ?? 0)) / 1000;
    }

    const none: Record<string, unknown> = {
      "a lifetime that is not stated": undefined,
      "a lifetime of 0": 0,
      "a lifetime of 0 as text": "0",
      "a lifetime below 0": -3600,
      "a lifetime of null": null,
      "a lifetime that is not a number": "soon",
      "a lifetime of true": true,
      "a lifetime that is an object": {},
    };
    for (const [what, expires_in] of Object.entries(none))
      it(`uses the declared minimum for ${what}, with one request for all calls within it`, async () => {
        // Renewed in the background after four fifths of the lifetime.
        expect(await lifetimeOf(expires_in, 20)).to.be.within(240, 300);
      });

    it("accepts a lifetime as a number or as text", async () => {
      expect(await lifetimeOf(3600, 60)).to.be.within(2880, 3600);
      expect(await lifetimeOf(" 3600 ", 60)).to.be.within(2880, 3600);
      expect(await lifetimeOf(100, 1)).to.be.within(80, 100);
    });

    for (const huge of [1e12, 1e300, "99999999999999"])
      it(`limits ${huge} seconds to the declared maximum`, async () => {
        expect(await lifetimeOf(huge, 3600)).to.be.within(0.8 * 86_400, 86_400);
      });
  });

  describe("explains why a certificate is not trusted, with a specific hint", () => {
    const cases: Record<
      string,
      [made: () => Promise<{ key: string; cert: string; ca?: string }>, code: string, hint: RegExp]
    > = {
      "a certificate that has expired": [
        async () => expired(["127.0.0.1"]),
        "CERT_HAS_EXPIRED",
        /has expired: check the clock of this machine/,
      ],
      "a certificate that is not valid yet": [
        async () => notYetValid(["127.0.0.1"]),
        "CERT_NOT_YET_VALID",
        /not valid yet: check the clock/,
      ],
      "a certificate for another host": [
        async () => identity(["elsewhere.example"]),
        "ERR_TLS_CERT_ALTNAME_INVALID",
        /for another host: check the host name/,
      ],
      "a certificate of an unknown issuer": [
        async () => ({ ...(await identity(["127.0.0.1"], await authority())), ca: "" }),
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        /^Name the root certificate of your proxy in ca_file\.$/,
      ],
    };
    for (const [what, [make, code, hint]] of Object.entries(cases))
      it(`explains ${what} at the login and at the service`, async () => {
        const made = await make();
        const server = open(await startServer((_request, output) => responseJson(output, 200, {}), made));
        const plain = open(
          await startServer((_request, output) =>
            responseJson(output, 200, {
              token_type: "Bearer",
              expires_in: 3599,
              access_token: "t-o-k-e-n",
            }),
          ),
        );
        const trusted = made.ca === "" ? {} : { ca_file: files.write("ca.pem", made.cert) };
        const connector = await createConnector({ env: {}, transport: httpTransport });
        for (const login_url of [server.url, plain.url]) {
          const given = { ...asset, ...trusted, url: server.url, login_url };
          const error = await rejection<ConnectorError>(connector.testConnection({ asset: given }));
          expect([error.code, error.message.includes(code)], error.message).to.deep.equal([
            "UntrustedCertificate",
            true,
          ]);
          expect(error.hint).to.match(hint);
        }
      });

    it("does not suggest a root certificate for a server that does not use TLS", async () => {
      const plain = open(await startServer((_request, output) => void output.end("hello")));
      const clock = new VirtualClock({ goes: "when idle" });
      const connector = await createConnector({ env: {}, clock, transport: clock.timeless(httpTransport) });
      const url = plain.url.replace("http:", "https:");
      const error = await rejection<ConnectorError>(
        connector.testConnection({ asset: { ...asset, url, login_url: url } }),
      );
      expect(error.code).to.be.oneOf(["UntrustedCertificate", "Unreachable"]);
      expect(error.hint).to.not.contain("ca_file");
    });
  });
});
