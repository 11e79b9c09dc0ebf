import { describe, expect, it } from 'vitest'
import type { Schema } from '../../../scripts/generate/document.js'
import { emitReadings } from '../../../scripts/generate/emit-readings.js'
import { lower } from '../../../scripts/generate/lower.js'
import type { Reading, Readings } from '../../../src/core/answers/reading.js'
import { ref, specOf } from '../../helpers/spec-document.js'

const string: Schema = { type: 'string' }
const decimal: Schema = { type: ['string', 'number'], format: 'flex-decimal' }
const int: Schema = { type: ['string', 'integer'], format: 'flex-int' }
const object = (properties: Record<string, Schema>): Schema => ({ type: 'object', properties })

const emitted = (answers: Readonly<Record<string, Schema>>, schemas: Record<string, Schema> = {}): string | undefined =>
  emitReadings(lower(specOf(Object.fromEntries(Object.entries(answers).map(([id, answer]) => [id, { answer }])), { schemas })))

/** What the module holds; its lines are JSON but for the names in front. */
function readingsIn(text: string | undefined, name: string): Readings {
  const body = new RegExp(`export const ${name}: .* = \\{\\n([\\s\\S]*?)\\n?\\}\\n`).exec(text ?? '')?.[1] ?? ''
  const lines = body.split('\n').filter((line) => line.trim() !== '')
  // Each line is `name: JSON,`.
  return Object.fromEntries(
    lines.map((line) => [line.split(':')[0]?.trim() ?? '', JSON.parse(line.slice(line.indexOf(':') + 1).replace(/,$/, '')) as Reading]),
  )
}

describe('readings', () => {
  it('are not made for a provider whose fields do not drift', () => {
    expect(
      emitted({ getIt: object({ a: string }), listIt: { type: 'array', items: ref('It') } }, { It: object({ a: string }) }),
    ).toBeUndefined()
  })

  it('lead to the fields that drift, and to no other', () => {
    const text = emitted({
      getIt: object({
        total: int,
        price: decimal,
        name: string,
        inner: object({ deep: decimal, plain: string }),
        none: object({ a: string }),
      }),
    })
    expect(readingsIn(text, 'readings')).toEqual({
      getIt: { fields: { total: 'int', price: 'decimal', inner: { fields: { deep: 'decimal' } } } },
    })
    expect(readingsIn(text, 'namedReadings')).toEqual({})
  })

  it('lead through lists and components, which are written once', () => {
    const schemas = {
      Page: object({ total: ref('Flex'), items: { type: 'array', items: ref('Order') } }),
      Order: object({ quantity: ref('Decimal'), note: string }),
      Flex: int,
      Decimal: decimal,
    }
    const text = emitted(
      { listIt: ref('Page'), getIt: object({ order: ref('Order') }), bare: { type: 'array', items: ref('Order') } },
      schemas,
    )
    expect(readingsIn(text, 'namedReadings')).toEqual({
      Order: { fields: { quantity: 'decimal' } },
      Page: { fields: { total: 'int', items: { list: '#Order' } } },
    })
    expect(readingsIn(text, 'readings')).toEqual({ listIt: '#Page', getIt: { fields: { order: '#Order' } }, bare: { list: '#Order' } })
  })

  it('leave out operations and components without such fields, and operations without an answer', () => {
    const text = emitReadings(
      lower(
        specOf(
          { plain: { answer: ref('Plain') }, silent: {}, drifting: { answer: object({ plain: ref('Plain'), a: int }) } },
          { schemas: { Plain: object({ a: string }) } },
        ),
      ),
    )
    expect(readingsIn(text, 'readings')).toEqual({ drifting: { fields: { a: 'int' } } })
    expect(readingsIn(text, 'namedReadings')).toEqual({})
  })

  it('take an answer that is such a field by itself', () => {
    expect(readingsIn(emitted({ count: { type: 'array', items: int } }), 'readings')).toEqual({ count: { list: 'int' } })
  })

  it('take the members of merged parts', () => {
    const text = emitted({ getIt: { allOf: [ref('Base'), object({ price: decimal })] } }, { Base: object({ total: int }) })
    expect(readingsIn(text, 'readings')).toEqual({ getIt: { fields: { total: 'int', price: 'decimal' } } })
  })
})

describe('what cannot be read', () => {
  it('a component that contains itself is read once, and ends', () => {
    const schemas = { Tree: object({ price: decimal, parts: { type: 'array', items: ref('Tree') } }) }
    const text = emitted({ getIt: ref('Tree') }, schemas)
    expect(readingsIn(text, 'namedReadings')).toEqual({ Tree: { fields: { price: 'decimal', parts: { list: '#Tree' } } } })
  })

  it('a drifting field in a map or an alternative stops the generation instead of being left as it is', () => {
    expect(() => emitted({ getIt: { type: 'object', additionalProperties: decimal } })).toThrow('drifts')
    expect(() => emitted({ getIt: object({ part: { oneOf: [object({ price: decimal }), string] } }) })).toThrow('drifts')
  })
})
