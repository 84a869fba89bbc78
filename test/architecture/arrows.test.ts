/** Checks the architecture: which folder may import which, and what the engine must not know. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { load, packageRoot } from "../../connector/index.js";
import { isGenerated, type Source, sourcesOf } from "./sources.js";

const root = packageRoot();
const folders = ["connector", "platforms", "simulator", "tools", "bench", "test", "examples"];

const existing = folders.filter((folder) => readdirSync(root).includes(folder));
const sources = existing.flatMap(sourcesOf);
const sourcesBelow = (folder: string) => sources.filter(({ path }) => path.startsWith(`${folder}/`));

/** Returns `a.ts imports b.ts` for every import that is not allowed. */
function forbiddenImports(
  from: readonly Source[],
  mayImport: (target: string, path: string) => boolean,
): string[] {
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

/**
 * Returns the dependencies of the root package, and those of the platform's own package if it has one. Platforms are
 * bundled, so they may also use what is installed for the build.
 */
function dependenciesOf(path: string): Set<string> {
  const [, platform] = /^(platforms\/[^/]+)\//.exec(path) ?? [];
  const manifests = ["package.json", ...(platform === undefined ? [] : [`${platform}/package/package.json`])];
  const declared = manifests
    .map((file) => join(root, file))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, "utf8")) as Record<string, object | undefined>);
  return new Set(
    declared.flatMap(({ dependencies, devDependencies, peerDependencies }) =>
      Object.keys({
        ...dependencies,
        ...peerDependencies,
        ...(platform === undefined ? {} : devDependencies),
      }),
    ),
  );
}

