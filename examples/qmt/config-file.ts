/** Settings from a file, checked while they are read. Keep the file out of version control and readable for you alone. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createQmt, type QmtOptions, signed } from 'tradespec/qmt'

function textOf(settings: object, name: string): string {
  const value: unknown = Object.entries(settings).find(([key]) => key === name)?.[1]
  if (typeof value !== 'string' || value === '') throw new Error(`the settings have no ${name}`)
  return value
}

async function readSettings(file: string): Promise<QmtOptions> {
  const settings: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (typeof settings !== 'object' || settings === null) throw new Error(`${file} holds no settings`)
  return {
    baseUrl: textOf(settings, 'base_url'),
    auth: signed({ clientId: textOf(settings, 'client_id'), secretKey: textOf(settings, 'secret_key') }),
    traderIndex: 0,
  }
}

// This example writes the file that you would have.
const { TRADESPEC_QMT_BASE_URL: base_url = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: client_id = '', TRADESPEC_QMT_SECRET: secret_key = '' } = process.env
const folder = await mkdtemp(join(tmpdir(), 'qmt-example-'))
try {
  const file = join(folder, 'config.json')
  await writeFile(file, JSON.stringify({ base_url, client_id, secret_key }), { mode: 0o600 })

  const qmt = createQmt(await readSettings(file))
  console.log(`connected: ${(await qmt.getAccounts()).length} accounts`)
} finally {
  await rm(folder, { recursive: true })
}
