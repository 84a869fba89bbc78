/**
 * A dry run on rows that arrive one per line: writes its findings one per line, and the plan without them
 * last.
 */
import { TransformStream } from "node:stream/web";
import type {
  ActionOutput,
  Connector,
  JsonObject,
  Pages,
  PlanFinding,
  RunOptions,
} from "../../connector/platform_api.js";

/** Yields pages like a stream of results. Throws what the plan throws. */
export async function* plannedPages(
  connector: Pick<Connector, "planPages">,
  action: string,
  rows: Pages,
  options: RunOptions,
): AsyncGenerator<JsonObject[], ActionOutput> {
  const { readable, writable } = new TransformStream<PlanFinding, PlanFinding>();
  const findings = writable.getWriter();
  const onFinding = (finding: PlanFinding): Promise<void> => findings.write(finding);
  const planned = connector.planPages(action, rows, { ...options, onFinding });
  planned
    .then(
      () => findings.close(),
      (error: unknown) => findings.abort(error),
    )
    // If the reader has left, the stream is already canceled, and the next finding ends the plan.
    .catch(() => {});
  for await (const finding of readable) yield [{ ...finding }];
  const { findings: _written, ...plan } = await planned;
  yield [plan];
  return { status_code: 200, response_headers: {}, reason: "OK", json_body: plan };
}
