import { AbortedError } from 'tradespec'
import { expect, it } from 'vitest'
import { pause } from '../../../../src/core/http/pause.js'
import { caught } from '../../../helpers/caught.js'
import { wireRequest, writeRequest } from '../../../helpers/wire.js'

it('a pause ends by itself', async () => {
  await pause(1, wireRequest({ signal: new AbortController().signal }))
})

it('a pause ends at once when the signal was aborted already, and when it is aborted meanwhile', async () => {
  const reason = new Error('enough')
  expect(await caught(() => pause(60_000, wireRequest({ signal: AbortSignal.abort(reason) })))).toMatchObject({ cause: reason })
  const controller = new AbortController()
  const running = caught(() => pause(60_000, wireRequest({ signal: controller.signal })))
  controller.abort(reason)
  expect(await running).toBeInstanceOf(AbortedError)
})

it('an aborted pause says not-sent for a write, and for a read that was never sent; unknown for a read that was', async () => {
  const signal = AbortSignal.abort()
  const outcome = async (request: Parameters<typeof pause>[1]) => (await caught(() => pause(1, request))).outcome
  expect(await outcome(writeRequest({ signal }))).toBe('not-sent')
  expect(await outcome(wireRequest({ signal }))).toBe('not-sent')
  expect(await outcome(wireRequest({ signal, call: { attempts: 1 } }))).toBe('unknown')
})
