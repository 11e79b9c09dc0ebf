import { ConfigError, TimeoutError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { signEach } from '../../../../src/core/http/sign.js'
import { caught } from '../../../helpers/caught.js'
import { scriptedSend, wireResponse, writeRequest } from '../../../helpers/wire.js'
import { networkError } from '../../../helpers/wire-errors.js'

describe('the signing layer', () => {
  it.each([
    ['at once', (query: string) => query],
    ['later', async (query: string) => query],
  ])('sends what the provider makes of the request, %s, and hands out the answer', async (_when, later) => {
    const answer = wireResponse()
    const { send, requests } = scriptedSend(answer)
    const layer = signEach((request) => {
      const query = later(`${request.query}&signed`)
      return typeof query === 'string' ? { ...request, query } : query.then((text) => ({ ...request, query: text }))
    })
    expect(await layer(send)(writeRequest({ query: 'a=1' }))).toBe(answer)
    expect(requests).toMatchObject([{ query: 'a=1&signed', method: 'POST' }])
  })

  it('signs every attempt anew, from the request as it was', async () => {
    const { send, requests } = scriptedSend()
    let count = 0
    const layer = signEach((request) => {
      count += 1
      return { ...request, query: `${request.query}&n=${count}` }
    })(send)
    const request = writeRequest({ query: 'a=1' })
    await layer(request)
    await layer(request)
    expect(requests.map(({ query }) => query)).toEqual(['a=1&n=1', 'a=1&n=2'])
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('HSM is away')
      },
    ],
    ['rejects', () => Promise.reject(new Error('HSM is away'))],
  ])('ends the call unsent when the signer %s', async (_how, fail) => {
    const { send, requests } = scriptedSend()
    const error = await caught(() => signEach(fail)(send)(writeRequest()))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({
      message: 'newOrder was not sent: the signer failed.',
      outcome: 'not-sent',
      operationId: 'newOrder',
      clientOrderId: 'my-id',
      attempts: 0,
      cause: { message: 'HSM is away' },
    })
    expect(requests).toEqual([])
  })

  it('lets errors of ours pass: a signer that took too long is a time-out', async () => {
    const late = new TimeoutError('late', 'not-sent')
    await expect(signEach(() => Promise.reject(late))(scriptedSend().send)(writeRequest())).rejects.toBe(late)
  })

  it('does not take a failure to send for a failure to sign', async () => {
    const lost = networkError()
    await expect(signEach((request) => request)(scriptedSend(lost).send)(writeRequest())).rejects.toBe(lost)
  })
})
