/**
 * The first calls: is the service there, what does its clock say, which markets are there, who am I. Keys come from the environment, not
 * from the program's text. Where your gateway wants the prefix `/strategy-api`, it goes into `baseUrl`.
 */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env

// `environment` is 'production' where nothing is said. An address given with `baseUrl` wins over it.
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

await qe.ping()
const { serverTimeMilli } = await qe.timestamp()
console.log(`the service is there, its clock says ${new Date(Number(serverTimeMilli)).toISOString()}`)

const pairs = await qe.tradingPairs({ exchange: 'Binance', marketType: 'SPOT', pageSize: 5 })
console.log(`${pairs.total} spot markets at Binance, among them ${pairs.items.map(({ symbol }) => symbol).join(', ')}`)

const { items } = await qe.listExchangeApis()
console.log(`signed in, with keys for ${[...new Set(items.map(({ exchange }) => exchange))].join(', ') || 'no exchange yet'}`)
