import { describe, expect, it } from 'vitest'
import { entriesOf, type SpecDocument } from '../../../scripts/generate/document.js'
import { emitAllTypes, emitParts, type MadePart } from '../../../scripts/generate/emit-parts.js'
import { split } from '../../../scripts/generate/split.js'
import { specOf } from '../../helpers/spec-document.js'

const document: SpecDocument = {
  ...specOf(
    {
      ping: { tags: ['general'] },
      burnStatus: { tags: ['margin'], path: '/burn' },
      burn: { tags: ['wallet'], path: '/burn', method: 'post' },
      withdraw: { tags: ['wallet'], method: 'post' },
    },
    {
      schemas: { Coin: { type: 'string' } },
      tags: [
        { name: 'general' },
        { name: 'wallet', description: 'Coins', 'x-part': 'sapi' },
        { name: 'margin', description: 'Loans', 'x-part': 'sapi' },
      ],
    },
  ),
  webhooks: { told: {} },
}
const routesOf = (one: SpecDocument | undefined) =>
  one && entriesOf(one).map(({ method, path, operation }) => `${method} ${path} ${operation.operationId}`)

describe('a spec with parts', () => {
  const { main, parts } = split(document)

  it('is the operations of no part, and each part with its own, in the order of the tags', () => {
    expect(routesOf(main)).toEqual(['get /ping ping'])
    expect(parts.map(({ name, family, description }) => [name, family, description])).toEqual([
      ['wallet', 'sapi', 'Coins'],
      ['margin', 'sapi', 'Loans'],
    ])
    expect(main.tags?.map(({ name }) => name)).toEqual(['general'])
    expect(parts.map((part) => part.document.tags?.map(({ name }) => name))).toEqual([['wallet'], ['margin']])
  })

  it('may have a path in two parts, each with its own methods', () => {
    expect(routesOf(parts[0]?.document)).toEqual(['post /burn burn', 'post /withdraw withdraw'])
    expect(routesOf(parts[1]?.document)).toEqual(['get /burn burnStatus'])
  })

  it('keeps what sockets carry with the operations of no part, and components with all', () => {
    expect(main.webhooks).toBeDefined()
    for (const part of parts) {
      expect(part.document.webhooks).toBeUndefined()
      expect(part.document.components.schemas).toEqual({ Coin: { type: 'string' } })
    }
  })

  it('is left as it was', () => {
    expect(routesOf(document)).toHaveLength(4)
  })
})

it('a spec without parts stays whole', () => {
  const plain = specOf({ ping: {}, withdraw: { method: 'post' } }, { tags: [{ name: 'test' }] })
  expect(split(plain)).toEqual({ main: plain, parts: [] })
})

describe('what is made of parts', () => {
  const { main, parts } = split(document)
  const made = parts.map(
    ({ name, description, document: own }): MadePart => ({
      name,
      description,
      folder: `sapi/${name}`,
      api: `Api${name}`,
      table: {},
      document: own,
      hasReadings: name === 'wallet',
    }),
  )

  it('loads each by itself, and imports nothing but types', () => {
    const text = emitParts(made, 'Api')
    expect(text.match(/^import (?!type)/gm)).toBeNull()
    expect(text).toContain('  /** Coins. */\n  readonly wallet: Apiwallet\n')
    expect(text.match(/import\('\.\/sapi\/\w+\/\w+\.js'\)/g)).toEqual([
      "import('./sapi/wallet/operations.js')",
      "import('./sapi/wallet/answers.js')",
      "import('./sapi/wallet/readings.js')",
      "import('./sapi/margin/operations.js')",
      "import('./sapi/margin/answers.js')",
    ])
  })

  it('joins the methods of a path that two of them share', () => {
    const text = emitAllTypes(made, main)
    expect(text).toContain("interface AllPaths extends mainPaths, Omit<walletPaths, '/burn'>, Omit<marginPaths, '/burn'> {")
    expect(text).toContain(
      "'/burn': Pick<walletPaths['/burn'], 'post'> & Omit<walletPaths['/burn'], 'post' | 'get'> & Pick<marginPaths['/burn'], 'get'>",
    )
  })
})
