// Client for the n8n server that does what the editor does: lists node types and tests credentials.
import { randomBytes } from "node:crypto";
import type { JsonObject } from "../../connector/contract/types.js";

/** A session with the server. */
export class Editor {
  readonly #url: string;
  #cookie = "";

  constructor(url: string) {
    this.#url = url;
  }

  /** Creates the first user. */
  async setUp(): Promise<void> {
    const user = { email: "editor@example.com", firstName: "An", lastName: "Editor" };
    const password = `A1${randomBytes(12).toString("hex")}`;
    const response = await this.#call("/rest/owner/setup", { ...user, password });
    this.#cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
  }

  /** Returns the descriptions of the nodes or credentials with a matching name. */
  async types(what: "nodes" | "credentials", name: RegExp): Promise<JsonObject[]> {
    const response = await this.#call(`/types/${what}.json`);
    return ((await response.json()) as JsonObject[]).filter((one) => name.test(String(one["name"])));
  }

  async icon(path: string): Promise<string> {
    return (await this.#call(`/${path}`)).text();
  }

  async testCredential(credential: JsonObject): Promise<JsonObject> {
    const response = await this.#call("/rest/credentials/test", { credentials: credential });
    return ((await response.json()) as { data: JsonObject }).data;
  }

  async #call(path: string, body?: JsonObject): Promise<Response> {
    const headers = { cookie: this.#cookie, "browser-id": "a-browser", "content-type": "application/json" };
    const response = await fetch(`${this.#url}${path}`, {
      headers,
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} returned ${response.status}: ${await response.text()}`);
    return response;
  }
}
