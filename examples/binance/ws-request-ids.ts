/** Ids of requests over the WebSocket API: made up by the client, or yours, to find a call again in a log of your own. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const binance = createBinance({ baseUrl, wsApiUrl })
const api = binance.wsApi()

const own = await api.call('ping', {}, { id: 'my_request_id' }).withResponse()
console.log(`your id:      ${own.id}`)

const made = await api.call('ping').withResponse()
console.log(`made up:      ${made.id}`)

// Two calls at a time cannot have the same one: their answers could not be told apart.
const [first, second] = await Promise.allSettled([api.call('time', {}, { id: 'twice' }), api.call('time', {}, { id: 'twice' })])
console.log(`the first:    ${first.status}`)
console.log(`the second:   ${second.status === 'rejected' && second.reason instanceof Error ? second.reason.message : second.status}`)

await api.close()
