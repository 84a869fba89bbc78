/** An action as the engine uses it: what its file leaves out is filled in from the manifest's defaults. */
import type { Action as DeclaredAction } from "./generated/meta/action.js";
import type { Manifest } from "./generated/meta/manifest.js";

type Defaults = Manifest["defaults"];
type DeclaredBatch = NonNullable<DeclaredAction["batch"]>;
type DeclaredBisect = NonNullable<DeclaredAction["bisect"]>;

/** One action with every default filled in. */
export type Action = Omit<DeclaredAction, keyof Defaults> & {
  readonly retry: Defaults["retry"];
  readonly batch?: DeclaredBatch & Defaults["batch"];
  /** Present for actions with rows, as `bisect`. */
  readonly circuitBreaker?: Defaults["circuitBreaker"];
  readonly bisect?: DeclaredBisect & Defaults["bisect"];
};
