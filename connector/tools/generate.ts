/** `npm run generate`: writes everything that is made from the declarations and committed. */
import { packageRoot } from "../declare/root.js";
import { writeActionPages } from "./action_pages.js";
import { writeTypes } from "./generate_types.js";

await writeTypes(packageRoot());
await writeActionPages(packageRoot());
