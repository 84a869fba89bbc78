/** Keeps the arrows of docs and design: who may import whom, and what the engine must not know. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { expect } from "chai";
import { load, packageRoot } from "../../connector/index.js";

const root = packageRoot();
const folders = ["connector", "platforms", "simulator", "tools", "bench", "test", "examples"];

interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Modules it imports: paths from the root ending in .ts, or names of packages. */
  readonly imports: readonly string[];
}

/** Statements over one or several lines, `import("x")` and `createRequire(import.meta.url)("x")`; not what stands in a string. */
const importPattern =
  /^(?:import|export)\b(?:[^"'`;]*?\bfrom)?\s*"([^"\n]+)"|\b(?:import|createRequire\(import\.meta\.url\))\(\s*"([^"\n]+)"/gm;

function sourcesOf(folder: string): Source[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const path = relative(root, join(root, folder, name)).replaceAll("\\", "/");
      const text = readFileSync(join(root, path), "utf8");
      const imports = [...text.matchAll(importPattern)].map(([, still, late]) =>
        resolved(path, still ?? late ?? ""),
      );
      return { path, text, imports };
    });
}

function resolved(from: string, target: string): string {
  if (!target.startsWith(".")) return target;
  return posix.join(dirname(from).replaceAll("\\", "/"), target).replace(/\.js$/, ".ts");
}

const existing = folders.filter((folder) => readdirSync(root).includes(folder));
const sources = existing.flatMap(sourcesOf);
const below = (folder: string) => sources.filter(({ path }) => path.startsWith(`${folder}/`));
const isGenerated = ({ path }: Source) => path.includes("/generated/") || path.endsWith(".d.ts");

/** `a.ts imports b.ts` for every import that leads where it must not. */
function strays(from: readonly Source[], mayImport: (target: string, path: string) => boolean): string[] {
  return from.flatMap(({ path, imports }) =>
    imports.filter((target) => !mayImport(target, path)).map((target) => `${path} imports ${target}`),
  );
}

const inFolder = (target: string, ...allowed: string[]) =>
  allowed.some((folder) => target.startsWith(folder));
const isOurs = (target: string) => existing.some((folder) => target.startsWith(`${folder}/`));
const isNode = (target: string) => target.startsWith("node:");

function packageName(target: string): string | undefined {
  if (isNode(target) || isOurs(target)) return undefined;
  return target
    .split("/")
    .slice(0, target.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Of the package that the file goes into: the root's, and its platform's own where that has one. */
function dependenciesOf(path: string): Set<string> {
  const [, platform] = /^(platforms\/[^/]+)\//.exec(path) ?? [];
  const manifests = ["package.json", ...(platform === undefined ? [] : [`${platform}/package/package.json`])];
  const declared = manifests
    .map((file) => join(root, file))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as Record<string, object | undefined>);
  return new Set(
    declared.flatMap(({ dependencies, peerDependencies }) =>
      Object.keys({ ...dependencies, ...peerDependencies }),
    ),
  );
}

describe("architecture: arrows", () => {
  it("reads the imports of every file", () => {
    expect(below("connector").length).to.be.greaterThan(40);
    const index = sources.find(({ path }) => path === "connector/connector.ts");
    expect(index?.imports).to.include("connector/engine/run_rows.ts");
  });

  it("contract imports nothing outside itself", () => {
    const found = strays(below("connector/contract"), (target) => inFolder(target, "connector/contract/"));
    expect(
      found,
      "the contract would drag the engine into whoever only needs its words: move the code out of contract/",
    ).to.deep.equal([]);
  });

  for (const [folder, allowed, mistake] of [
    [
      "connector/declarations",
      ["connector/contract/", "connector/declarations/", "connector/stix/"],
      "reading declarations would depend on running them: give declare/ what it needs as an argument",
    ],
    [
      "connector/stix",
      ["connector/stix/"],
      "whoever reads a pattern would need the engine: move what is not about patterns elsewhere",
    ],
    [
      "connector/http",
      ["connector/contract/", "connector/http/"],
      "the wire would know about rows and declarations: pass it figures, not files",
    ],
    [
      "connector/engine",
      ["connector/contract/", "connector/http/", "connector/engine/"],
      "a run would read files or compile schemas: it gets a CompiledAction as an argument",
    ],
  ] as const) {
    it(`${folder} imports ${allowed.join(", ")} only`, () => {
      const found = strays(below(folder), (target) => !isOurs(target) || inFolder(target, ...allowed));
      expect(found, mistake).to.deep.equal([]);
    });
  }

  it("run imports no package at all", () => {
    const found = strays(below("connector/engine"), (target) => packageName(target) === undefined);
    expect(found, "the runner would hang on a library: put the library behind an argument").to.deep.equal([]);
  });

  it("adapters import the connector through platform_api, and what they load before the engine from its own file", () => {
    const entries = new Set([
      "connector/platform_api.ts",
      "connector/examples/check_examples.ts",
      "connector/declarations/package_root.ts",
      // Needed before the engine is loaded, and needs nothing itself.
      "connector/contract/visible_text.ts",
    ]);
    const found = strays(
      below("platforms"),
      (target) => !target.startsWith("connector/") || entries.has(target),
    );
    expect(
      found,
      "a platform would hang on the engine's inside: export what it needs from connector/platform_api.ts",
    ).to.deep.equal([]);
  });

  it("the engine does not import what stands on it", () => {
    const found = strays(below("connector"), (target) => !isOurs(target) || inFolder(target, "connector/"));
    expect(found, "the engine would need its own platforms or tests: turn the arrow round").to.deep.equal([]);
  });

  it("the simulator imports nothing of the connector", () => {
    const found = strays(below("simulator"), (target) => !isOurs(target) || inFolder(target, "simulator/"));
    expect(
      found,
      "a fault that both share would show in no test: write the simulator's own code from the documents",
    ).to.deep.equal([]);
  });

  for (const [name, ...files] of [
    ["ajv", "connector/declarations/ajv.ts", "connector/declarations/stix_ajv_keywords.ts"],
    ["ipaddr.js", "connector/declarations/ipaddr.ts"],
    ["tldts", "connector/declarations/public_suffix.ts"],
    ["peggy", "tools/build_parsers.ts"],
    ["axios", "connector/http/axios_transport.ts"],
    ["axios-retry", "connector/http/retry_loop.ts"],
    ["@azure/msal-node", "connector/http/auth/msal_login.ts"],
    ["@modelcontextprotocol/sdk", "platforms/mcp/server.ts"],
    ["esbuild", "tools/bundle_platforms.ts"],
  ] as const) {
    it(`${name} is imported in ${files.join(" and ")} alone`, () => {
      const product = sources.filter(({ path }) =>
        inFolder(path, "connector/", "platforms/", "simulator/", "tools/"),
      );
      const users = product.filter(({ path }) => !path.endsWith(".d.ts"));
      const found = users.filter(({ imports }) => imports.some((target) => packageName(target) === name));
      expect(
        found.map(({ path }) => path),
        `a change of ${name} would reach further: go through ${files.join(" and ")}`,
      ).to.deep.equal(files);
    });
  }

  it("the login library is loaded with the first token, not with the program", () => {
    const { text = "" } = sources.find(({ path }) => path === "connector/http/auth/msal_login.ts") ?? {};
    const eager = /^import (?!type\b).*"@azure\/msal-node"/m.test(text);
    expect(eager, "every start would pay for it: import its types only, the rest with import()").to.equal(
      false,
    );
  });

  it("the MCP SDK is loaded with its command, not with the program", () => {
    const users = below("platforms").filter(({ imports }) => imports.includes("platforms/mcp/server.ts"));
    const eager = users.filter(({ text }) => /^import (?!type\b).*"\.\/server\.js"/m.test(text));
    expect(
      [users.map(({ path }) => path), eager],
      "who has no SDK could start no command: load mcp/server.ts with import(), in mcp/mcp.ts",
    ).to.deep.equal([["platforms/mcp/mcp.ts"], []]);
  });

  it("optional packages are loaded by the door that needs them, not with the program", () => {
    const { peerDependenciesMeta } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const eager = below("platforms").flatMap(({ path, text }) =>
      Object.keys(peerDependenciesMeta)
        .filter((name) => new RegExp(`^import (?!type\\b).*"${name}"`, "m").test(text))
        .map((name) => `${path} imports ${name}`),
    );
    expect(eager, "nothing would start without it: use optionalPackage()").to.deep.equal([]);
  });

  it("every package that the product imports is one of its dependencies, or of its optional peers", () => {
    const build = new Set(["tools/build_parsers.ts", "tools/generate_types.ts", "tools/bundle_platforms.ts"]);
    const product = [...below("connector"), ...below("platforms"), ...below("simulator")];
    const missing = product
      .filter(({ path }) => !build.has(path))
      .flatMap(({ path, imports }) => {
        const names = imports.flatMap((target) => packageName(target) ?? []);
        const declared = dependenciesOf(path);
        return names.filter((name) => !declared.has(name)).map((name) => `${path} imports ${name}`);
      });
    expect(missing, "an installed package would not start: add it to dependencies").to.deep.equal([]);
  });
});

/** Keys of the contract with every platform: they are the engine's own, and each action's schemas repeat them. */
const ofTheContract = new Set([
  "json_body",
  "path_parameters",
  "response_headers",
  "response_text",
  "status_code",
]);

/** Whether a word is somebody's own, and no plain word that any program may hold. */
const isSpecific = (word: string) => /.[A-Z_$@.-]|[$@]/.test(word) && !ofTheContract.has(word);

/** Every property that a schema declares, at whatever depth. */
function propertiesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]) => [
    ...(key === "properties" ? Object.keys(part as object) : []),
    ...propertiesIn(part),
  ]);
}

