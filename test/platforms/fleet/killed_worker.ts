/** A worker that kills itself at a point. Arguments: JSON of the point, then those of the command. */
import { ClientRequest } from "node:http";
import pg from "pg";
import { runProcess } from "../../../platforms/cli/run_process.js";
import { type KillPoint, killMoments } from "./kill_points.js";

const { when, moment, nth } = JSON.parse(process.argv[2] ?? "") as KillPoint;
process.argv.splice(2, 1);

let count = 0;
/** Ends the process as a crash does, at its point. */
function reached(at: KillPoint["when"]): void {
  if (at === when && (count += 1) === nth) process.kill(process.pid, "SIGKILL");
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** Calls `before` before a method, and `after` when its promise or callback has a result. */
function wrapQuery(): void {
  const prototype = pg.Client.prototype as unknown as { query: AnyFunction };
  const { query } = prototype;
  const pattern = killMoments[moment];
  if (pattern === undefined) return;
  prototype.query = function (...args) {
    const [first] = args;
    const text = typeof first === "string" ? first : ((first as { text?: string } | undefined)?.text ?? "");
    if (!pattern.test(text)) return query.apply(this, args);
    reached("before");
    const callback = args.at(-1);
    if (typeof callback === "function") {
      args[args.length - 1] = (...results: unknown[]) => {
        reached("after");
        (callback as AnyFunction)(...results);
      };
      return query.apply(this, args);
    }
    return (query.apply(this, args) as Promise<unknown>).then((result) => {
      reached("after");
      return result;
    });
  };
}

/** Requests to the import, and their responses. */
function wrapRequests(): void {
  const prototype = ClientRequest.prototype as unknown as {
    end: AnyFunction;
    emit: AnyFunction;
    path: string;
  };
  const { end, emit } = prototype;
  const isImport = (request: unknown): boolean => (request as { path: string }).path.includes("/import");
  if (moment === "request")
    prototype.end = function (...args) {
      if (!isImport(this)) return end.apply(this, args);
      reached("before");
      const ended = end.apply(this, args);
      // Once the bytes have left.
      (this as ClientRequest).once("finish", () => setTimeout(() => reached("after"), 20));
      return ended;
    };
  if (moment === "response")
    prototype.emit = function (...args) {
      const isResponse = args[0] === "response" && isImport(this);
      if (isResponse) reached("before");
      if (isResponse) (args[1] as NodeJS.EventEmitter).once("end", () => reached("after"));
      return emit.apply(this, args);
    };
}

wrapQuery();
wrapRequests();
runProcess();
