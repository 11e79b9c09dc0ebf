/** The command line was wrong. */
export class UsageError extends Error {}

export const USAGE = `tradespec mock [options]    serve the mocks over HTTP and WebSockets, for any client in any language

  --provider NAME       whose API to mock: binance (default), qe, qmt; several with commas, on ports in a row
  --port N              port to listen on; 0 picks a free one (default 8787)
  --host ADDRESS        address to listen on (default 127.0.0.1)
  --seed N              same seed, same markets; times follow the clock (default 1)
  --quiet               no request log

binance and qe
  --api-key KEY         the key that exists (default mock-api-key)
  --secret SECRET       its secret, for HMAC (default mock-secret)
  --public-key FILE     its public key in PEM, for RSA and Ed25519, in place of --secret
  --orders MODE         strict (default): an order that was never placed does not exist; lenient: it is made up
  --weight-limit N      binance: request weight per minute beyond which calls get 429 (default: none)
  --order-limit N       binance: new orders per 10 s beyond which orders get 429 (default: none)
  --enforce-limits      qe: 429 for the balances beyond 60 calls in 10 minutes for a binding

qmt
  --server KIND         manual (default) or upstream, which has market data
  --client-id ID        the client that exists (default mock-client), with --secret
  --username NAME       who can log in (default mock-user)
  --password PASSWORD   with this password (default mock-password)

For each provider a line of JSON comes first: {"port":N,"url":"http://...","provider":"..."}. binance and qe speak WebSockets on the same port;
their lines also have "streamUrl" (streams; the push stream), that of binance "wsApiUrl" too (WebSocket API and user data). Then a line per request,
with the verdict on its signature; on a mismatch also the text that was received to be signed and the text its parameters give. SIGTERM and SIGINT end it.`
