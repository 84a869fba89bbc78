// Runs the script of the integration in an engine with ECMAScript 5 only, as a process of its own: `http` waits for its
// response. Reads {script, command, args, params} from standard input; prints {result} or {thrown}, and the requests.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

interface HttpRequest {
  readonly Method: string;
  readonly Headers: Record<string, string[]>;
  readonly Body: string;
}

/** What ECMAScript 5.1 defines. Everything else is removed from the engine. */
const known: Record<string, string> = {
  globalThis:
    "NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent Object Function Array String Boolean Number Date RegExp Error EvalError RangeError ReferenceError SyntaxError TypeError URIError Math JSON globalThis command args params http",
  Object:
    "length name prototype getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys",
  "Object.prototype":
    "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable",
  Array: "length name prototype isArray",
  "Array.prototype":
    "length constructor toString toLocaleString concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight",
  String: "length name prototype fromCharCode",
  "String.prototype":
    "length constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim",
  Number: "length name prototype MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY",
};

const removal = `
  var known = ${JSON.stringify(known)};
  Object.keys(known).reverse().forEach(function (path) {
    var holder = path.split(".").reduce(function (value, name) {
      return name === "globalThis" ? globalThis : value[name];
    }, globalThis);
    var names = known[path].split(" ");
    Object.getOwnPropertyNames(holder).forEach(function (name) {
      if (names.indexOf(name) < 0) delete holder[name];
    });
  });
  delete globalThis.known;
  delete globalThis.globalThis;`;

/** Sends the request of a process that waits. */
const sender = `
  const { url, request } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const headers = Object.entries(request.Headers).map(([name, [value]]) => [name, value]);
  fetch(url, { method: request.Method, headers, body: request.Body }).then(async (response) =>
    console.log(JSON.stringify({ StatusCode: response.status, Body: await response.text() })));`;

const requests: unknown[] = [];

function http(url: string, request: HttpRequest, insecure: boolean, proxy: boolean): unknown {
  requests.push({ url, request, insecure, proxy });
  const input = JSON.stringify({ url, request });
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", sender], { input, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const { script, command, args, params } = JSON.parse(readFileSync(0, "utf8")) as Record<string, unknown>;
// Values that JSON makes in the engine itself, so that they have its prototypes.
const context = createContext({
  http: (...given: Parameters<typeof http>) => JSON.stringify(http(...given)),
});
runInContext(
  `var command = ${JSON.stringify(command)}, args = ${JSON.stringify(args)}, params = ${JSON.stringify(params)};
   var http = (function (send) { return function (a, b, c, d) { return JSON.parse(send(a, b, c, d)); }; })(http);`,
  context,
);
runInContext(removal, context);
let outcome: object;
try {
  const text = runInContext(`JSON.stringify((function () { ${String(script)} })())`, context) as string;
  outcome = { result: JSON.parse(text) as unknown };
} catch (error) {
  outcome = { thrown: typeof error === "string" ? error : `not a text: ${String(error)}` };
}
process.stdout.write(JSON.stringify({ ...outcome, requests }));
