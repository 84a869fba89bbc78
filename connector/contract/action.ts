/** The action type of the engine: a declared action with the manifest's defaults filled in. */
import type { Action as DeclaredAction } from "./generated/meta/action.js";
import type { Manifest } from "./generated/meta/manifest.js";

type Defaults = Manifest["defaults"];
type DeclaredBatch = NonNullable<DeclaredAction["batch"]>;
type DeclaredBisect = NonNullable<DeclaredAction["bisect"]>;

/** One action with all defaults filled in. */
export type Action = Omit<DeclaredAction, keyof Defaults> & {
  readonly retry: Defaults["retry"];
  readonly batch?: DeclaredBatch & Defaults["batch"];
  /** Present if the action has rows, like `bisect`. */
  readonly circuitBreaker?: Defaults["circuitBreaker"];
  readonly bisect?: DeclaredBisect & Defaults["bisect"];
};
