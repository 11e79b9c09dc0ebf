import { describe, expect, it } from 'vitest'
import type { Schema } from '../../../scripts/generate/document.js'
import { emitEnums } from '../../../scripts/generate/emit-enums.js'
import { specOf } from '../../helpers/spec-document.js'

const emitted = (schemas: Record<string, Schema>) => emitEnums(specOf({}, { schemas }))

describe('enums', () => {
  it('become objects to choose from, and types of the same name', () => {
    expect(emitted({ Side: { type: 'string', enum: ['buy', 'sell'], description: 'Direction.' } })).toBe(
      [
        '/** Direction. */',
        'export const Side = {',
        "  BUY: 'buy',",
        "  SELL: 'sell',",
        '} as const',
        'export type Side = (typeof Side)[keyof typeof Side]',
        '',
      ].join('\n'),
    )
  })

  it.each([
    ['TWAP-1', 'TWAP_1'],
    ['perp_cm', 'PERP_CM'],
    ['Cancelack', 'CANCELACK'],
    ['正常', '正常'],
    ['a.b c', 'A_B_C'],
    ['OKX', 'OKX'],
    ['1m', '_1M'],
  ])('call %s %s', (value, key) => {
    expect(emitted({ One: { type: 'string', enum: [value] } })).toContain(`\n  ${key}: '${value}',\n`)
  })

  it('are made of texts only', () => {
    const schemas: Record<string, Schema> = {
      Code: { type: 'integer', enum: [48, 49] },
      Text: { type: 'string' },
      Shape: { type: 'object' },
    }
    expect(emitted(schemas)).toBe('')
  })

  it('say what they are, by their name where nothing else is said', () => {
    expect(emitted({ Mode: { type: 'string', enum: ['a'] } })).toContain('/** Mode */')
  })

  it('stand in the order of the spec', () => {
    const schemas: Record<string, Schema> = { B: { type: 'string', enum: ['b'] }, A: { type: 'string', enum: ['a'] } }
    expect(emitted(schemas).match(/export const \w/g)).toEqual(['export const B', 'export const A'])
  })
})
