import { expect, it } from 'vitest'
import { throwApiErrors } from '../../../../src/core/http/refuse.js'
import { scriptedSend, wireRequest, wireResponse } from '../../../helpers/wire.js'
import { apiError } from '../../../helpers/wire-errors.js'

it("throws what the provider's table makes of an answer, and passes the rest", async () => {
  const refusal = apiError(400, 'rejected')
  const seen: unknown[] = []
  const good = wireResponse(200)
  const bad = wireResponse(400)
  const request = wireRequest()
  const layer = throwApiErrors((response, asked) => {
    seen.push([response, asked])
    return response.status === 400 ? refusal : undefined
  })(scriptedSend(good, bad).send)
  expect(await layer(request)).toBe(good)
  await expect(layer(request)).rejects.toBe(refusal)
  expect(seen).toEqual([
    [good, request],
    [bad, request],
  ])
})
