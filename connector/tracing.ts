/**
 * Spans for runs and their calls, made from events. The tracing library is the user's: only the form of its API is
 * declared here (https://opentelemetry.io/docs/specs/otel/trace/api/).
 */
import type { Connector } from "./connector_api.js";
import { readTraceparent } from "./contract/traceparent.js";
import { isConnectorError } from "./contract/errors.js";
import type { RunEvent } from "./contract/types.js";

/** A value of an attribute. */
type Attribute = string | number | boolean;

/** A span, as OpenTelemetry defines it. */
export interface TracingSpan {
  setAttribute(name: string, value: Attribute): unknown;
  setStatus(status: { code: number; message: string }): unknown;
  /** @param endTime - milliseconds since 1970 */
  end(endTime?: number): void;
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
}

/** The part of `@opentelemetry/api` that is used. Pass the module itself. */
export interface TracingApi<Context, Span extends TracingSpan> {
  readonly context: { active(): Context };
  readonly trace: {
    getTracer(name: string, version?: string): Tracer<Context, Span>;
    setSpan(context: Context, span: Span): Context;
  };
}

interface Tracer<Context, Span> {
  startSpan(
    name: string,
    options: { kind: number; startTime?: number; attributes: Record<string, Attribute> },
    context: Context,
  ): Span;
}

const kinds = { internal: 0, client: 2 } as const;
const failedStatus = 2;

/**
 * Returns the connector with one span per run, and below it one span per attempt of a call. The service receives the
 * `traceparent` of the run. Events and results are unchanged.
 */
export function withTracing<C extends Connector, Context, Span extends TracingSpan>(
  connector: C,
  api: TracingApi<Context, Span>,
): C {
  const { name, version } = connector.manifest;
  const tracer = api.trace.getTracer(name, version);
  const begin = (action: string): RunSpan<Context, Span> => new RunSpan(api, tracer, action);
  return {
    ...connector,
    run: (action, input, options) =>
      begin(action).promise(options, (own) => connector.run(action, input, own)),
    sync: (action, request, options) =>
      begin(action).promise(options, (own) => connector.sync(action, request, own)),
    stream: (action, rows, options) =>
      begin(action).generator(options, (own) => connector.stream(action, rows, own)),
    streamPages: (action, pages, options) =>
      begin(action).generator(options, (own) => connector.streamPages(action, pages, own)),
  };
}

/** The options that tracing adds to. */
interface Traced {
  onEvent?: (event: RunEvent) => void;
  traceparent?: string;
}

/** The span of one run. */
class RunSpan<Context, Span extends TracingSpan> {
  readonly #tracer: Tracer<Context, Span>;
  readonly #span: Span;
  /** The context of spans below that of the run. */
  readonly #below: Context;

  constructor({ context, trace }: TracingApi<Context, Span>, tracer: Tracer<Context, Span>, action: string) {
    const active = context.active();
    const attributes = { "connector.action": action };
    this.#tracer = tracer;
    this.#span = tracer.startSpan(action, { kind: kinds.internal, attributes }, active);
    this.#below = trace.setSpan(active, this.#span);
  }

  async promise<O extends Traced, Result>(
    options: O,
    call: (options: O) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await call(this.#traced(options));
    } catch (error) {
      throw this.#failed(error);
    } finally {
      this.#span.end();
    }
  }

  async *generator<O extends Traced, Item, Result>(
    options: O,
    call: (options: O) => AsyncGenerator<Item, Result>,
  ): AsyncGenerator<Item, Result> {
    try {
      return yield* call(this.#traced(options));
    } catch (error) {
      throw this.#failed(error);
    } finally {
      this.#span.end();
    }
  }

  #traced<O extends Traced>(options: O): O {
    const { traceId, spanId, traceFlags } = this.#span.spanContext();
    const flags = traceFlags.toString(16).padStart(2, "0");
    const traceparent = options.traceparent ?? readTraceparent(`00-${traceId}-${spanId}-${flags}`);
    const onEvent = (event: RunEvent): void => {
      this.#take(event);
      options.onEvent?.(event);
    };
    return { ...options, onEvent, ...(traceparent === undefined ? {} : { traceparent }) };
  }

  #take(event: RunEvent): void {
    if (event.type === "response") this.#call(event);
    if (event.type !== "summary") return;
    const { rows, succeeded, notSent, calls } = event;
    for (const [name, value] of Object.entries({ rows, succeeded, not_sent: notSent, calls }))
      this.#span.setAttribute(`connector.${name}`, value);
  }

  #call({
    service,
    method,
    url,
    attempt,
    status,
    code,
    startedAt,
    durationMs,
  }: Extract<RunEvent, { type: "response" }>) {
    const attributes = {
      "connector.service": service,
      "http.request.method": method,
      "url.full": url,
      "server.address": new URL(url).hostname,
      ...(attempt === 1 ? {} : { "http.request.resend_count": attempt - 1 }),
      ...(status === undefined ? {} : { "http.response.status_code": status }),
      ...(code === undefined ? {} : { "error.type": code }),
    };
    const options = { kind: kinds.client, startTime: startedAt, attributes };
    const span = this.#tracer.startSpan(method, options, this.#below);
    if (code !== undefined) span.setStatus({ code: failedStatus, message: code });
    span.end(startedAt + durationMs);
  }

  #failed(error: unknown): unknown {
    if (isConnectorError(error)) {
      this.#span.setAttribute("error.type", error.code);
      this.#span.setStatus({ code: failedStatus, message: `${error.code}: ${error.message}` });
    }
    return error;
  }
}
