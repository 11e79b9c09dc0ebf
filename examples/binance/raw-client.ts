/** The openapi-fetch client underneath, for those who think in paths. Signed and repeated alike; errors are returned, not thrown. */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const depth = await binance.raw.GET('/api/v3/depth', { params: { query: { symbol: 'BTCUSDT', limit: 5 } } })
console.log(`best bid ${depth.data?.bids[0]?.[0]}, weight used ${depth.response.headers.get('x-mbx-used-weight-1m')}`)

const account = await binance.raw.GET('/api/v3/account', { params: { query: { omitZeroBalances: true } } })
console.log(`signed: ${account.data?.balances.length} balances`)

const { error, response } = await binance.raw.GET('/api/v3/order', { params: { query: { symbol: 'BTCUSDT', orderId: 4711 } } })
console.log(`refused: status ${response.status}, ${JSON.stringify(error)}`)
