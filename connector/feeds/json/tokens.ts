/** The tokenizer of JSON. The library is imported here only. */
export { type ParsedTokenInfo, Tokenizer, TokenizerError, TokenType } from "@streamparser/json";
