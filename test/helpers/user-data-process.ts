import { createBinance, ed25519, type UserDataOptions } from 'tradespec/binance'

// A process of its own: closes user data in every state and has to end by itself. Arguments: key file, a mock, one that never answers for open
// orders, an address where nobody listens.

const [privateKey = '', url = '', silentUrl = '', deadUrl = ''] = process.argv.slice(2)
const open = (baseUrl: string, options: UserDataOptions = {}) =>
  createBinance({
    auth: ed25519({ apiKey: 'key-ed25519', privateKey }),
    baseUrl,
    wsApiUrl: baseUrl.replace('http', 'ws'),
  }).userData({ reconcile: true, ...options })

const connecting = open(url)
await connecting.close()
process.stdout.write(`${connecting.state}\n`)

const stands = open(url)
await stands.ready
process.stdout.write(`${stands.state}\n`)
await stands.close()

// Between two attempts, the next of which is far away.
const waits = open(deadUrl, { reconnect: { baseDelayMs: 600_000, maxDelayMs: 600_000 } })
await new Promise<void>((resolve) => void waits.on('down', () => resolve()))
await waits.close()
process.stdout.write(`${await waits.ready.catch(({ code }: { code: string }) => code)}\n`)

const recovers = open(silentUrl)
await recovers.ready
await new Promise((resolve) => setTimeout(resolve, 50))
await recovers.close()
process.stdout.write('done\n')