describe("architecture: arrows", () => {
  it("reads the imports of every file", () => {
    expect(sourcesBelow("connector").length).to.be.greaterThan(40);
    const index = sources.find(({ path }) => path === "connector/connector.ts");
    expect(index?.imports).to.include("connector/action_executor.ts");
  });

  it("contract imports nothing outside itself", () => {
    const found = forbiddenImports(sourcesBelow("connector/contract"), (target) =>
      inFolder(target, "connector/contract/"),
    );
    expect(
      found,
      "users of the types would depend on the engine: move the code out of contract/",
    ).to.deep.equal([]);
  });

  for (const [folder, allowed, mistake] of [
    [
      "connector/declarations",
      ["connector/contract/", "connector/declarations/", "connector/stix/"],
      "reading declarations would depend on running them: pass what declarations/ needs as an argument",
    ],
    [
      "connector/stix",
      ["connector/stix/"],
      "the pattern parser would depend on the engine: move what is not about patterns elsewhere",
    ],
    [
      "connector/feeds",
      ["connector/contract/", "connector/declarations/", "connector/feeds/", "connector/stix/"],
      "reading a feed would depend on sending it: pass what feeds/ needs as an argument",
    ],
    [
      "connector/sync",
      ["connector/contract/", "connector/engine/", "connector/feeds/duration.ts", "connector/sync/"],
      "planning would depend on one target or one platform: pass what sync/ needs as an argument",
    ],
    [
      "connector/http",
      ["connector/contract/", "connector/http/"],
      "the HTTP layer would depend on rows and declarations: pass values to it, not files",
    ],
    [
      "connector/stores",
      ["connector/contract/", "connector/http/", "connector/stores/"],
      "shared stores would depend on rows: pass what stores/ needs as an argument",
    ],
    [
      "connector/engine",
      ["connector/contract/", "connector/http/", "connector/engine/"],
      "a run would read files or compile schemas: pass a CompiledAction as an argument",
    ],
  ] as const) {
    it(`${folder} imports from ${allowed.join(", ")} only`, () => {
      const found = forbiddenImports(
        sourcesBelow(folder),
        (target) => !isOurs(target) || inFolder(target, ...allowed),
      );
      expect(found, mistake).to.deep.equal([]);
    });
  }

  it("connector/engine imports no package", () => {
    const found = forbiddenImports(
      sourcesBelow("connector/engine"),
      (target) => packageName(target) === undefined,
    );
    expect(found, "the engine would depend on a library: pass the library as an argument").to.deep.equal([]);
  });

  it("only stores/ and the adapters know the shared database", () => {
    const found = forbiddenImports(
      sourcesBelow("connector").filter(
        ({ path }) =>
          !inFolder(path, "connector/stores/") &&
          !inFolder(path, "connector/load_stores.ts", "connector/platform_api.ts"),
      ),
      (target) => !inFolder(target, "connector/stores/postgres/") && packageName(target) !== "pg",
    );
    expect(found, "a run without a database would load it: use a port").to.deep.equal([]);
  });

  it("adapters import the connector through platform_api, except files that they load before the engine", () => {
    const entries = new Set([
      "connector/platform_api.ts",
      // Imports nothing.
      "connector/feeds/feed_types.ts",
      "connector/examples/check_examples.ts",
      "connector/declarations/package_root.ts",
      // Loaded before the engine, and imports nothing.
      "connector/contract/visible_text.ts",
      "connector/contract/quote_name.ts",
    ]);
    const found = forbiddenImports(
      sourcesBelow("platforms"),
      (target) => !target.startsWith("connector/") || entries.has(target),
    );
    expect(
      found,
      "a platform would depend on internals of the engine: export what it needs from connector/platform_api.ts",
    ).to.deep.equal([]);
  });

  it("the connector does not import what depends on it", () => {
    const found = forbiddenImports(
      sourcesBelow("connector"),
      (target) => !isOurs(target) || inFolder(target, "connector/"),
    );
    expect(
      found,
      "the connector would depend on its own platforms or tests: reverse the import",
    ).to.deep.equal([]);
  });

  it("the simulator does not import the connector", () => {
    const found = forbiddenImports(
      sourcesBelow("simulator"),
      (target) => !isOurs(target) || inFolder(target, "simulator/"),
    );
    expect(
      found,
      "no test would find a fault in shared code: write the simulator from the documentation",
    ).to.deep.equal([]);
  });

  for (const [name, ...files] of [
    ["ajv", "connector/declarations/ajv.ts", "connector/declarations/stix_ajv_keywords.ts"],
    ["ipaddr.js", "connector/declarations/ipaddr.ts"],
    ["tldts", "connector/declarations/public_suffix.ts"],
    ["csv-parse", "connector/feeds/csv/records.ts"],
    ["jschardet", "connector/feeds/detect_encoding.ts"],
    ["peggy", "tools/build_parsers.ts"],
    ["axios", "connector/http/axios_transport.ts"],
    ["axios-retry", "connector/http/retry_loop.ts"],
    ["@azure/msal-node", "connector/http/auth/msal_login.ts"],
    ["pg", "connector/stores/postgres/database.ts"],
    ["@dbos-inc/dbos-sdk", "platforms/fleet/workflow_schedules.ts", "platforms/fleet/workflows.ts"],
    ["@modelcontextprotocol/sdk", "platforms/mcp/http_exchange.ts", "platforms/mcp/server.ts"],
    ["esbuild", "tools/bundle_command.ts", "tools/bundle_platforms.ts", "tools/bundling.ts"],
  ] as const) {
    it(`${name} is imported in ${files.join(" and ")} only`, () => {
      const product = sources.filter(({ path }) =>
        inFolder(path, "connector/", "platforms/", "simulator/", "tools/"),
      );
      const users = product.filter(({ path }) => !path.endsWith(".d.ts"));
      const found = users.filter(({ imports }) => imports.some((target) => packageName(target) === name));
      expect(
        found.map(({ path }) => path),
        `a change of ${name} would affect more files: import it through ${files.join(" and ")}`,
      ).to.deep.equal(files);
    });
  }

  it("the login library is loaded for the first token, not at startup", () => {
    const { text = "" } = sources.find(({ path }) => path === "connector/http/auth/msal_login.ts") ?? {};
    const eager = /^import (?!type\b).*"@azure\/msal-node"/m.test(text);
    expect(eager, "every start would load it: import only its types, and the rest with import()").to.equal(
      false,
    );
  });

  it("the MCP SDK is loaded by the first client, not at startup", () => {
    const loaders = new Set(["platforms/mcp/http_exchange.ts", "platforms/mcp/server.ts"]);
    const users = sourcesBelow("platforms").filter(
      ({ path, imports }) => !loaders.has(path) && imports.some((target) => loaders.has(target)),
    );
    const eager = users.filter(({ text }) =>
      /^import (?!type\b).*"[./]+(?:mcp\/)?(?:server|http_exchange)\.js"/m.test(text),
    );
    expect(users.map(({ path }) => path)).to.include.members(["platforms/mcp/mcp.ts"]);
    expect(
      eager.map(({ path }) => path),
      "every start would load it: load mcp/server.ts and mcp/http_exchange.ts with import()",
    ).to.deep.equal([]);
  });

  it("optional packages are loaded by the adapter that needs them, not at startup", () => {
    const { peerDependenciesMeta } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const eager = sourcesBelow("platforms").flatMap(({ path, text }) =>
      Object.keys(peerDependenciesMeta)
        .filter((name) => new RegExp(`^import (?!type\\b).*"${name}"`, "m").test(text))
        .map((name) => `${path} imports ${name}`),
    );
    expect(eager, "no command would start without it").to.deep.equal([]);
  });

  it("every imported package is a dependency or an optional peer dependency", () => {
    const build = new Set(["tools/build_parsers.ts", "tools/generate_types.ts", "tools/bundle_platforms.ts"]);
    const product = [
      ...sourcesBelow("connector"),
      ...sourcesBelow("platforms"),
      ...sourcesBelow("simulator"),
    ];
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

/** Keys of the engine's own output, which the schemas of each action repeat. */
const contractKeys = new Set([
  "json_body",
  "path_parameters",
  "response_headers",
  "response_text",
  "status_code",
]);

/** Returns whether a word is specific, that is, not a plain word that any program may contain. */
const isSpecific = (word: string) => /.[A-Z_$@.-]|[$@]/.test(word) && !contractKeys.has(word);

/** Returns every property that a schema declares, at any depth. */
function propertiesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]) => [
    ...(key === "properties" ? Object.keys(part as object) : []),
    ...propertiesIn(part),
  ]);
}

