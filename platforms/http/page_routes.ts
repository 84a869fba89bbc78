/** The page on which a person reads and tries the actions. Its files hold no secret and need no key; all they load is here. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { packageRoot } from "../../connector/index.js";
import { optionalPackage } from "../shared/optional_package.js";

const folder = join(packageRoot(), "platforms/http/page");

/** The files by the path that a browser asks for. */
const files: Readonly<Record<string, { type: string; path: () => string }>> = {
  "/": { type: "text/html", path: () => join(folder, "index.html") },
  "/page/page.css": { type: "text/css", path: () => join(folder, "page.css") },
  "/page/page.js": { type: "text/javascript", path: () => join(folder, "page.js") },
  "/page/swagger-ui.css": { type: "text/css", path: () => swaggerFile("swagger-ui.css") },
  "/page/swagger-ui.js": { type: "text/javascript", path: () => swaggerFile("swagger-ui-bundle.js") },
};

/** The library sets styles of its own and draws with pictures in its style sheet. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Adds `/` and what it loads. Throws InvalidOption for a request where the library is missing. */
export function addPageRoutes(app: FastifyInstance): void {
  for (const [url, { type, path }] of Object.entries(files)) {
    app.get(url, { config: { isOpen: true } }, async (_request, reply) => {
      const needed = { name: "swagger-ui-dist", door: "The page" };
      const content = await optionalPackage(async () => readFile(path()), needed);
      return reply.type(`${type}; charset=utf-8`).header("content-security-policy", policy).send(content);
    });
  }
}

function swaggerFile(name: string): string {
  return createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`);
}
