/**
 * Set by the HTTP server to a request's target as it stood on the wire: a URL object would percent-encode what the client did not,
 * and signatures are checked over the bytes received.
 */
export const TARGET_HEADER = 'x-tradespec-target'
