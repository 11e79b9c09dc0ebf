/**
 * The two ways in. With a signature: for programs, nothing to log in to, the secret never travels. With a session: name and password, which
 * do travel, and fewer calls: no orders to list, none to cancel, no reverse repo.
 */
import { ConfigError } from 'tradespec'
import { createQmt, session, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const { TRADESPEC_QMT_USERNAME: username = '', TRADESPEC_QMT_PASSWORD: password = '' } = process.env

// The ids and secrets are in the server's environment (QMT_CLIENT_ACCOUNT, QMT_CLIENT_SECRET); the manual's config.yaml is read by no server.
const bySignature = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })
console.log(`by signature: ${(await bySignature.getOrders()).length} orders`)

// The manual's client logs in with JSON, which the server does not understand: its login() never works. This one sends the form.
const bySession = createQmt({ baseUrl, auth: session({ username, password }), traderIndex: 0 })
await bySession.login()
console.log(`by session:   ${(await bySession.getPositions()).length} positions`)
try {
  await bySession.getOrders()
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  console.log(`by session:   ${error.message}`)
}
await bySession.logout()

// Neither secret nor password can be listed, printed or turned into JSON by accident.
console.log('what a log would show:', signed({ clientId, secretKey }), session({ username, password }))
