import { AbortedError, TimeoutError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { inTime } from '../../../../src/core/http/in-time.js'
import { caught } from '../../../helpers/caught.js'
import { writeRequest } from '../../../helpers/wire.js'

const never = new Promise<string>(() => undefined)

describe('work before sending', () => {
  it('that is done at once is not waited for', () => {
    expect(inTime('done', writeRequest())).toBe('done')
  })

  it('that ends in time is passed on, its failure too', async () => {
    expect(await inTime(Promise.resolve('done'), writeRequest())).toBe('done')
    await expect(inTime(Promise.reject(new Error('kms')), writeRequest())).rejects.toThrow('kms')
  })

  it('that takes too long ends with TimeoutError, unsent', async () => {
    const error = await caught(async () => inTime(never, writeRequest({ timeoutMs: 5 })))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ outcome: 'not-sent' })
  })

  it('ends with AbortedError, unsent, when the caller gives up', async () => {
    const controller = new AbortController()
    const running = caught(async () => inTime(never, writeRequest({ signal: controller.signal })))
    controller.abort()
    expect(await running).toBeInstanceOf(AbortedError)
    expect(await running).toMatchObject({ outcome: 'not-sent' })
    expect(await caught(async () => inTime(never, writeRequest({ signal: AbortSignal.abort() })))).toBeInstanceOf(AbortedError)
  })
})
