import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium, type Page } from 'playwright-core'
import { type BinanceMockServer, startMockServer } from 'tradespec/binance/mocks'
import { findChromium } from '../../scripts/find-chromium.js'

/**
 * A page in a real browser, headless, connects to the mock and shows trades: with the package as `npm run build` made it, the browser's
 * WebSocket and its WebCrypto. Needs a Chromium: CHROMIUM names it, else it is looked for where systems put it.
 */
const root = join(import.meta.dirname, '../..')
const executablePath = findChromium()
if (executablePath === undefined) {
  console.error('There is no Chromium here. Install one, or name it: CHROMIUM=/path/to/chromium npm run test:browser')
  process.exit(1)
}
const PATIENCE_MS = 15_000

let passed = 0
let failed = 0
const hmacKey = { apiKey: 'page-key', secret: 'page-secret' }
const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const mock = await startMockServer({ credentials: [hmacKey, { apiKey: 'page-ed25519', publicKey }], orders: 'strict' })
const pages = await serve()
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
try {
  await check('shows trades as they come, each once and in order', (page) => trades(page, 5))
  await check('comes back after a drop', async (page) => {
    await trades(page, 2)
    mock.faults.drop()
    await page.waitForFunction(() => document.getElementById('state')?.textContent === 'restored', undefined, { timeout: PATIENCE_MS })
    await trades(page, (await shown(page, 'trades')).length + 3)
  })
  await check('finds a peer that falls silent, without pings', async (page) => {
    await trades(page, 2)
    mock.faults.silence(true)
    await page.waitForFunction(() => document.getElementById('state')?.textContent === 'down', undefined, { timeout: PATIENCE_MS })
    mock.faults.silence(false)
    await page.waitForFunction(() => document.getElementById('state')?.textContent === 'restored', undefined, { timeout: PATIENCE_MS })
  })
  await check('places a signed order and hears of its fill (HMAC)', filled)
  await check('the same with Ed25519, logged on', filled, { apiKey: 'page-ed25519', privateKey })
} finally {
  await browser.close()
  pages.close()
  await mock.close()
}
if (failed > 0) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)

async function check(name: string, body: (page: Page) => Promise<void>, key: Record<string, string> = hmacKey): Promise<void> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(String(error)))
    await page.goto(`${addressOf(pages)}/?${new URLSearchParams({ ...addresses(mock), ...key })}`)
    await body(page)
    assert.deepEqual(errors, [])
    assert.equal(await page.textContent('#errors'), '')
    passed += 1
    console.log(`ok   ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAIL ${name}`)
    console.error(error)
  } finally {
    await context.close()
  }
}

async function trades(page: Page, least: number): Promise<void> {
  await page.waitForFunction((count) => document.querySelectorAll('#trades li').length >= count, least, { timeout: PATIENCE_MS })
  const ids = (await shown(page, 'trades')).map((line) => Number(line.split(' ')[0]))
  assert.deepEqual(
    ids,
    [...new Set(ids)].sort((left, right) => left - right),
    'in order, none twice',
  )
}

async function filled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelectorAll('#events li').length >= 2, undefined, { timeout: PATIENCE_MS })
  assert.deepEqual(await shown(page, 'events'), ['from-a-page NEW', 'from-a-page FILLED'])
}

function shown(page: Page, id: string): Promise<string[]> {
  return page.locator(`#${id} li`).allTextContents()
}

function addresses({ streamUrl, wsApiUrl }: BinanceMockServer) {
  return { streamUrl, wsApiUrl }
}

function addressOf(server: http.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The page, and its script as a bundler makes it of the package: by its name, without the paths of tsconfig.json. */
async function serve(): Promise<http.Server> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    tsconfigRaw: {},
  })
  const html = await readFile(join(import.meta.dirname, 'page.html'))
  const script = outputFiles[0]?.contents ?? ''
  const server = http.createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}
