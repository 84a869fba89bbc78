import { describeCanaries } from "./canary_matrix.js";

describeCanaries("every");