/** Every text in a part of a declaration; pointers and paths by their parts. */
function textsIn(part: unknown): string[] {
  if (typeof part === "string") return part.startsWith("/") ? part.split(/[/{}:]/) : [part];
  if (typeof part !== "object" || part === null) return [];
  return Object.values(part).flatMap(textsIn);
}

/** What the declarations name, and the engine must not: taken from them, so that a new action brings its own words. */
const declaredWords: ReadonlySet<string> = (() => {
  const { manifest, actions, composed, schemas } = load(root);
  const ofSchemas = [...schemas]
    .filter(([path]) => /^schemas\/(?:actions|objects)\//.test(path))
    .flatMap(([, schema]) => propertiesIn(schema));
  const ofActions = [...actions.values()].flatMap(
    ({ request, batch, paging, identity, results, capacity: capacity, bisect: bisect }) => [
      ...textsIn([
        request.path,
        batch?.items,
        batch?.scalarField,
        paging,
        identity,
        capacity?.overflow,
        bisect?.existingCheck,
      ]),
      ...textsIn([
        results?.items,
        results?.match,
        results?.failedField,
        results?.reasonField,
        results?.errors,
      ]),
      ...Object.keys({ ...request.staticQuery, ...results?.template }),
    ],
  );
  const services = Object.values(manifest.services);
  const addresses = textsIn([Object.values(manifest.clouds), services.map(({ clouds }) => clouds)]);
  return new Set([
    ...actions.keys(),
    ...composed.keys(),
    ...Object.keys(manifest.services),
    ...[...Object.keys(manifest.rateLimits), ...Object.keys(manifest.permissions)].filter(isSpecific),
    ...addresses.filter((text) => /^[\w.:/-]+\.[a-z]+(?:\/\.default)?$/.test(text)),
    ...[...ofSchemas, ...ofActions].filter(isSpecific),
  ]);
})();

/** Whether the line holds the word by itself, and not as the name of a function that is called. */
function holds(line: string, word: string): boolean {
  if (!line.includes(word)) return false;
  const escaped = word.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
  return new RegExp(`(?<![\\w$@])${escaped}(?![\\w(])`).test(line);
}

describe("architecture: the engine is generic", () => {
  /** The code without comments and without the text of strings that span no code. */
  const codeOf = (text: string) =>
    text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
  const codeLines = (folder: string) =>
    below(folder).flatMap(({ path, text }) =>
      codeOf(text)
        .split("\n")
        .map((line) => ({ path, line: line.trim() }))
        // A function of ours may be called like a field of theirs: only what reads data counts.
        .filter(({ line }) => !line.startsWith("import ")),
    );
  const vendorWords = /defender|indicator|sentinel|graph|stix|\b15_?000\b/i;

  for (const folder of ["connector/engine", "connector/http"]) {
    it(`no code of ${folder} names a service, its objects or its figures`, () => {
      const found = codeLines(folder).filter(({ line }) => vendorWords.test(line));
      expect(
        found,
        "the next action would need code: put the word or the figure into a declaration",
      ).to.deep.equal([]);
    });

    it(`no code of ${folder} holds a word of the declarations: actions, services, addresses, paths, fields`, () => {
      const found = codeLines(folder).flatMap(({ path, line }) =>
        [...declaredWords]
          .filter((word) => holds(line, word))
          .map((word) => `${path} names ${word}: ${line}`),
      );
      expect(
        found,
        "the engine would know one service: take the word from its declaration; if the word is the engine's own, list it above",
      ).to.deep.equal([]);
    });
  }

  it("knows the words to look for, and finds them", () => {
    expect([...declaredWords]).to.include.members([
      "import_indicators",
      "sentinel",
      "api.security.microsoft.com",
      "https://graph.microsoft.com/.default",
      "Ti.ReadWrite.All",
      "submit_per_hour",
      "indicatorValue",
      "isFailed",
      "recordIndex",
      "IndicatorIds",
      "tiIndicators",
      "all_pages",
      "@odata.nextLink",
      "api-version",
    ]);
    for (const line of [
      'row["externalId"]',
      "const { isFailed } = result;",
      "if (result.isFailed)",
      "`${url}/tiIndicators/x`",
      'name === "import_indicators"',
      "max_items: 7",
    ])
      expect(
        [...declaredWords].some((word) => holds(line, word)),
        line,
      ).to.equal(true);
    for (const line of ["if (isFailed(result, spec)) return;", "idempotent", 'output["json_body"]'])
      expect(
        [...declaredWords].filter((word) => holds(line, word)),
        line,
      ).to.deep.equal([]);
  });

  it("no code of connector/engine or connector/http holds the service's chunk size", () => {
    // Bounds of our own that happen to be 500, each by its line.
    const own = new Set(["const pageSize = 500;", "const maxQuoteLength = 500;", "const maxSessions = 500;"]);
    const found = [...below("connector/engine"), ...below("connector/http")].flatMap(({ path, text }) =>
      codeOf(text)
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => /\b500\b/.test(line) && !own.has(line))
        .filter((line) => !/status\s*[<>]=?\s*500/.test(line))
        .map((line) => `${path}: ${line}`),
    );
    expect(found, "a chunk is as long as batch.maxItems says: take the figure from there").to.deep.equal([]);
  });
});

