/** Masks secrets in everything that leaves a run. Inside the run, values stay as they were received. */
import { ConnectorError, errorTable, internalError, isConnectorError } from "../contract/errors.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { getAt, parsePointer, setAt } from "../contract/json_pointer.js";
import type { ActionOutput, JsonObject, PlanFinding, PlannedCall, RunEvent } from "../contract/types.js";
import { isUsualReason } from "../http/classify_response.js";
import { Redactor } from "../http/redactor.js";
import type { JournalEntry } from "./journal/journal_format.js";
import type { ResponseHead } from "./results/batch_outcome.js";
import { ValueRedactor } from "./value_redactor.js";

/** The names of the parts of an action's results. */
interface Results {
  readonly items: string;
  readonly match: { readonly result: string };
  readonly reasonField: string;
}

/** Masks the output of one run. */
export class OutputRedactor {
  readonly #redactor: Redactor;
  readonly #results: Results | undefined;
  readonly #values: ValueRedactor;

  /** @param results - of the action, if it has rows */
  constructor(redactor: Redactor, { services }: Pick<Manifest, "services">, results?: Results) {
    this.#redactor = redactor;
    this.#results = results;
    const messages = Object.values(services).map(({ errors }) => parsePointer(errors.message).at(-1) ?? "");
    if (results !== undefined) messages.push(results.reasonField);
    this.#values = new ValueRedactor(redactor, new Set(messages));
  }

  /** Returns a listener that passes on masked events. */
  listener(emit: (event: RunEvent) => void): (event: RunEvent) => void {
    return (event) => {
      if (event.type === "warning") emit({ ...event, message: this.#redactor.clean(event.message) });
      else if (event.type === "wait") emit({ ...event, reason: this.#redactor.clean(event.reason) });
      else if (event.type === "response") emit({ ...event, url: this.#redactor.clean(event.url) });
      else emit(event);
    };
  }

  /** Returns masked results, page by page because a run may have millions of them. */
  rows(results: readonly JsonObject[]): JsonObject[] {
    return results.map((row) => this.#row(row));
  }

  /** Returns a redactor for an inner run that masks nothing, because the outer run uses its results. */
  within(): OutputRedactor {
    return new OutputRedactor(new Redactor(), { services: {} }, this.#results);
  }

  /** Returns the masked output of the work. Its results passed through {@link rows} before. Throws masked errors. */
  async output(work: Promise<ActionOutput>): Promise<ActionOutput> {
    try {
      return this.#output(await work);
    } catch (error) {
      throw this.error(error);
    }
  }

  /** Does the same for results that arrive page by page. */
  async *pages(
    pages: AsyncGenerator<JsonObject[], ActionOutput>,
  ): AsyncGenerator<JsonObject[], ActionOutput> {
    try {
      for (;;) {
        const { done, value } = await pages.next();
        if (done === true) return this.#output(value);
        yield value;
      }
    } catch (error) {
      throw this.error(error);
    } finally {
      await pages.return(undefined as never);
    }
  }

  /** Does the same for a report. */
  async report<Report>(work: Promise<Report>): Promise<Report> {
    try {
      return (await this.#values.cleanInTurns(await work, "")) as Report;
    } catch (error) {
      throw this.error(error);
    }
  }

  /** Returns a masked text. */
  text(text: string): string {
    return this.#redactor.clean(text);
  }

  /** Returns a masked finding of a dry run. */
  finding(finding: PlanFinding): PlanFinding {
    if (finding.kind === "rejected") return { ...finding, result: this.#row(finding.result) };
    return finding.kind === "warning"
      ? { ...finding, message: this.#redactor.clean(finding.message) }
      : finding;
  }

  /** Returns a masked call of a dry run. */
  call(call: PlannedCall): PlannedCall {
    const headers = this.#values.clean(call.headers, "") as PlannedCall["headers"];
    const url = this.#redactor.cleanValue(call.url);
    return { ...call, url, headers, ...("body" in call ? { body: this.#values.clean(call.body, "") } : {}) };
  }

  /** Returns a masked error. An error that is not a ConnectorError is a defect of the connector. */
  error(error: unknown): ConnectorError {
    return isConnectorError(error) ? this.#error(error) : internalError();
  }

  /** Returns a masked entry of the journal. */
  entry(entry: JournalEntry): JournalEntry {
    const { succeeded, rejected } = entry;
    return {
      ...entry,
      results: this.rows(entry.results),
      ...(succeeded === undefined ? {} : { succeeded: this.#head(succeeded) }),
      ...(rejected === undefined
        ? {}
        : {
            rejected: {
              ...rejected,
              head: this.#head(rejected.head),
              message: this.#redactor.clean(rejected.message),
              body: this.#values.clean(rejected.body, ""),
            },
          }),
    };
  }

  #output(output: ActionOutput): ActionOutput {
    const { response_text: text, json_body: body } = output;
    return {
      ...output,
      ...this.#head(output),
      ...(body === undefined ? {} : { json_body: this.#body(body) }),
      ...(text === undefined ? {} : { response_text: this.#redactor.clean(text) }),
    };
  }

  #head({ status_code, response_headers, reason }: ResponseHead): ResponseHead {
    const headers = Object.entries(response_headers).map(([name, value]) => [
      name,
      this.#redactor.cleanValue(value),
    ]);
    return {
      status_code,
      response_headers: Object.fromEntries(headers),
      reason: isUsualReason({ status: status_code, reason }) ? reason : this.#redactor.clean(reason),
    };
  }

  #body(body: unknown): unknown {
    const { items = "" } = this.#results ?? {};
    const rows = items === "" ? undefined : getAt(body, items);
    if (!Array.isArray(rows)) return this.#values.clean(body, "");
    return setAt(this.#values.clean(setAt(body, items, []), ""), items, rows);
  }

  /** The name of the row comes from the caller and is not masked. */
  #row(row: JsonObject): JsonObject {
    const { match, reasonField: reason } = this.#results as Results;
    return this.#values.cleanFields(row, (value, name) => {
      if (name === match.result) return value;
      return name === reason && typeof value === "string"
        ? this.#reason(value)
        : this.#values.clean(value, name);
    });
  }

  /** The code at the start of a reason is read by programs and is not masked. */
  #reason(reason: string): string {
    const [, code = ""] = /^([A-Za-z]+): /.exec(reason) ?? [];
    const head = Object.hasOwn(errorTable, code) ? code : "";
    return head + this.#redactor.clean(reason.slice(head.length));
  }

  #error(error: ConnectorError): ConnectorError {
    const { code, message, hint, status, isOutOfTime, output } = error;
    const [text, advice] = [this.#redactor.clean(message), this.#redactor.clean(hint)];
    if (output === undefined && text === message && advice === hint) return error;
    return new ConnectorError(code, text, {
      hint: advice,
      status,
      isOutOfTime,
      ...(output === undefined ? {} : { output: this.#output(output as ActionOutput) }),
    });
  }
}
