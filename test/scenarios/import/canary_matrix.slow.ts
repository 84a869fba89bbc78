// Every key, certificate, token and password in every field that is not for credentials, through every adapter.
import { describeCanaries } from "./canary_matrix.js";

describeCanaries("wrong");
