/** Combines the pages of one list into one output. */
import { type ConnectorError, isConnectorError } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { removeAt, setAt } from "../../contract/json_pointer.js";
import type {
  ActionInput,
  ActionOutput,
  HttpRequest,
  HttpResponse,
  JsonObject,
} from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import type { BatchFailure, ResponseHead } from "../results/batch_outcome.js";
import { serviceError } from "../results/error_body.js";
import { RunStatus } from "../results/run_status.js";
import type { RunStats } from "../results/run_stats.js";
import type { RowContext } from "../rows/row_context.js";
import { Checkpoint } from "./checkpoint.js";
import { DistinctItems } from "./distinct_items.js";
import { pagingMessages } from "./messages.js";
import type { Page, Paging } from "./page.js";
import { listPages } from "./pages.js";

type Failure = Exclude<CallResult, { kind: "succeeded" }>;

/** What to list. */
export interface ListRequest {
  readonly paging: Paging;
  /** Number of items that are requested. */
  readonly most: number;
  /** Address that the path of the action is below. */
  readonly baseUrl: string;
  readonly input: ActionInput;
}

/** What listing needs. */
export interface ListContext extends RowContext {
  readonly manifest: Pick<Manifest, "http" | "services">;
  readonly stats: Pick<RunStats, "failure">;
  readonly send: (request: HttpRequest) => Promise<CallResult>;
  readonly sendOnce: (request: HttpRequest) => Promise<CallResult>;
}

/** Combines the pages of one list. */
export class CombinedList {
  readonly #list: ListRequest;
  readonly #job: ListContext;
  readonly #status: RunStatus;
  readonly #distinct: DistinctItems;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #items: unknown[] = [];
  #first: HttpResponse | undefined;
  #pages = 0;
  /** The link to the items after the last one; undefined if it is unknown or there are none. */
  #next: string | undefined;
  /** Whether the service has more items than requested. */
  #isCut = false;
  #hasGap = false;
  #rejected: Failure | undefined;

  constructor(list: ListRequest, job: ListContext) {
    const { distinctBy, checkpoint } = list.paging;
    this.#list = list;
    this.#job = job;
    this.#status = new RunStatus(job.manifest.http.outputHeaders);
    this.#distinct = new DistinctItems(distinctBy);
    this.#checkpoint = checkpoint && new Checkpoint(checkpoint, list.input);
  }

  /** Why there is no output. */
  get firstFailure(): Failure {
    return this.#rejected as Failure;
  }

  /**
   * Returns the output, or undefined if the service rejected the first page. After that page, a failure does not lose
   * the items before it.
   */
  async output(): Promise<ActionOutput | undefined> {
    let failure: BatchFailure | undefined;
    try {
      for await (const page of this.#fetched()) {
        this.#take(page);
        if (this.#items.length >= this.#list.most) break;
      }
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      if (this.#first === undefined) return this.#firstFailed(error);
      failure = this.#failed(error);
    }
    this.#warn();
    return { ...(this.#status.head() as ResponseHead), json_body: this.#body(failure) };
  }

  #fetched(): AsyncGenerator<Page> {
    const { paging, baseUrl, input } = this.#list;
    const { compiled, serviceUrl, send, sendOnce } = this.#job;
    return listPages(input, paging, {
      action: compiled.action,
      baseUrl,
      serviceUrl,
      send: async (request) => this.#responseOf(await send(request)),
      sendOnce: async (request) => this.#responseOf(await sendOnce(request)),
    });
  }

  #responseOf(result: CallResult): HttpResponse {
    if (result.kind === "succeeded") return result.response;
    this.#rejected = result;
    throw result.error;
  }

  #take({ items, response, next, hasMore, isGapAfter }: Page): void {
    this.#first ??= response;
    this.#status.add({ index: this.#pages, succeeded: response });
    this.#checkpoint?.add(response);
    this.#pages += 1;
    const found = this.#distinct.newOf(items);
    const left = this.#list.most - this.#items.length;
    for (const item of found.slice(0, left)) this.#items.push(item);
    // After a truncated page, the link would skip the items that were left out.
    this.#next = found.length > left ? undefined : next;
    this.#isCut = found.length > left || (found.length === left && hasMore);
    this.#hasGap ||= isGapAfter === true;
    this.#job.emit({ type: "progress", done: this.#items.length });
  }

  #firstFailed(error: ConnectorError): undefined {
    if (this.#rejected !== undefined) return undefined;
    this.#job.stats.failure(error);
    throw error;
  }

  #failed(error: ConnectorError): BatchFailure {
    const response = this.#rejected?.error === error ? this.#rejected.response : undefined;
    const failure = { error, ...(response === undefined ? {} : { response }) };
    this.#status.add({ index: this.#pages, failure });
    this.#job.stats.failure(error);
    const message = pagingMessages.endsEarly(this.#items.length, error);
    this.#job.emit({ type: "warning", code: error.code, message });
    return failure;
  }

  #warn(): void {
    const { emit } = this.#job;
    if (this.#isCut) emit({ type: "warning", code: "MoreItems", message: this.#cutMessage() });
    if (this.#hasGap) emit({ type: "warning", code: "Incomplete", message: pagingMessages.gap });
  }

  #body(failure: BatchFailure | undefined): JsonObject {
    const { items } = this.#list.paging;
    const isComplete = failure === undefined && !this.#isCut && !this.#hasGap;
    const whole = setAt(this.#first?.body, items, this.#items);
    const body = this.#withEnd(this.#withoutCursor(whole), isComplete) as JsonObject;
    if (failure === undefined) return body;
    const { service } = this.#job.compiled.action;
    const { errors } = this.#job.manifest.services[service] as Manifest["services"][string];
    return { ...body, ...serviceError(errors, failure.error, failure.response) };
  }

  /** The cursor of the first page means nothing in a list of several pages. */
  #withoutCursor(body: unknown): unknown {
    const { next, cursor } = this.#list.paging;
    if (cursor !== undefined) return removeAt(removeAt(body, cursor.next), cursor.more);
    if (next === undefined) return body;
    return this.#next === undefined ? removeAt(body, next) : setAt(body, next, this.#next);
  }

  #withEnd(body: unknown, isComplete: boolean): unknown {
    const { complete, checkpoint } = this.#list.paging;
    const marked = complete === undefined ? body : setAt(body, complete, isComplete);
    const latest = isComplete ? this.#checkpoint?.latest : undefined;
    return checkpoint === undefined || latest === undefined
      ? marked
      : setAt(marked, checkpoint.output, latest);
  }

  #cutMessage(): string {
    const { maxItemsInput: max } = this.#list.paging;
    return pagingMessages.cut(this.#items.length, max);
  }
}
