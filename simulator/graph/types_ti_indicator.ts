// An indicator as Graph keeps it. Types only.

/** A stored tiIndicator: every property of the document, null or empty where none was given. */
export interface TiIndicator {
  id: string;
  azureTenantId: string;
  ingestedDateTime: string;
  targetProduct: string | null;
  externalId: string | null;
  [property: string]: unknown;
}
