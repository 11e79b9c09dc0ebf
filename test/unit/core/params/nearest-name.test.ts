import { expect, it } from 'vitest'
import { nearestName } from '../../../../src/core/params/nearest-name.js'

const known = ['symbol', 'symbols', 'side', 'quantity', 'quoteOrderQty', 'newClientOrderId', 'recvWindow', 'limit']

it.each([
  ['quantitty', 'quantity'],
  ['Symbol', 'symbol'],
  ['SYMBOLS', 'symbols'],
  ['recv_window', 'recvWindow'],
  ['new_client_order_id', 'newClientOrderId'],
  ['simbol', 'symbol'],
  ['limi', 'limit'],
  ['limitt', 'limit'],
  ['sied', 'side'],
])('%s was meant as %s', (name, meant) => {
  expect(nearestName(name, known)).toBe(meant)
})

it.each(['', 'x', 'foo', 'timestamp', 'constructor', 'a'.repeat(1000)])('nothing known is near %s', (name) => {
  expect(nearestName(name, known)).toBeUndefined()
})
