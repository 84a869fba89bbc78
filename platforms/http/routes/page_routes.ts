/**
 * The page to read about the actions and to try them. Its files contain no secret and need no key;
 * everything that they load is served here.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { packageRoot } from "../../../connector/platform_api.js";
import { routeErrors } from "./messages.js";

const folder = join(packageRoot(), "platforms/http/page");
const require = createRequire(import.meta.url);

/** The files by the path that a browser requests. */
const files: Readonly<Record<string, { type: string; place: () => string }>> = {
  "/": { type: "text/html", place: () => join(folder, "index.html") },
  "/page/page.css": { type: "text/css", place: () => join(folder, "page.css") },
  "/page/page.js": { type: "text/javascript", place: () => join(folder, "page.js") },
  "/page/fleet.js": { type: "text/javascript", place: () => join(folder, "fleet.js") },
  "/page/swagger-ui.css": {
    type: "text/css",
    place: () => require.resolve("swagger-ui-dist/swagger-ui.css"),
  },
  "/page/swagger-ui.js": {
    type: "text/javascript",
    place: () => require.resolve("swagger-ui-dist/swagger-ui-bundle.js"),
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
      const content = await readFile(placed(place));
      return reply.type(`${type}; charset=utf-8`).header("content-security-policy", policy).send(content);
    });
  }
}

/** Returns the path of a file. Throws MissingPackage if the optional library that contains it is not installed. */
function placed(place: () => string): string {
  try {
    return place();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw routeErrors.noPage();
  }
}
