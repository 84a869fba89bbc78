/** The login service in memory: tokens that expire, are revoked, or contain no role. */
import type { HttpResponse } from "../../../connector/index.js";
import { jwt } from "../../engine/stub.js";
import { response } from "../../support/responses.js";
import type { LoginFault } from "./faults.js";
import type { Random } from "./random.js";
import type { LoginPlan } from "./scenario.js";

/** The credential that every simulation uses; it contains characters that forms and JSON escape. */
export const clientSecret = 'very/secret+of"client=1';

/** Tokens and their users. */
export class LoginModel {
  readonly #plan: LoginPlan;
  readonly #random: Random;
  readonly #endOf = new Map<string, number>();
  readonly #clientOf = new Map<string, string>();

  constructor(plan: LoginPlan, random: Random) {
    this.#plan = plan;
    this.#random = random;
  }

  /** Every token that was ever issued. */
  get issued(): string[] {
    return [...this.#endOf.keys()];
  }

  /** @param at - milliseconds, as for {@link isLive} */
  response(body: string, fault: LoginFault | undefined, at: number): HttpResponse {
    const form = new URLSearchParams(body);
    const secretIsWrong = form.get("client_secret") !== clientSecret;
    const kind: string = fault ?? "none";
    switch (kind) {
      case "429":
        return response(429, { error: "temporarily_unavailable" }, { "retry-after": "3" });
      case "500":
        return response(500, { error: "server_error", error_description: `Failed for ${body}` });
      case "503 asked":
        return response(503, { error: "temporarily_unavailable" }, { "retry-after": "2" });
      case "page":
        return response(502, "<html><body>Bad gateway</body></html>");
      default:
        return fault === "rejected" || secretIsWrong
          ? rejected(body)
          : this.#issue(form, at, fault !== "no role");
    }
  }

  /** Returns whether the token may still be used. */
  isLive(token: string, at: number): boolean {
    return at < (this.#endOf.get(token) ?? 0);
  }

  /** Returns the client id that the token was issued for. */
  clientOf(token: string): string | undefined {
    return this.#clientOf.get(token);
  }

  revoke(token: string): void {
    if (this.#endOf.has(token)) this.#endOf.set(token, 0);
  }

  #issue(form: URLSearchParams, at: number, withRole: boolean): HttpResponse {
    const { kind, lifetimeSeconds, roles: granted = ["Ti.ReadWrite"] } = this.#plan;
    const id = `${this.#endOf.size + 1}-${this.#random.int(2 ** 40, 2 ** 41)}`;
    const roles = withRole ? granted : [];
    const token = kind === "opaque" && withRole ? `opaque-token-${id}` : jwt({ roles, jti: id });
    this.#endOf.set(token, at + lifetimeSeconds * 1000);
    this.#clientOf.set(token, form.get("client_id") ?? "");
    return response(200, { token_type: "Bearer", expires_in: lifetimeSeconds, access_token: token });
  }
}

function rejected(body: string): HttpResponse {
  const description = `AADSTS7000215: Invalid client secret provided in ${body}.`;
  return response(401, { error: "invalid_client", error_description: description });
}
