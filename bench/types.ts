import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operations } from 'tradespec/binance/operations'
import { median, printTable } from './harness.js'

/** What a consumer's compiler spends on our declarations. */
const RUNS = 5
const root = process.cwd()
const header = `import { createBinance, hmac } from 'tradespec/binance'\nconst binance = createBinance({ auth: hmac({ apiKey: 'key', secret: 'secret' }) })\n`
const sources = {
  'an empty file': 'export {}\n',
  'three calls, `tradespec/binance`': `${header}export const candles = await binance.klines({ symbol: 'BTCUSDT', interval: '1m', limit: 5 })
export const order = await binance.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '1' })
export const { data, limits } = await binance.getOrder({ symbol: 'BTCUSDT', orderId: 1 }).withResponse()\n`,
  'three calls below /sapi, `tradespec/binance`': `${header}export const coins = await binance.wallet.coinInfo()
export const { id } = await binance.wallet.withdraw({ coin: 'USDT', address: 'address', amount: '10' })
export const { data, limits } = await binance.margin.marginAccount().withResponse()\n`,
  'three calls, `tradespec/qe`': `import { createQe, hmac } from 'tradespec/qe'
const qe = createQe({ auth: hmac({ apiKey: 'key', secret: 'secret' }) })
export const { items } = await qe.listExchangeApis({ exchange: 'Binance' })
export const placed = await qe.v2.createMasterOrder({ apiKeyId: 'id', exchange: 'Binance', marketType: 'SPOT', symbol: 'BTCUSDT', side: 'buy', algorithm: 'TWAP', totalQuantity: '1', executionDurationSeconds: 600 })
export const { data, limits } = await qe.v2.getMasterOrder({ masterOrderId: placed.masterOrderId }).withResponse()\n`,
  'three calls, `tradespec/qmt`': `import { createQmt, signed } from 'tradespec/qmt'
const qmt = createQmt({ baseUrl: 'http://localhost:9091', auth: signed({ clientId: 'id', secretKey: 'secret' }), traderIndex: 0 })
export const positions = await qmt.getPositions()
export const { results } = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 })
export const { data, limits } = await qmt.getOrder({ order_id: 1 }).withResponse()\n`,
  'types of all operations, `tradespec/binance`': `${header}import type { Params, Result } from 'tradespec/binance'\n${Object.entries(
    operations,
  )
    .map(([id, { namespace }]) => {
      const call = namespace === undefined ? id : `${namespace}.${id}`
      return `export const ${id}: (params: Params<'${id}'>) => Promise<Result<'${id}'>> = (params) => binance.${call}(params as never) as never`
    })
    .join('\n')}\n`,
}
const compilers = { '5.9': 'typescript', '7.0': 'typescript-native' }

const project = mkdtempSync(join(tmpdir(), 'tradespec-types-'))
try {
  mkdirSync(join(project, 'node_modules'))
  symlinkSync(root, join(project, 'node_modules/tradespec'))
  const rows: string[][] = []
  for (const [version, compiler] of Object.entries(compilers)) {
    for (const [name, text] of Object.entries(sources)) {
      writeFileSync(join(project, 'index.ts'), text)
      const compilerOptions = {
        noEmit: true,
        strict: true,
        skipLibCheck: true,
        target: 'es2022',
        module: 'nodenext',
        types: [],
        lib: ['es2022', 'dom'],
      }
      writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }))
      writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
      const runs = Array.from({ length: RUNS }, () => diagnose(compiler))
      const middle = (field: string) => median(runs.map((run) => run[field] ?? Number.NaN))
      rows.push([
        `TypeScript ${version}, ${name}`,
        middle('Check time').toFixed(2),
        middle('Total time').toFixed(2),
        middle('Instantiations').toFixed(0),
        (middle('Memory used') / 1000).toFixed(0),
      ])
    }
  }
  printTable(`Type check of a consumer (median of ${RUNS})`, ['compiler, file', 'check, s', 'total, s', 'instantiations', 'MB'], rows)
} finally {
  rmSync(project, { recursive: true, force: true })
}

/** The numbers of `--extendedDiagnostics`. */
function diagnose(compiler: string): Record<string, number> {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', compiler, 'bin/tsc'), '-p', '.', '--extendedDiagnostics'],
    {
      cwd: project,
      encoding: 'utf8',
    },
  )
  if (status !== 0) throw new Error(stdout)
  return Object.fromEntries([...stdout.matchAll(/^([A-Z][\w ]+):\s+([\d.]+)/gm)].map(([, name = '', value]) => [name, Number(value)]))
}
