/** A process that loads the libraries that the task names, and does nothing: what they cost. */
import "@azure/msal-node";
import "axios";
import "axios-retry";
