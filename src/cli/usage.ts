/** The command line was wrong. */
export class UsageError extends Error {}

export const USAGE = `tradespec mock [options]    serve the mocks over HTTP, for any client in any language

  --provider NAME       whose API to mock (binance; default binance)
  --port N              port to listen on; 0 picks a free one (default 8787)
  --host ADDRESS        address to listen on (default 127.0.0.1)
  --seed N              same seed, same markets; times follow the clock (default 1)
  --api-key KEY         the key that exists (default mock-api-key)
  --secret SECRET       its secret, for HMAC (default mock-secret)
  --public-key FILE     its public key in PEM, for RSA and Ed25519, in place of --secret
  --orders MODE         strict (default): an order that was never placed does not exist; lenient: it is made up
  --weight-limit N      request weight per minute beyond which calls get 429 (default: none)
  --order-limit N       new orders per 10 s beyond which orders get 429 (default: none)
  --quiet               no request log

The first line on standard output is JSON: {"port":N,"url":"http://...","provider":"..."}. Then a line per request, with the verdict on its
signature; on a mismatch also the text that was received to be signed and the text its parameters give. SIGTERM and SIGINT end it.`
