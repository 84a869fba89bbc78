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

/** A list of `count` items in pages of `size`; the link points to `?from=n`. */
function listOf(total: number, size: number): Service {
  return ({ request }) => {
    const from = Number(new URL(request.url).searchParams.get("from") ?? 0);
    const end = Math.min(from + size, total);
    const link = end < total ? { [next]: `${listUrl}?from=${end}` } : {};
    return response({ "@odata.context": from === 0 ? "c" : "later", value: items(from, end), ...link });
  };
}

/** Returns the responses one after the other, and repeats the last one. */
const inTurn =
  (...responses: ReturnType<Service>[]): Service =>
  ({ n }) =>
    responses[Math.min(n, responses.length) - 1] as ReturnType<Service>;

const list = (input: JsonObject, service: Service, options: RanOptions = {}) =>
  ran(input, { ...options, name: "get_indicators", service });

const linkTo = (link: unknown, ...value: unknown[]) => response({ value, [next]: link });

describe("engine: paginator", () => {
  it("returns one page unchanged, including its link and unknown fields, if no paging option is set", async () => {
    const body = { more: { than: ["known"] }, value: items(0, 2), [next]: `${listUrl}?$skip=2` };
    for (const input of [{}, { all_pages: false }, { all_pages: null, max_items: null }]) {
      const { output, calls, warnings } = await list(input, () => response(body));
      expect(output).to.deep.equal({ status_code: 200, response_headers: {}, reason: "OK", json_body: body });
      expect([calls.length, warnings]).to.deep.equal([1, []]);
    }
  });

  it("returns all pages as one list without a link, with the other fields of the first page", async () => {
    const { output, calls, error } = await list({ all_pages: true }, listOf(7, 3));
    expect(error).to.equal(undefined);
    expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 7) });
    expect(calls.map(({ request }) => request.url)).to.deep.equal([
      listUrl,
      `${listUrl}?from=3`,
      `${listUrl}?from=6`,
    ]);
  });

  describe("requests the items after a page without a link", () => {
    const skipped = ({ request }: StubCall) => Number(new URL(request.url).searchParams.get("$skip") ?? 0);

    it("does not do so after the last of linked pages, however long it is", async () => {
      const { output, calls, warnings } = await list({ all_pages: true }, listOf(2000, 1000));
      expect([output.status_code, calls.length, warnings]).to.deep.equal([200, 2, []]);
      expect(output.json_body).to.deep.include({ value: items(0, 2000) });
    });

    it("takes pages that begin alike for two pages", async () => {
      const all = Array.from({ length: 2500 }, (_none, n) => ({ severity: n === 1500 ? "High" : "Low" }));
      const service: Service = (call) => response({ value: all.slice(skipped(call), skipped(call) + 1000) });
      const { output } = await list({ all_pages: true, parameters: { $select: "severity" } }, service);
      expect(output.json_body).to.deep.include({ value: all });
    });
  });

  it("treats a null link as no link", async () => {
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

  it("counts every page against both rate limits: 100 per minute, 1,500 per hour", async () => {
    const { calls } = await list({ all_pages: true }, listOf(1502, 1));
    const at = calls.map((call) => call.at);
    expect([at[99], at[100], at[1499], at[1500]]).to.deep.equal([0, 60_000, 14 * 60_000, 3_600_000]);
  });

  it("reports progress after each page", async () => {
    const { events } = await list({ all_pages: true }, listOf(5, 2));
    expect(events.filter(({ type }) => type === "progress")).to.deep.equal(
      [2, 4, 5].map((done) => ({ type: "progress", done })),
    );
  });

  describe("max_items", () => {
    it("cuts within a page, returns no link that would skip items, and reports that", async () => {
      const { output, calls, warnings } = await list({ max_items: 4, all_pages: true }, listOf(9, 3));
      expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 4) });
      expect(calls.length).to.equal(2);
      expect(warnings.map(({ code, message }) => [code, message])).to.deep.equal([
        ["MoreItems", "The list was cut after 4 items, as max_items says; the service holds more."],
      ]);
    });

    it("returns the next link if max_items ends with a page, and reports that there is more", async () => {
      const { output, calls, warnings } = await list({ max_items: 3 }, listOf(9, 3));
      const link = `${listUrl}?from=3`;
      expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 3), [next]: link });
      expect([calls.length, warnings.map(({ code }) => code)]).to.deep.equal([1, ["MoreItems"]]);
    });

    it("reports nothing if the list is exactly as long, or shorter", async () => {
      for (const max_items of [3, 100]) {
        const { output, warnings } = await list({ max_items }, listOf(3, 2));
        expect(output.json_body).to.deep.equal({ "@odata.context": "c", value: items(0, 3) });
        expect(warnings).to.deep.equal([]);
      }
    });

    it("returns the first n items of any list in any pages, in as few requests as they need", async () => {
      const sizes = fc.tuple(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 14 }),
      );
      const holds = async ([total, size, max]: [number, number, number]) => {
        const { output, calls } = await list({ max_items: max }, listOf(total, size));
        const body = output.json_body as JsonObject;
        const wanted = Math.min(total, max);
        expect(idsOf(body["value"])).to.deep.equal(idsOf(items(0, wanted)));
        expect(calls.length).to.equal(Math.max(1, Math.ceil(wanted / size)));
        const endsWithPage = max < total && max % size === 0;
        expect(body[next]).to.equal(endsWithPage ? `${listUrl}?from=${max}` : undefined);
      };
      await fc.assert(fc.asyncProperty(sizes, holds), { numRuns: 60 });
    });
  });

  describe("a failed page", () => {
    it("returns the failure of the first page as that of a single call", async () => {
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
            '400 Bad Request; the service said: "unterminated string literal". Correct the row or the request as described in the message of the service.',
          ],
        ]);
        expect(events.at(-1)).to.deep.include({ errorCodes: ["Rejected"], calls: 1 });
      }
    });

    it("throws if the first page has no response", async () => {
      const { error } = await list({ all_pages: true }, () => ({
        failure: "unreachable",
        code: "ENOTFOUND",
      }));
      expect(error?.code).to.equal("Unreachable");
    });

    it("keeps the items before a failed later page: 207, the link of that page, and the service's error", async () => {
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

    it("reports a later page without a usable error in the service's format", async () => {
      const service = inTurn(linkTo(`${listUrl}?from=2`, 1), { failure: "untrusted", code: "CERT_X" });
      const { output } = await list({ all_pages: true }, service);
      const { error } = output.json_body as { error: JsonObject };
      expect([output.status_code, error["code"]]).to.deep.equal([207, "UntrustedCertificate"]);
      expect(error["message"]).to.contain("CERT_X");
    });

    it("retries a temporary failure without losing items", async () => {
      const service = inTurn(
        linkTo(`${listUrl}?from=1`, 1),
        response({}, 503),
        htmlPage("<p>busy"),
        response({ value: [2] }),
      );
      const { output, calls } = await list({ all_pages: true }, service);
      expect([output.status_code, output.json_body, calls.length]).to.deep.equal([200, { value: [1, 2] }, 4]);
    });

    it("keeps the items at the deadline of the run", async () => {
      const { output, calls } = await list({ all_pages: true }, listOf(150, 1), { deadline_ms: 30_000 });
      const { value, error } = output.json_body as { value: unknown[]; error: JsonObject };
      expect([output.status_code, value.length, calls.length]).to.deep.equal([207, 100, 100]);
      expect(error["code"]).to.equal("DeadlineExceeded");
    });

    it("keeps the items if the run is cancelled", async () => {
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
      ["something else instead of a list", { value: { id: 1 } }],
      ["a list", [1]],
    ] as const) {
      it(`returns UnexpectedResponse for a response that contains ${what}`, async () => {
        const first = await list({ all_pages: true }, () => response(body));
        expect(first.error?.code).to.equal("UnexpectedResponse");
        expect(first.error?.message).to.equal("The response contains no list at /value.");
        const later = await list({ all_pages: true }, inTurn(linkTo(`${listUrl}?from=1`, 1), response(body)));
        expect(later.output.status_code).to.equal(207);
        expect(later.output.json_body).to.deep.include({ value: [1] });
      });
    }
  });

  describe("a link to the next page", () => {
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
      it(`does not follow ${link}, which leads out of the service, and keeps the items`, async () => {
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
      it(`does not follow ${link}, which leaves the path of the service`, async () => {
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
      it(`follows ${link} unchanged`, async () => {
        const { calls } = await list({ all_pages: true }, inTurn(linkTo(link), response({ value: [] })), {
          asset,
        });
        expect(calls[1]?.request.url).to.equal(`https://gateway.example/${url}`);
      });
    }

    it("resolves a link without a host against its page", async () => {
      const service = inTurn(linkTo("v2/indicators?p=1"), linkTo("indicators?p=2"), response({ value: [] }));
      const { calls } = await list({ all_pages: true }, service, { asset });
      expect(calls.slice(1).map(({ request }) => request.url)).to.deep.equal([
        "https://gateway.example/mde/api/v2/indicators?p=1",
        "https://gateway.example/mde/api/v2/indicators?p=2",
      ]);
    });

    it("ends the list at a link that was there before, whatever lies between", async () => {
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

    it("ends after 100 consecutive linked pages without items, and not before", async () => {
      const service: Service = ({ n }) => linkTo(`${listUrl}?n=${n}`, ...(n === 50 ? [n] : []));
      const { output, calls } = await list({ all_pages: true }, service);
      expect([output.status_code, calls.length]).to.deep.equal([207, 150]);
      const patient: Service = ({ n }) => (n === 100 ? response({ value: [n] }) : linkTo(`?n=${n}`));
      expect((await list({ all_pages: true }, patient)).output.json_body).to.deep.equal({ value: [100] });
    });

    it("returns UnexpectedResponse for a link that is not a string", async () => {
      const { error } = await list({ all_pages: true }, () => linkTo(7, 1));
      expect(error?.message).to.equal("The response contains no valid page address at /@odata.nextLink.");
    });

    it("quotes only a part of a long link", async () => {
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

    it("fetches a page when it is requested, and none ahead", async () => {
      const from = source((url) => ({ value: [url.length], next: `${url}x` }));
      const pages = pagesOf(request, from);
      expect(from.urls.length).to.equal(0);
      await pages.next();
      expect(from.urls.length).to.equal(1);
      await pages.return(undefined);
      expect(from.urls).to.deep.equal([listUrl]);
    });

    it("returns a page before it reports what is wrong with the page's link", async () => {
      const pages = pagesOf(
        request,
        source(() => ({ value: [1], next: "https://evil.example" })),
      );
      expect((await pages.next()).value).to.deep.include({ items: [1], next: "https://evil.example" });
      expect((await rejection<ConnectorError>(pages.next())).code).to.equal("UnexpectedResponse");
    });
  });
});
