/** Tests a credential by asking the services, without changing anything. */
import type { Connector, Declarations, JsonObject } from "../../connector/platform_api.js";
import { asConnectorError } from "../shared/failure.js";
import { assetOf } from "./credential.js";
import { messageOf } from "./failures.js";
import { testMessages } from "./messages.js";
import type { CredentialTestResult } from "./n8n_types.js";

/** n8n abandons a long test; in milliseconds. */
const deadlineMs = 30_000;

/** Returns what n8n shows below the form. */
export async function testCredential(
  data: JsonObject,
  connector: Pick<Connector, "testConnection">,
  declarations: Declarations,
): Promise<CredentialTestResult> {
  try {
    const asset = assetOf(data, declarations);
    const { host, write, status } = await connector.testConnection({ asset, deadline_ms: deadlineMs });
    if (write === "allowed") return { status: "OK", message: testMessages.accepted(host) };
    return { status: "Error", message: testMessages.notAccepted(host, status, write === "denied") };
  } catch (thrown) {
    const error = asConnectorError(thrown);
    return { status: "Error", message: `${messageOf(error)} ${error.hint}` };
  }
}
