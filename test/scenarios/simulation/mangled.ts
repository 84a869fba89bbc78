/** Responses to a call that was processed, as faults change them. */
import type { HttpResponse, JsonObject } from "../../../connector/index.js";
import { response } from "../../support/responses.js";
import type { Fault } from "./faults.js";
import type { Random } from "./random.js";

/** Returns the response with these results, corrupted if the fault corrupts responses. */
export function mangled(
  results: readonly JsonObject[],
  fault: Fault | undefined,
  random: Random,
): HttpResponse {
  if (fault === "truncated") return truncated(results, random);
  if (fault === "null value") return response(200, { value: null });
  return response(200, { "@odata.context": "#Collection(ImportIndicatorResult)", value: changed() });

  function changed(): JsonObject[] {
    const kind: string = fault ?? "none";
    switch (kind) {
      case "missing":
        return withoutOne(results, random);
      case "extra":
        return [...results, { ...results[0], indicator: "stranger.example" }];
      case "shuffled":
        return random.shuffled(results);
      case "repeated":
        return [...results, ...results.slice(0, 1)];
      case "contradicting":
        return [...results, ...results.slice(0, 1).map(contradicted)];
      case "other case":
        return results.map((one) => ({ ...one, indicator: String(one["indicator"]).toUpperCase() }));
      case "strange form":
        return results.map((one, i) => (i === 0 ? { ...one, isFailed: "perhaps" } : one));
      default:
        return [...results];
    }
  }
}

/** Returns a page of a list, corrupted if the fault corrupts pages. */
export function spoiledList(page: JsonObject, fault: Fault | undefined): HttpResponse {
  if (fault === "truncated") return response(200, JSON.stringify(page).slice(0, -1));
  return response(200, fault === "null value" ? { ...page, value: null } : page);
}

function truncated(results: readonly JsonObject[], random: Random): HttpResponse {
  const text = JSON.stringify({ value: results });
  return response(200, text.slice(0, random.int(0, text.length - 1)));
}

function withoutOne(results: readonly JsonObject[], random: Random): JsonObject[] {
  const gone = random.int(0, results.length - 1);
  return results.filter((_, i) => i !== gone);
}

/** Returns the opposite of the result. */
function contradicted(result: JsonObject): JsonObject {
  const isFailed = result["isFailed"] !== true;
  return { ...result, id: isFailed ? null : "7", isFailed, failureReason: isFailed ? "Invalid value" : null };
}
