import { describe, expect, it } from 'vitest'
import { type LogDetails, log } from '../../../../src/core/http/log.js'
import type { WireResponse } from '../../../../src/core/http/send.js'
import { caught } from '../../../helpers/caught.js'
import { scriptedSend, wireRequest, wireResponse } from '../../../helpers/wire.js'
import { apiError, timeoutError } from '../../../helpers/wire-errors.js'

function layerOver(...steps: readonly (WireResponse | Error)[]) {
  const lines: [string, LogDetails][] = []
  let time = 0
  const elapsed = () => {
    time += 12.34
    return time
  }
  const logger = { debug: (message: string, details: LogDetails) => lines.push([message, details]) }
  return { call: log(logger, elapsed)(scriptedSend(...steps).send), lines }
}

describe('the log', () => {
  it('has one line per attempt, with its status', async () => {
    const { call, lines } = layerOver(wireResponse(200))
    const request = wireRequest({ query: 'symbol=B' })
    await call(request)
    await call(request)
    const url = 'https://api.test/api/v3/depth?symbol=B'
    expect(lines).toEqual([
      [`GET ${url} 200 12.3 ms (attempt 1)`, { operationId: 'depth', method: 'GET', url, attempt: 1, durationMs: 12.3, status: 200 }],
      [`GET ${url} 200 12.3 ms (attempt 2)`, { operationId: 'depth', method: 'GET', url, attempt: 2, durationMs: 12.3, status: 200 }],
    ])
  })

  it('tells the code of a failure, and the status where there is one', async () => {
    const { call, lines } = layerOver(timeoutError(), apiError(400, 'rejected', -1121), new RangeError('bug'))
    for (let i = 0; i < 2; i += 1) await caught(() => call(wireRequest()))
    await expect(call(wireRequest())).rejects.toThrow('bug')
    expect(lines.map(([, { status, error, providerCode }]) => [status, error, providerCode])).toEqual([
      [undefined, 'TIMEOUT', undefined],
      [400, 'API', -1121],
      [undefined, 'ERROR', undefined],
    ])
    expect(lines.map(([message]) => message.split(' ').slice(2, 4).join(' '))).toEqual(['TIMEOUT 12.3', '400 -1121', 'ERROR 12.3'])
  })

  it('that throws does not change what became of the call', async () => {
    const logger = {
      debug: () => {
        throw new Error('disk full')
      },
    }
    const ok = wireResponse()
    const failure = timeoutError()
    const call = log(logger, () => 0)(scriptedSend(ok, failure).send)
    expect(await call(wireRequest())).toBe(ok)
    await expect(call(wireRequest())).rejects.toBe(failure)
  })
})
