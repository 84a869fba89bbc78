/** A program that only loads the libraries: their cost. */
import "@azure/msal-node";
import "axios";
import "axios-retry";
