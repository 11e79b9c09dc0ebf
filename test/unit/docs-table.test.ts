import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBinance, hmac } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import { callOf, SAPI_IDS, sapiSamples } from '../helpers/sapi-samples.js'
import { spyFetch } from '../helpers/spy-fetch.js'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/from-binance-connector-python.md'), 'utf8')

interface Row {
  readonly python: string
  readonly call: string
  readonly ours: string
  readonly note: string
}

const rows: Row[] = text.split('\n').flatMap((line) => {
  const [, python, call, ours, note] = /^\| `(\w+)` \| (\w+ \/\S+) \| (.*?) \| (.*?) ?\|$/.exec(line) ?? []
  return python && call ? [{ python, call, ours: ours ?? '', note: note ?? '' }] : []
})

const table = Object.entries(operations)
const memberOf = ([id, { namespace }]: (typeof table)[number]) => (namespace === undefined ? id : `${namespace}.${id}`)
const callByMember = new Map(table.map((entry) => [memberOf(entry), `${entry[1].method} ${entry[1].path}`]))

/** Of the client, but no operation. */
const HELPERS = ['userData', 'marginUserData', 'marginRisk']

const namedIn = ({ ours, note }: Row) => [...`${ours} ${note}`.matchAll(/`binance\.([\w.]+)\(\)`/g)].map(([, member = '']) => member)

describe('the table for those who come from binance-connector-python', () => {
  it('has every public method of its Spot class once', () => {
    expect(rows.filter(({ call }) => call.includes(' /api/'))).toHaveLength(39)
    expect(rows.filter(({ call }) => call.includes(' /sapi/'))).toHaveLength(240)
    expect(new Set(rows.map(({ python }) => python)).size).toBe(279)
    // Nothing that looks like a row is passed over.
    expect(text.match(/^\| `/gm)).toHaveLength(279)
  })

  it('names only operations and helpers that the client has', () => {
    const binance = createBinance() as unknown as Record<string, unknown>
    for (const row of rows) {
      for (const member of namedIn(row)) {
        if (HELPERS.includes(member)) expect(binance[member], member).toBeTypeOf('function')
        else expect(callByMember.has(member), `${row.python}: ${member}`).toBe(true)
      }
    }
  })

  it('names the operation that makes the same call, unless the note says that it is gone', () => {
    const today = new Map([...callByMember].map(([member, call]) => [call, member]))
    for (const { python, call, ours, note } of rows) {
      const member = today.get(call)
      if (member === undefined) expect(note, `${python}: ${call}`).toMatch(/^(gone|no longer)\b/)
      else expect(ours, python).toBe(`\`binance.${member}()\``)
    }
    expect(rows.filter(({ call }) => !today.has(call)).map(({ call }) => call.split('/')[1])).toEqual([
      ...Array.from({ length: 3 }, () => 'api'),
      ...Array.from({ length: 29 }, () => 'sapi'),
    ])
  })

  it('links only to files that exist', () => {
    for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)/g)) expect(() => readFileSync(join(root, 'docs', link)), link).not.toThrow()
  })
})

describe('operations below /sapi', () => {
  it('are 403, and each can be called by its tag', async () => {
    expect(SAPI_IDS).toHaveLength(403)
    const { fetch, sent } = spyFetch()
    const binance = createBinance({ auth: hmac({ apiKey: 'key', secret: 'secret' }), fetch, retry: false })
    for (const id of SAPI_IDS) {
      // What the answer is worth is no matter here.
      await callOf(binance, id)(sapiSamples[id]?.[0]).catch(() => undefined)
      const { method, path } = operations[id]
      expect(sent.pop(), id).toMatchObject({ method, path })
    }
  })
})
