/** `npm run generate`: writes all committed files that are generated from the declarations and the compiled API. */
import { packageRoot } from "../connector/declarations/package_root.js";
import { writeApiReport } from "./api_report.js";
import { writeTypes } from "./generate_types.js";
import { writePages } from "./write_docs.js";

await writeTypes(packageRoot());
await writePages(packageRoot());
writeApiReport(packageRoot());
