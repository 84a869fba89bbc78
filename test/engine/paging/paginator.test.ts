import { expect } from "chai";
import fc from "fast-check";
import type { ConnectorError, JsonObject } from "../../../connector/index.js";
import { pagesOf } from "../../../connector/engine/paging/paginator.js";
import { rejection } from "../../support/open.js";
import {
  response,
  page as htmlPage,
  type RanOptions,
  ran,
  errorResponse,
  type Service,
  type StubCall,
} from "../stub.js";

const base = "https://api.security.microsoft.com";
const listUrl = `${base}/api/indicators`;
const next = "@odata.nextLink";

const items = (from: number, to: number) =>
  Array.from({ length: to - from }, (_none, i) => ({ id: String(from + i) }));
const idsOf = (list: unknown) => (list as JsonObject[]).map(({ id }) => Number(id));

/** A list of that many items in pages of that size; the link leads to `?from=n`. */
function listOf(total: number, size: number): Service {
  return ({ request }) => {
    const from = Number(new URL(request.url).searchParams.get("from") ?? 0);
    const end = Math.min(from + size, total);
    const link = end < total ? { [next]: `${listUrl}?from=${end}` } : {};
    return response({ "@odata.context": from === 0 ? "c" : "later", value: items(from, end), ...link });
  };
}

/** Those answers one after the other; the last one again and again. */
const inTurn =
  (...responses: ReturnType<Service>[]): Service =>
  ({ n }) =>
    responses[Math.min(n, responses.length) - 1] as ReturnType<Service>;

const list = (input: JsonObject, service: Service, options: RanOptions = {}) =>
  ran(input, { ...options, name: "get_indicators", service });

const linkTo = (link: unknown, ...value: unknown[]) => response({ value, [next]: link });

