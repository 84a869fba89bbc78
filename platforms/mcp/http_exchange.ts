/** One message of a client over Streamable HTTP. Its server keeps nothing after the response. Loads the SDK. */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { newServer, type Offer } from "./server.js";

/** A message that was read from a request. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly message: unknown;
}

/** Responds to the message. Resolves when the response is over. A client that leaves cancels its call. */
export async function exchange(offer: Offer, { request, response, message }: Exchange): Promise<void> {
  const server = newServer(offer);
  const transport = new StreamableHTTPServerTransport();
  const over = once(response, "close");
  try {
    await server.connect(transport);
    await transport.handleRequest(request, response, message);
    await over;
  } finally {
    await server.close();
  }
}
