/**
 * The page to read about the actions and to try them. Its files contain no secret and need no key;
 * everything that they load is served here.
 */
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { packageRoot } from "../../../connector/platform_api.js";
import { optionalPackage } from "../../shared/optional_package.js";

const folder = pathToFileURL(`${packageRoot()}/platforms/http/page/`);

/** The files by the path that a browser requests. */
const files: Readonly<Record<string, { type: string; place: () => string | URL }>> = {
  "/": { type: "text/html", place: () => new URL("index.html", folder) },
  "/page/page.css": { type: "text/css", place: () => new URL("page.css", folder) },
  "/page/page.js": { type: "text/javascript", place: () => new URL("page.js", folder) },
  "/page/swagger-ui.css": {
    type: "text/css",
    place: () => import.meta.resolve("swagger-ui-dist/swagger-ui.css"),
  },
  "/page/swagger-ui.js": {
    type: "text/javascript",
    place: () => import.meta.resolve("swagger-ui-dist/swagger-ui-bundle.js"),
  },
};

/** The library sets inline styles and uses images in its style sheet. */
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

/** Adds `/` and the files that it loads. Responds with MissingPackage if the library is not installed. */
export function addPageRoutes(app: FastifyInstance): void {
  for (const [url, { type, place }] of Object.entries(files)) {
    app.get(url, { config: { isOpen: true } }, async (_request, reply) => {
      const needed = { name: "swagger-ui-dist", context: "The page" };
      const content = await optionalPackage(async () => readFile(new URL(place())), needed);
      return reply.type(`${type}; charset=utf-8`).header("content-security-policy", policy).send(content);
    });
  }
}
