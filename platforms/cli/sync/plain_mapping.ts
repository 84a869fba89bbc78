/** The mapping of a target without a declared one: its sources contain rows, which stay as they are. */
import type { FeedSettings } from "../../../connector/platform_api.js";

/** Nothing but rows becomes rows. */
export const rowsAsTheyAre: NonNullable<FeedSettings["mapping"]> = {
  mapping: { shape: "", types: {}, fields: {} },
  sources: [],
  fields: new Map(),
  benign: () => undefined,
};
