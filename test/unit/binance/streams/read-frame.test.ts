import { faker } from '@faker-js/faker/locale/en'
import { describe, expect, it } from 'vitest'
import { streamFactories } from '../../../../generated/binance/factories.js'
import type { StreamId } from '../../../../generated/binance/streams.js'
import { readFrame } from '../../../../src/binance/streams/read-frame.js'
import { parseJson } from '../../../../src/core/json.js'

const ids = Object.keys(streamFactories) as StreamId[]
const INTEGER = /(?<=[:,[])-?\d+(?=[,}\]])/g

describe('a frame', () => {
  it.each(ids)('of %s keeps every digit of every integer, wherever it stands', (id) => {
    faker.seed(7)
    const text = JSON.stringify({ stream: 'x', data: streamFactories[id]() })
    const places = [...text.matchAll(INTEGER)]
    expect(places.length).toBeGreaterThan(0)
    for (const { index, 0: digits } of places) {
      const long = `${text.slice(0, index)}9007199254740993${text.slice(index + digits.length)}`
      expect(readFrame(long)).toEqual(parseJson(long))
      expect(JSON.stringify(readFrame(long))).toContain('"9007199254740993"')
    }
    expect(readFrame(text)).toEqual(JSON.parse(text))
  })

  it('of control keeps the digits of its id', () => {
    expect(readFrame('{"result":null,"id":9007199254740993}')).toEqual({ result: null, id: '9007199254740993' })
    expect(readFrame('{"result":["btcusdt@trade"],"id":-9007199254740993}')).toEqual({ result: ['btcusdt@trade'], id: '-9007199254740993' })
  })

  it.each(['', '{', '[]', '5', 'null', '"text"', 'pong'])('is nothing when it is %j', (text) => {
    expect(readFrame(text)).toBeUndefined()
  })
})
