import { createBinance } from 'tradespec/binance'
import { expect, it } from 'vitest'
import { limitsOf } from '../../../src/binance/limits.js'
import { json, spyFetch } from '../../helpers/spy-fetch.js'

const NONE = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }

it('reads every counter by its interval, whatever the case', () => {
  const headers = new Headers({
    'X-MBX-USED-WEIGHT-1M': '21',
    'x-mbx-used-weight-1d': '40000',
    'X-MBX-ORDER-COUNT-10S': '0',
    'X-Mbx-Order-Count-1D': '7',
    'X-SAPI-USED-IP-WEIGHT-1M': '3',
    'X-SAPI-USED-UID-WEIGHT-1M': '4',
  })
  expect(limitsOf(headers)).toEqual({
    usedWeight: { '1M': 21, '1D': 40000 },
    orderCount: { '10S': 0, '1D': 7 },
    usedIpWeight: { '1M': 3 },
    usedUidWeight: { '1M': 4 },
  })
})

it('passes over what is no counter', () => {
  const headers = new Headers({
    'X-MBX-USED-WEIGHT': '5',
    'X-MBX-USED-WEIGHT-1M': '',
    'X-MBX-USED-WEIGHT-1X': '5',
    'X-MBX-ORDER-COUNT-1D': 'many',
    Date: '1',
  })
  expect(limitsOf(headers)).toEqual(NONE)
})

it('comes with the answer when it is asked for', async () => {
  const { fetch } = spyFetch(() => json({}, 200, { 'X-MBX-USED-WEIGHT-1M': '2' }))
  const { limits } = await createBinance({ fetch }).ping().withResponse()
  expect(limits).toEqual({ ...NONE, usedWeight: { '1M': 2 } })
})