describe("run: paging", () => {
  it("passes one page on as it came where nothing else is asked, its link and strange parts among it", async () => {
    const body = { more: { than: ["known"] }, value: items(0, 2), [next]: `${listUrl}?$skip=2` };
    for (const input of [{}, { all_pages: false }, { all_pages: null, max_items: null }]) {
      const { output, calls, warnings } = await list(input, () => response(body));
      expect(output).to.deep.equal({ status_code: 200, response_headers: {}, reason: "OK", json_body: body });
      expect([calls.length, warnings]).to.deep.equal([1, []]);
    }
  });

  it("gives all pages as one list without a link, the other parts those of the first page", async () => {
    const { output, calls, error } = await list({ all_pages: true }, listOf(7, 3));
    expect(error).to.equal(undefined);
    expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 7) });
    expect(calls.map(({ request }) => request.url)).to.deep.equal([
      listUrl,
      `${listUrl}?from=3`,
      `${listUrl}?from=6`,
    ]);
  });

  describe("asks for what stands behind a page without a link", () => {
    const skipped = ({ request }: StubCall) => Number(new URL(request.url).searchParams.get("$skip") ?? 0);

    it("but not behind the last one of linked pages, however long (was: the first page came once more)", async () => {
      const { output, calls, warnings } = await list({ all_pages: true }, listOf(2000, 1000));
      expect([output.status_code, calls.length, warnings]).to.deep.equal([200, 2, []]);
      expect(output.json_body).to.deep.include({ value: items(0, 2000) });
    });

    it("and takes pages that begin alike for two (was: the list ended with the first of them)", async () => {
      const all = Array.from({ length: 2500 }, (_none, n) => ({ severity: n === 1500 ? "High" : "Low" }));
      const service: Service = (call) => response({ value: all.slice(skipped(call), skipped(call) + 1000) });
      const { output } = await list({ all_pages: true, parameters: { $select: "severity" } }, service);
      expect(output.json_body).to.deep.include({ value: all });
    });
  });

  it("takes null for no link", async () => {
    const { output } = await list({ all_pages: true }, () => response({ value: items(0, 1), [next]: null }));
    expect(output.json_body).to.deep.equal({ value: items(0, 1) });
  });

  it("sends the parameters with the first page only, the headers with each", async () => {
    const input = { all_pages: true, parameters: { $filter: "a eq 'b'" }, headers: { "X-Trace": "7" } };
    const { calls } = await list(input, listOf(2, 1));
    expect(calls.map(({ request }) => request.url)).to.deep.equal([
      `${listUrl}?$filter=a%20eq%20%27b%27`,
      `${listUrl}?from=1`,
    ]);
    expect(calls.map(({ headers }) => headers["x-trace"])).to.deep.equal(["7", "7"]);
  });

  it("spends both budgets with every page: 100 in a minute, 1,500 in an hour", async () => {
    const { calls } = await list({ all_pages: true }, listOf(1502, 1));
    const at = calls.map((call) => call.at);
    expect([at[99], at[100], at[1499], at[1500]]).to.deep.equal([0, 60_000, 14 * 60_000, 3_600_000]);
  });

  it("tells how far it is after each page", async () => {
    const { events } = await list({ all_pages: true }, listOf(5, 2));
    expect(events.filter(({ type }) => type === "progress")).to.deep.equal(
      [2, 4, 5].map((done) => ({ type: "progress", done })),
    );
  });

  describe("max_items", () => {
    it("cuts within a page, gives no link that would pass over items, and says so", async () => {
      const { output, calls, warnings } = await list({ max_items: 4, all_pages: true }, listOf(9, 3));
      expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 4) });
      expect(calls.length).to.equal(2);
      expect(warnings.map(({ code, message }) => [code, message])).to.deep.equal([
        ["MoreItems", "The list was cut after 4 items, as max_items says; the service holds more."],
      ]);
    });

    it("gives the link on where it ends with a page, and says that there is more", async () => {
      const { output, calls, warnings } = await list({ max_items: 3 }, listOf(9, 3));
      const link = `${listUrl}?from=3`;
      expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 3), [next]: link });
      expect([calls.length, warnings.map(({ code }) => code)]).to.deep.equal([1, ["MoreItems"]]);
    });

    it("says nothing where the list is just as long, or shorter", async () => {
      for (const max_items of [3, 100]) {
        const { output, warnings } = await list({ max_items }, listOf(3, 2));
        expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 3) });
        expect(warnings).to.deep.equal([]);
      }
    });

    it("gives the first n of any list in any pages, in as few calls as they need", async () => {
      const sizes = fc.tuple(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 14 }),
      );
      const holds = async ([total, size, most]: [number, number, number]) => {
        const { output, calls } = await list({ max_items: most }, listOf(total, size));
        const body = output.json_body as JsonObject;
        const wanted = Math.min(total, most);
        expect(idsOf(body["value"])).to.deep.equal(idsOf(items(0, wanted)));
        expect(calls.length).to.equal(Math.max(1, Math.ceil(wanted / size)));
        const endsWithPage = most < total && most % size === 0;
        expect(body[next]).to.equal(endsWithPage ? `${listUrl}?from=${most}` : undefined);
      };
      await fc.assert(fc.asyncProperty(sizes, holds), { numRuns: 60 });
    });
  });

  describe("a failure", () => {
    it("of the first page is that of a single call", async () => {
      for (const input of [{}, { all_pages: true }]) {
        const { output, warnings, events } = await list(input, () =>
          errorResponse("unterminated string literal"),
        );
        const error = { code: "BadRequest", message: "unterminated string literal" };
        const reported = warnings.map(({ code, message }) => [code, message]);
        expect([output.status_code, output.json_body]).to.deep.equal([400, { error }]);
        expect(reported).to.deep.equal([
          [
            "Rejected",
            '400 Bad Request; the service said: "unterminated string literal". Correct the row or the request as the service says.',
          ],
        ]);
        expect(events.at(-1)).to.deep.include({ errorCodes: ["Rejected"], calls: 1 });
      }
    });

    it("of the first page without an answer is thrown", async () => {
      const { error } = await list({ all_pages: true }, () => ({
        failure: "unreachable",
        code: "ENOTFOUND",
      }));
      expect(error?.code).to.equal("Unreachable");
    });

    it("of a later page keeps what came: 207, the items, the link of that page, and the service's error", async () => {
      const link = `${listUrl}?from=2`;
      const service = inTurn(linkTo(link, ...items(0, 2)), errorResponse("gone", 404));
      const { output, error, warnings, events } = await list({ all_pages: true }, service);
      expect(error).to.equal(undefined);
      expect([output.status_code, output.reason]).to.deep.equal([207, "Multi-Status"]);
      const said = { code: "BadRequest", message: "gone" };
      expect(output.json_body).to.deep.equal({ value: items(0, 2), [next]: link, error: said });
      expect(warnings.map(({ code }) => code)).to.deep.equal(["EndpointNotFound"]);
      expect(warnings[0]?.message).to.match(/^The list ends after 2 items: 404 .*gone/);
      expect(events.at(-1)).to.deep.include({ errorCodes: ["EndpointNotFound"], calls: 2 });
    });

    it("of a later page that no answer explains is told in the service's shape", async () => {
      const service = inTurn(linkTo(`${listUrl}?from=2`, 1), { failure: "untrusted", code: "CERT_X" });
      const { output } = await list({ all_pages: true }, service);
      const { error } = output.json_body as { error: JsonObject };
      expect([output.status_code, error["code"]]).to.deep.equal([207, "UntrustedCertificate"]);
      expect(error["message"]).to.contain("CERT_X");
    });

    it("that passes is tried again and costs nothing but a call", async () => {
      const service = inTurn(
        linkTo(`${listUrl}?from=1`, 1),
        response({}, 503),
        htmlPage("<p>busy"),
        response({ value: [2] }),
      );
      const { output, calls } = await list({ all_pages: true }, service);
      expect([output.status_code, output.json_body, calls.length]).to.deep.equal([200, { value: [1, 2] }, 4]);
    });

    it("by the end of the run's time keeps the items too", async () => {
      const { output, calls } = await list({ all_pages: true }, listOf(150, 1), { deadline_ms: 30_000 });
      const { value, error } = output.json_body as { value: unknown[]; error: JsonObject };
      expect([output.status_code, value.length, calls.length]).to.deep.equal([207, 100, 100]);
      expect(error["code"]).to.equal("DeadlineExceeded");
    });

    it("by a cancel keeps the items too", async () => {
      const stop = new AbortController();
      const service: Service = (call) => {
        if (call.n === 2) stop.abort();
        return listOf(9, 3)(call);
      };
      const { output } = await list({ all_pages: true }, service, { signal: stop.signal });
      const { value, error } = output.json_body as { value: unknown[]; error: JsonObject };
      expect([output.status_code, value.length, error["code"]]).to.deep.equal([207, 6, "Cancelled"]);
    });

    for (const [what, body] of [
      ["no list", { items: [] }],
      ["something else in its place", { value: { id: 1 } }],
      ["a list", [1]],
    ] as const) {
      it(`by an answer that holds ${what} is UnexpectedResponse`, async () => {
        const first = await list({ all_pages: true }, () => response(body));
        expect(first.error?.code).to.equal("UnexpectedResponse");
        expect(first.error?.message).to.equal("The response contains no list at /value.");
        const later = await list({ all_pages: true }, inTurn(linkTo(`${listUrl}?from=1`, 1), response(body)));
        expect(later.output.status_code).to.equal(207);
        expect(later.output.json_body).to.deep.include({ value: [1] });
      });
    }
  });

  describe("a link", () => {
    for (const link of [
      "https://evil.example/api/indicators?from=1",
      "http://api.security.microsoft.com/api/indicators?from=1",
      "https://api.security.microsoft.com:8443/api/indicators",
      "https://api.security.microsoft.com.evil.example/api/indicators",
      "https://api.security.microsoft.com@evil.example/api/indicators",
      "https://user:pass@api.security.microsoft.com/api/indicators?from=1",
      "//evil.example/api/indicators",
      "\\\\evil.example/api/indicators",
      "javascript:alert(1)",
      "file:///etc/passwd",
      "https://",
    ]) {
      it(`${link} leads out of the service: not followed, and what came is kept`, async () => {
        const { output, calls } = await list({ all_pages: true }, () => linkTo(link, 1));
        const { error, value } = output.json_body as { value: unknown; error: JsonObject };
        expect([output.status_code, value, error["code"]]).to.deep.equal([207, [1], "UnexpectedResponse"]);
        expect(error["message"]).to.contain(
          `leads out of ${base}, and was not followed: ${JSON.stringify(link)}`,
        );
        expect(calls.map(({ request }) => request.url)).to.deep.equal([listUrl]);
      });
    }

    const asset = {
      tenant_id: "t",
      client_id: "c",
      client_secret: "s-1234567",
      allow_custom_host: true,
      url: "https://gateway.example/mde/",
    };
    for (const link of [
      "https://gateway.example/other/api/indicators?from=1",
      "https://gateway.example/mdex/api/indicators",
      "https://gateway.example/mde/../other",
      "https://gateway.example/mde/%2e%2e/other",
      "https://gateway.example/mde/..%2Fother",
      "https://gateway.example/mde/..%5cother",
      "/api/indicators?from=1",
      "../../../x",
    ]) {
      it(`${link} leaves the path of the service: not followed`, async () => {
        const { output, calls } = await list({ all_pages: true }, () => linkTo(link, 1), { asset });
        expect([output.status_code, calls.length]).to.deep.equal([207, 1]);
      });
    }

    for (const [link, url] of [
      ["https://gateway.example/mde/api/v1.0/indicators?$skip=1", "mde/api/v1.0/indicators?$skip=1"],
      ["https://GATEWAY.example:443/mde/api?a=1#part", "mde/api?a=1"],
      ["?$skiptoken=x%20y", "mde/api/indicators?$skiptoken=x%20y"],
      ["indicators?from=1", "mde/api/indicators?from=1"],
    ] as const) {
      it(`${link} is followed as it stands`, async () => {
        const { calls } = await list({ all_pages: true }, inTurn(linkTo(link), response({ value: [] })), {
          asset,
        });
        expect(calls[1]?.request.url).to.equal(`https://gateway.example/${url}`);
      });
    }

    it("without a host is read from the page that it stands on", async () => {
      const service = inTurn(linkTo("v2/indicators?p=1"), linkTo("indicators?p=2"), response({ value: [] }));
      const { calls } = await list({ all_pages: true }, service, { asset });
      expect(calls.slice(1).map(({ request }) => request.url)).to.deep.equal([
        "https://gateway.example/mde/api/v2/indicators?p=1",
        "https://gateway.example/mde/api/v2/indicators?p=2",
      ]);
    });

    it("that was there before ends the list, whatever lies between", async () => {
      const link = (n: number) => linkTo(`${listUrl}?from=${n}`, n);
      for (const [service, count] of [
        [() => linkTo(listUrl, 0), 1],
        [() => linkTo("", 0), 1],
        [() => link(1), 2],
        [inTurn(link(1), link(2), link(3), link(1)), 4],
      ] as [Service, number][]) {
        const { output, calls } = await list({ all_pages: true }, service);
        const { error, value } = output.json_body as { value: unknown[]; error: JsonObject };
        expect([output.status_code, calls.length, value.length]).to.deep.equal([207, count, count]);
        expect(error["code"]).to.equal("UnexpectedResponse");
        expect(error["message"]).to.contain("the list has no end");
      }
    });

    it("after link to pages without items ends after 100 of them in a row, and not before", async () => {
      const service: Service = ({ n }) => linkTo(`${listUrl}?n=${n}`, ...(n === 50 ? [n] : []));
      const { output, calls } = await list({ all_pages: true }, service);
      expect([output.status_code, calls.length]).to.deep.equal([207, 150]);
      const patient: Service = ({ n }) => (n === 100 ? response({ value: [n] }) : linkTo(`?n=${n}`));
      expect((await list({ all_pages: true }, patient)).output.json_body).to.deep.equal({ value: [100] });
    });

    it("that is no text is UnexpectedResponse", async () => {
      const { error } = await list({ all_pages: true }, () => linkTo(7, 1));
      expect(error?.message).to.equal("The response contains no valid page address at /@odata.nextLink.");
    });

    it("is quoted in part where it is long", async () => {
      const link = `https://evil.example/${"x".repeat(5000)}`;
      const { warnings } = await list({ all_pages: true }, () => linkTo(link, 1));
      expect(warnings[0]?.message.length).to.be.lessThan(700);
    });
  });

  describe("pagesOf", () => {
    const request = { method: "GET", url: listUrl, headers: { accept: "a" } };
    const source = (send: (url: string) => unknown) => {
      const urls: string[] = [];
      return {
        urls,
        paging: { items: "/value", next: "/next" },
        serviceUrl: base,
        send: async ({ url }: { url: string }) => {
          urls.push(url);
          return response(send(url));
        },
      };
    };

    it("fetches a page when it is asked for one, and none ahead", async () => {
      const from = source((url) => ({ value: [url.length], next: `${url}x` }));
      const pages = pagesOf(request, from);
      expect(from.urls.length).to.equal(0);
      await pages.next();
      expect(from.urls.length).to.equal(1);
      await pages.return(undefined);
      expect(from.urls).to.deep.equal([listUrl]);
    });

    it("gives a page before it says what is wrong with its link", async () => {
      const pages = pagesOf(
        request,
        source(() => ({ value: [1], next: "https://evil.example" })),
      );
      expect((await pages.next()).value).to.deep.include({ items: [1], next: "https://evil.example" });
      expect((await rejection<ConnectorError>(pages.next())).code).to.equal("UnexpectedResponse");
    });
  });
});
