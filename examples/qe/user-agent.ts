/**
 * A User-Agent of your own, or any other header: give the client your own fetch. In the Python SDK this means to replace the session, which
 * loses the key's header on the way; here the request is complete and signed when it comes by.
 */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env

const named: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers)
  headers.set('User-Agent', 'my-desk/2.1')
  console.log(`to send: ${[...headers.keys()].join(', ')}`)
  return fetch(input, { ...init, headers })
}

// Address, query and body are signed, headers are not: leave the first three as they are.
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl, fetch: named })
const { total } = await qe.listExchangeApis()
console.log(`answered: ${total} keys`)
