// An indicator as Graph stores it. Types only.

/** A stored tiIndicator with every documented property; properties without a value are null or empty. */
export interface TiIndicator {
  id: string;
  azureTenantId: string;
  ingestedDateTime: string;
  targetProduct: string | null;
  externalId: string | null;
  [property: string]: unknown;
}
