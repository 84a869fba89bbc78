/**
 * A worker of the schema's version before: the same program, with what it sends and expects changed to that of version 1.
 * Arguments: those of the command.
 */
import { createRequire } from "node:module";
import pg from "pg";
import { runProcess } from "../../../platforms/cli/run_process.js";

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;
type Rows = { rows: Record<string, unknown>[] };

/** What version 1 did not write. */
const added = ", moves = moves + 1";

const client = pg.Client.prototype as unknown as { query: AnyFunction };
const { query } = client;
client.query = function (...args) {
  const [text] = args;
  if (typeof text !== "string") return query.apply(this, args);
  const asSeen = (result: Rows): Rows => ({ ...result, rows: result.rows.map((row) => seen(row, text)) });
  const callback = args.at(-1);
  const others = args.slice(1, typeof callback === "function" ? -1 : undefined);
  const given = [text.replace(added, ""), ...others];
  if (typeof callback !== "function")
    return (query.apply(this, given) as Promise<Rows>).then((result) => asSeen(result));
  return query.call(this, ...given, (error: unknown, result: Rows | undefined) =>
    (callback as AnyFunction)(error, result === undefined ? result : asSeen(result)),
  );
};

/** Returns a row as this program must see it to behave as version 1. */
function seen(row: Record<string, unknown>, text: string): Record<string, unknown> {
  // It needs one version less than the program whose code it runs.
  if (text === "SELECT version FROM fleet.schema_version")
    return { ...row, version: Number(row["version"]) + 1 };
  return "workflow" in row ? { ...row, kind: "run", options: {} } : row;
}

type Sdk = typeof import("@dbos-inc/dbos-sdk");
const { DBOS, DBOSClient } = createRequire(import.meta.url)("@dbos-inc/dbos-sdk") as Sdk;
const setConfig = DBOS.setConfig.bind(DBOS);
DBOS.setConfig = (config) => setConfig({ ...config, applicationVersion: "1" });
const prototype = DBOSClient.prototype as unknown as Record<
  "enqueueInTransaction" | "listWorkflows",
  AnyFunction
>;
const { enqueueInTransaction, listWorkflows } = prototype;
prototype.enqueueInTransaction = function (connection, options, ...args) {
  const old = { ...(options as object), appVersion: "1" };
  return enqueueInTransaction.call(this, connection, old, ...args);
};
// It did not look for jobs of earlier versions.
prototype.listWorkflows = function (filter) {
  const isNew = (filter as { applicationVersion?: unknown }).applicationVersion !== undefined;
  return isNew ? Promise.resolve([]) : listWorkflows.call(this, filter);
};

runProcess();
