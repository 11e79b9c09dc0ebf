import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import { generate } from '../../../scripts/generate/generate.js'
import type { Operation } from '../../../src/core/operation.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What Binance's spec does not have: bodies, paths with ids, a namespace, drifting fields, fills, a limit, answers without JSON. */
const SPEC = `
openapi: 3.1.0
info: { title: Small, version: '1', license: { name: MIT, identifier: MIT } }
servers: [{ url: https://api.small.test }]
tags: [{ name: orders }, { name: v2, x-namespace: v2 }]
paths:
  /orders/{orderId}:
    get: &get
      operationId: getOrder
      tags: [orders]
      summary: Get an order
      security: []
      x-security: NONE
      x-source: nowhere
      x-limit: { family: orders, calls: 5, perSeconds: 60, per: orderId }
      parameters:
        - { name: orderId, in: path, required: true, description: Which., schema: { type: string, minLength: 1 } }
        - { name: states, in: query, description: States., x-encoding: comma, schema: { type: array, items: { $ref: '#/components/schemas/State' } } }
      responses:
        '200': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Order' }, examples: { one: { value: { quantity: 1, total: '2', state: NEW } } } } } }
        4XX: { description: No. }
    put:
      <<: *get
      operationId: changeOrder
      summary: Change an order
      x-write: true
      parameters: [{ name: orderId, in: path, required: true, x-also-in: query, description: Which., schema: { type: string, minLength: 1 } }]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [share]
              properties:
                share: { type: string, format: decimal, pattern: '^-?\\d+(\\.\\d+)?$', minimum: 0, maximum: 1, description: Share. }
                flag: { type: boolean, x-fill: true, description: Flag. }
                clientId: { type: string, x-client-id: true, description: Own id. }
  /login:
    post:
      operationId: loginV2
      tags: [v2]
      summary: Log in
      security: []
      x-security: NONE
      x-source: nowhere
      x-write: true
      requestBody: { content: { application/x-www-form-urlencoded: { schema: { type: object, required: [user], properties: { user: { type: string, description: Who. } } } } } }
      responses:
        '200': { description: Done. }
        4XX: { description: No. }
components:
  schemas:
    State: { type: string, enum: [NEW, in-work], description: State of an order. }
    Order:
      type: object
      description: An order.
      required: [quantity, total, state]
      properties:
        quantity: { type: [string, number], format: flex-decimal, description: How much. }
        total: { type: [string, integer], format: flex-int, description: How many. }
        state: { $ref: '#/components/schemas/State' }
`

const folders: string[] = []
let out: string
const text = (file: string): Promise<string> => readFile(join(out, file), 'utf8')
const load = async (file: string): Promise<Readonly<Record<string, unknown>>> =>
  (await import(/* @vite-ignore */ join(out, file))) as Readonly<Record<string, unknown>>

async function folder(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true })
  const made = await mkdtemp(join(parent, 'generate-small-'))
  folders.push(made)
  return made
}

beforeAll(async () => {
  const specs = await folder(tmpdir())
  await writeFile(join(specs, 'openapi.yaml'), SPEC)
  // Below the project, so that what is generated finds zod and faker and can be run.
  out = await folder(join(root, 'build'))
  await generate({ specs, out, redoclyConfig: join(root, 'redocly.yaml'), api: 'SmallApi', enums: true })
}, 60_000)
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))))

describe('a spec with bodies, ids in paths, a namespace and drifting fields', () => {
  it('has it all in its table', async () => {
    const { operations } = (await load('operations.ts')) as { operations: Readonly<Record<string, Operation>> }
    expect(Object.keys(operations)).toEqual(['getOrder', 'changeOrder', 'loginV2'])
    expect(operations['getOrder']).toMatchObject({
      path: '/orders/{orderId}',
      limit: { family: 'orders', calls: 5, perSeconds: 60, per: 'orderId' },
      params: { orderId: { in: 'path' }, states: { kind: 'list', encoding: 'comma' } },
    })
    expect(operations['changeOrder']).toMatchObject({
      body: 'json',
      params: {
        orderId: { in: 'path', alsoInQuery: true },
        share: { kind: 'decimal', min: 0, max: 1, required: true, in: 'body' },
        flag: { fill: [{ value: true }], in: 'body' },
        clientId: { clientId: true, in: 'body' },
      },
    })
    expect(operations['loginV2']).toMatchObject({ body: 'form', namespace: 'v2', name: 'login' })
  })

  it('has a flat request schema for orval, whose ranges of decimals are no lengths', async () => {
    const { ChangeOrderQueryParams: request } = (await load('zod/operations.ts')) as Readonly<Record<string, ZodType>>
    expect(request?.safeParse({ orderId: 'a', share: '0.25', flag: false, clientId: 'x' }).error).toBeUndefined()
    for (const wrong of [{ orderId: '', share: '1' }, { share: '1' }, { orderId: 'a', share: 1 }, { orderId: 'a' }]) {
      expect(request?.safeParse(wrong).success).toBe(false)
    }
  })

  it('takes drifting fields in both forms, and any value of an open enum', async () => {
    const { GetOrder200Response: response } = (await load('zod/operations.ts')) as Readonly<Record<string, ZodType>>
    for (const answer of [
      { quantity: '1', total: 2, state: 'NEW' },
      { quantity: 1, total: '2', state: 'TOMORROW' },
    ]) {
      expect(response?.safeParse(answer).error).toBeUndefined()
    }
    expect(response?.safeParse({ quantity: true, total: 2, state: 'NEW' }).success).toBe(false)
  })

  it('has one form of them for callers, and the way to it', async () => {
    expect(await text('types.ts')).toMatch(/quantity: string;[\s\S]*total: number;/)
    expect({ ...(await load('readings.ts')) }).toEqual({
      namedReadings: { Order: { fields: { quantity: 'decimal', total: 'int' } } },
      readings: { getOrder: '#Order', changeOrder: '#Order' },
    })
    expect(await load('answers.ts')).toMatchObject({ shapes: { Order: { fields: { quantity: 'string', total: 'int' } } } })
  })

  it('has its enums as objects, and its namespace as an interface', async () => {
    expect({ ...(await load('enums.ts')) }).toEqual({ State: { NEW: 'NEW', IN_WORK: 'in-work' } })
    const client = await text('client.ts')
    expect(client).toContain('export interface SmallApiV2 {')
    expect(client).toContain('  login(params: LoginV2Params, options?: CallOptions): Call<LoginV2Result>')
    expect(client).toContain('export type LoginV2Result = undefined')
  })

  it('has answers to play with, and none where there is none', async () => {
    const { answerFactories } = (await load('factories.ts')) as { answerFactories: Readonly<Record<string, () => unknown>> }
    expect(Object.keys(answerFactories['getOrder']?.() ?? {}).sort()).toEqual(['quantity', 'state', 'total'])
    expect(answerFactories['loginV2']?.()).toBeUndefined()
    const { generatedSchemas } = (await load('schemas.ts')) as { generatedSchemas: Readonly<Record<string, { response: () => ZodType }>> }
    expect(generatedSchemas['loginV2']?.response().safeParse(undefined).success).toBe(true)
  })
})
