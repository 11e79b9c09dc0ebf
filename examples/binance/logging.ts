/** One line per attempt, to any logger with a `debug` method: console, pino, winston. No key, no signature passes through it. */
import type { Logger } from 'tradespec'
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env

const lines: string[] = []
const logger: Logger = {
  debug: (message, { operationId, status, durationMs }) => {
    lines.push(message)
    console.log(`[${operationId}] ${message} -> status ${status}, ${durationMs} ms`)
  },
}

const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, logger })
await binance.time()
await binance.getAccount({ omitZeroBalances: true })
await binance.getOrder({ symbol: 'BTCUSDT', orderId: 1 }).catch((error: Error) => console.log(error.message))

const leaks = lines.filter((line) => line.includes('signature'))
console.log(`${lines.length} lines logged, ${leaks.length} of them with a signature`)
if (leaks.length > 0) process.exitCode = 1
