import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../../src/core/clock.js'
import { resyncOnTimestampError } from '../../../../src/core/http/resync.js'
import type { WireRequest, WireResponse } from '../../../../src/core/http/send.js'
import { caught } from '../../../helpers/caught.js'
import { scriptedSend, wireRequest, wireResponse, writeRequest } from '../../../helpers/wire.js'
import { apiError, rateLimited } from '../../../helpers/wire-errors.js'

const stale = apiError(400, 'rejected', -1021)
const ok = wireResponse()

function layerOver(
  steps: readonly (Error | WireResponse)[],
  sync: Clock['sync'] = async () => undefined,
  mayResend?: (request: WireRequest) => boolean,
) {
  const { send, requests } = scriptedSend(...steps)
  let syncs = 0
  const clock: Clock = {
    timestamp: () => 1,
    offsetMs: 0,
    measurements: 0,
    sync: (signal) => {
      syncs += 1
      return sync(signal)
    },
  }
  return { call: resyncOnTimestampError(clock, (error) => error === stale, mayResend)(send), requests, syncs: () => syncs }
}
const signedRead = (more: Partial<Omit<WireRequest, 'call'>> = {}) => wireRequest({ ...more, call: { signed: true } })

describe('a timestamp error', () => {
  it.each([
    ['read', signedRead],
    ['write', writeRequest],
  ])('measures the clock and sends a %s once more', async (_kind, make) => {
    const { call, requests, syncs } = layerOver([stale, ok])
    expect(await call(make())).toBe(ok)
    expect([requests.length, syncs()]).toEqual([2, 1])
  })

  it('is final when it comes again', async () => {
    const { call, requests, syncs } = layerOver([stale])
    await expect(call(writeRequest())).rejects.toBe(stale)
    expect([requests.length, syncs()]).toEqual([2, 1])
  })

  it('is final when the clock cannot be measured', async () => {
    const { call, requests } = layerOver([stale], () => Promise.reject(new Error('no time')))
    await expect(call(writeRequest())).rejects.toBe(stale)
    expect(requests).toHaveLength(1)
  })

  it('tells of a limit that the measurement ran into, so that the client keeps quiet', async () => {
    const limited = rateLimited(120_000, { banned: true })
    const { call, requests } = layerOver([stale], () => Promise.reject(limited))
    await expect(call(writeRequest())).rejects.toBe(limited)
    expect(requests).toHaveLength(1)
  })

  it('is not measured again when another call had it done meanwhile', async () => {
    const { send, requests } = scriptedSend(stale, ok)
    let measurements = 0
    const clock: Clock = {
      timestamp: () => 1,
      offsetMs: 0,
      get measurements() {
        return measurements
      },
      sync: () => Promise.reject(new Error('measured again')),
    }
    const layer = resyncOnTimestampError(
      clock,
      (error) => error === stale,
    )(async (request) => {
      measurements = 1
      return send(request)
    })
    expect(await layer(writeRequest())).toBe(ok)
    expect(requests).toHaveLength(2)
  })

  it('is final for a call that carries no timestamp', async () => {
    const { call, syncs } = layerOver([stale])
    await expect(call(wireRequest())).rejects.toBe(stale)
    expect(syncs()).toBe(0)
  })

  it('ends as aborted, and rejected, when the signal ends the measurement', async () => {
    const controller = new AbortController()
    const { call, requests } = layerOver([stale], async (signal) => {
      controller.abort(new Error('enough'))
      signal?.throwIfAborted()
    })
    const error = await caught(() => call(writeRequest({ signal: controller.signal })))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'rejected', attempts: 1, clientOrderId: 'my-id' })
    expect(requests).toHaveLength(1)
  })
})

describe('what may not be sent again', () => {
  const onlyReads = (request: WireRequest) => !request.call.write

  it('is not, but the clock is measured for the next call', async () => {
    const { call, requests, syncs } = layerOver([stale, ok], undefined, onlyReads)
    await expect(call(writeRequest())).rejects.toBe(stale)
    expect([requests.length, syncs()]).toEqual([1, 1])
  })

  it('is decided call by call', async () => {
    const { call, requests, syncs } = layerOver([stale, ok], undefined, onlyReads)
    expect(await call(signedRead())).toBe(ok)
    expect([requests.length, syncs()]).toEqual([2, 1])
  })

  it('is not asked where the measurement failed', async () => {
    const asked: WireRequest[] = []
    const { call } = layerOver(
      [stale],
      () => Promise.reject(new Error('no time')),
      (request) => {
        asked.push(request)
        return true
      },
    )
    await expect(call(writeRequest())).rejects.toBe(stale)
    expect(asked).toEqual([])
  })
})

it('another error is none of its business', async () => {
  const { call, syncs } = layerOver([apiError(400, 'rejected', -1022)])
  await expect(call(writeRequest())).rejects.toMatchObject({ providerCode: -1022 })
  expect(syncs()).toBe(0)
})