describe("architecture: every file says what it is for", () => {
  const own = sources.filter(
    (source) => inFolder(source.path, "connector/", "platforms/") && !isGenerated(source),
  );

  it("begins with one sentence", () => {
    const opening = /^(?:#!.*\n)?(?:\/\*\*[\s\S]*?\.[\s\S]*?\*\/|\/\/ .+\.$)/m;
    const silent = [...own, ...below("simulator"), ...below("bench")].filter(
      ({ text }) => text.search(opening) !== 0,
    );
    expect(
      silent.map(({ path }) => path),
      "a reader would have to guess what the file answers for: open it with one sentence",
    ).to.deep.equal([]);
  });

  it("says of every export what it is", () => {
    const exported =
      /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|enum|type (?=\w)) ?/;
    const bare = own.flatMap(({ path, text }) => {
      const lines = text.split("\n");
      const exports = [...lines.keys()].filter((i) => exported.test(lines[i] ?? ""));
      // Where a file has one export, its first sentence speaks of that.
      if (exports.length === 1) return [];
      const silent = exports.filter((i) => lines[i - 1]?.trim().endsWith("*/") !== true);
      return silent.map((i) => `${path}:${i + 1}: ${lines[i]}`);
    });
    expect(bare, "a user would have to read the code: put a /** sentence */ above the export").to.deep.equal(
      [],
    );
  });
});
