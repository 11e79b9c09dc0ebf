/**
 * A wrong local clock. The manual sets `client.time_offset`, which the Python SDK never reads. Here nothing has to be set: when a read is
 * refused for its timestamp, the client asks for the service's time, signs again and sends once more, and goes by that clock from then on.
 * An order is not repeated, as nobody promises that a refusal for the time means "not executed": begin with a read.
 */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const qe = createQe({
  auth: hmac({ apiKey, secret }),
  environment: 'test',
  baseUrl,
  // This machine is ten minutes slow.
  now: () => Date.now() - 600_000,
  logger: { debug: (message) => console.log(`  ${message}`) },
})

console.log('first signed call: refused once, then the clock is known')
await qe.listExchangeApis()
console.log('second signed call: right at once')
await qe.getMasterOrders({ pageSize: 1 })
