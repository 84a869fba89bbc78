/** Gets tokens from the login service. Only this file uses MSAL, and loads it for the first token. */
import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import type { INetworkModule } from "@azure/msal-node";
import { addressIn } from "../base_url.js";
import type { Connection } from "./connection.js";
import type { TokenGrant } from "./credential_headers.js";
import { assertionOf, type CertificateWithKey } from "./credentials.js";
import { LoginNetwork, type LoginPorts } from "./login_network.js";
import type { Token } from "./token_cache.js";

type Msal = typeof import("@azure/msal-node");
interface Issued {
  accessToken: string;
  expiresOn: Date | null;
}

/**
 * Requests one token with exactly one POST. The endpoint is known, so there is no discovery.
 * @throws InvalidCredentials with the message of the login service; Unreachable or ServiceFailed if it does not respond
 */
export async function requestToken(
  connection: Connection,
  scopes: readonly string[],
  ports: LoginPorts,
): Promise<Token> {
  const msal = loadMsal();
  const network = new LoginNetwork(connection, scopes, ports);
  try {
    const issued = await grants[connection.grant as TokenGrant](msal, connection, [...scopes], network);
    if (issued === null || issued.accessToken === "") throw new Error("no token");
    return { value: issued.accessToken, expiresAt: network.expiryOf(issued) };
  } catch (error) {
    throw network.explain(error);
  }
}

/** Loads the bundle of the library. The form for import() has 150 files and adds 20 ms to the start. */
function loadMsal(): Msal {
  return createRequire(import.meta.url)("@azure/msal-node") as Msal;
}

type Grant = (
  msal: Msal,
  connection: Connection,
  scopes: string[],
  network: LoginNetwork,
) => Promise<Issued | null>;

const grants: Record<TokenGrant, Grant> = {
  client_secret: (msal, connection, scopes, network) =>
    byClient(msal, connection, scopes, network, { clientSecret: connection.credentials.clientSecret ?? "" }),
  client_certificate: (msal, connection, scopes, network) =>
    byClient(msal, connection, scopes, network, {
      clientCertificate: certificate(connection.certificate?.() as CertificateWithKey),
    }),
  client_assertion: (msal, connection, scopes, network) =>
    byClient(msal, connection, scopes, network, { clientAssertion: assertion(connection) }),
  password: byPassword,
  managed_identity: byManagedIdentity,
};

function byClient(
  msal: Msal,
  connection: Connection,
  scopes: string[],
  network: LoginNetwork,
  secret: object,
) {
  const auth = { ...authority(connection), ...secret };
  const app = new msal.ConfidentialClientApplication({ auth, system: { networkClient: network } });
  return app.acquireTokenByClientCredential({ scopes, skipCache: true });
}

function byPassword(msal: Msal, connection: Connection, scopes: string[], network: LoginNetwork) {
  const { username = "", password = "", clientSecret } = connection.credentials;
  const auth = authority(connection);
  const system = { networkClient: network };
  const app =
    clientSecret === undefined
      ? new msal.PublicClientApplication({ auth, system })
      : new msal.ConfidentialClientApplication({ auth: { ...auth, clientSecret }, system });
  return app.acquireTokenByUsernamePassword({ scopes, username, password });
}

/** Variables from which MSAL reads the endpoint of the host. MSAL sends the secret of the host to any address. */
const endpointVariables = [
  "IDENTITY_ENDPOINT",
  "MSI_ENDPOINT",
  "IMDS_ENDPOINT",
  "AZURE_POD_IDENTITY_AUTHORITY_HOST",
] as const;

function byManagedIdentity(msal: Msal, connection: Connection, scopes: string[], network: LoginNetwork) {
  const identity = connection.credentials.managedIdentity ?? "";
  for (const name of endpointVariables) {
    const address = process.env[name] ?? "";
    if (address !== "") addressIn(address, name);
  }
  const app = new msal.ManagedIdentityApplication({
    ...(identity === "system" ? {} : { managedIdentityIdParams: { userAssignedClientId: identity } }),
    system: { networkClient: currentNetwork, disableInternalRetries: true },
  });
  const resource = (scopes[0] ?? "").replace(/\/\.default$/, "");
  return requestNetwork.run(network, () => app.acquireToken({ resource, forceRefresh: true }));
}

/** MSAL keeps the network module of the first managed identity, so this one looks up the network of each request. */
const requestNetwork = new AsyncLocalStorage<LoginNetwork>();
const currentNetwork: INetworkModule = {
  sendGetRequestAsync: (url, options) => storedNetwork().sendGetRequestAsync(url, options),
  sendPostRequestAsync: (url, options) => storedNetwork().sendPostRequestAsync(url, options),
};

function storedNetwork(): LoginNetwork {
  return requestNetwork.getStore() as LoginNetwork;
}

/** Returns an https authority, since MSAL accepts no other. {@link LoginNetwork} calls the real address. */
function authority({ tokenUrl, client }: Connection) {
  const url = new URL(tokenUrl);
  const base = `https://${url.host}/${url.pathname.split("/")[1] ?? ""}`;
  const endpoints = {
    token_endpoint: `https://${url.host}${url.pathname}`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    issuer: `${base}/v2.0`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  };
  return {
    clientId: client,
    authority: base,
    knownAuthorities: [url.host],
    authorityMetadata: JSON.stringify(endpoints),
  };
}

function certificate({ certificate: x509, key }: CertificateWithKey) {
  return {
    thumbprintSha256: x509.fingerprint256.replaceAll(":", ""),
    privateKey: key.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

function assertion(connection: Connection) {
  return () => {
    const text = assertionOf(connection);
    connection.redactor.addLive(text);
    return Promise.resolve(text);
  };
}