/** Returns every string in a part of a declaration; pointers and paths are split into their segments. */
function textsIn(part: unknown): string[] {
  if (typeof part === "string") return part.startsWith("/") ? part.split(/[/{}:]/) : [part];
  if (typeof part !== "object" || part === null) return [];
  return Object.values(part).flatMap(textsIn);
}

/** Names from the declarations that the engine must not contain; a new action adds its own names. */
const declaredWords: ReadonlySet<string> = (() => {
  const { manifest, actions, composed, schemas } = load(root);
  const ofSchemas = [...schemas]
    .filter(([path]) => /^schemas\/(?:actions|objects)\//.test(path))
    .flatMap(([, schema]) => propertiesIn(schema));
  const ofActions = [...actions.values()].flatMap(
    ({ request, batch, paging, identity, results, capacity, bisect }) => [
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

/** Returns whether the line contains the word, except as part of another word or as a called function. */
function contains(line: string, word: string): boolean {
  if (!line.includes(word)) return false;
  const escaped = word.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
  return new RegExp(`(?<![\\w$@])${escaped}(?![\\w(])`).test(line);
}

describe("architecture: the engine is generic", () => {
  /** Returns the code without comments. */
  const codeOf = (text: string) =>
    text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
  const codeLines = (folder: string) =>
    sourcesBelow(folder).flatMap(({ path, text }) =>
      codeOf(text)
        .split("\n")
        .map((line) => ({ path, line: line.trim() }))
        // An imported function may have the name of a service field.
        .filter(({ line }) => !line.startsWith("import ")),
    );
  const vendorWords = /defender|indicator|sentinel|graph|stix|\b15_?000\b/i;

  for (const folder of ["connector/engine", "connector/http"]) {
    it(`no code of ${folder} names a service, its objects or its limits`, () => {
      const found = codeLines(folder).filter(({ line }) => vendorWords.test(line));
      expect(found, "the next action would need code: declare the word or the number").to.deep.equal([]);
    });

    it(`no code of ${folder} contains a name from the declarations (actions, services, addresses, paths, fields)`, () => {
      const found = codeLines(folder).flatMap(({ path, line }) =>
        [...declaredWords]
          .filter((word) => contains(line, word))
          .map((word) => `${path} names ${word}: ${line}`),
      );
      expect(
        found,
        "the engine would depend on one service: read the word from its declaration, or list it above if it is the engine's own",
      ).to.deep.equal([]);
    });
  }

  it("no code of connector/sync names a target, its actions or its fields", () => {
    const targets = [...load(root).composed.values()].map(({ sync }) => sync);
    const words = new Set(targets.flatMap((target) => textsIn(target)).filter(isSpecific));
    expect([...words]).to.include("createdBy");
    const found = codeLines("connector/sync").filter(
      ({ line }) => vendorWords.test(line) || [...words].some((word) => contains(line, word)),
    );
    expect(found, "a second target would need code: declare the word").to.deep.equal([]);
  });

  it("finds the names of the declarations in code", () => {
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
        [...declaredWords].some((word) => contains(line, word)),
        line,
      ).to.equal(true);
    for (const line of ["if (isFailed(result, spec)) return;", "idempotent", 'output["json_body"]'])
      expect(
        [...declaredWords].filter((word) => contains(line, word)),
        line,
      ).to.deep.equal([]);
  });

  it("no code of connector/engine or connector/http contains the batch size of the service", () => {
    // Lines with limits of the engine that happen to be 500.
    const own = new Set(["const pageSize = 500;", "const maxQuoteLength = 500;", "const maxSessions = 500;"]);
    const found = [...sourcesBelow("connector/engine"), ...sourcesBelow("connector/http")].flatMap(
      ({ path, text }) =>
        codeOf(text)
          .split("\n")
          .map((line) => line.trim())
          .filter((line) => /\b500\b/.test(line) && !own.has(line))
          .filter((line) => !/status\s*[<>]=?\s*500/.test(line))
          .map((line) => `${path}: ${line}`),
    );
    expect(found, "read the batch size from batch.maxItems").to.deep.equal([]);
  });
});

describe("architecture: every file states its purpose", () => {
  const own = sources.filter(
    (source) => inFolder(source.path, "connector/", "platforms/") && !isGenerated(source),
  );

  it("starts every file with one sentence", () => {
    const opening = /^(?:#!.*\n)?(?:\/\*\*[\s\S]*?\.[\s\S]*?\*\/|\/\/ .+\.$)/m;
    const silent = [...own, ...sourcesBelow("simulator"), ...sourcesBelow("bench")].filter(
      ({ text }) => text.search(opening) !== 0,
    );
    expect(
      silent.map(({ path }) => path),
      "a reader would have to guess the purpose of the file: start it with one sentence",
    ).to.deep.equal([]);
  });

  it("documents every export", () => {
    const exported =
      /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|enum|type (?=\w)) ?/;
    const bare = own.flatMap(({ path, text }) => {
      const lines = text.split("\n");
      const exports = [...lines.keys()].filter((i) => exported.test(lines[i] ?? ""));
      // The first sentence of a file with one export describes that export.
      if (exports.length === 1) return [];
      const silent = exports.filter((i) => lines[i - 1]?.trim().endsWith("*/") !== true);
      return silent.map((i) => `${path}:${i + 1}: ${lines[i]}`);
    });
    expect(bare, "a user would have to read the code: add a /** sentence */ above the export").to.deep.equal(
      [],
    );
  });
});
