import type { Schema, SpecDocument, SpecOperation, SpecStream } from '../../scripts/generate/document.js'
import { ref, type SmallOperation, specOf } from './spec-document.js'

const string: Schema = { type: 'string' }
const integer: Schema = { type: 'integer', format: 'epoch' }

const schemas: Record<string, Schema> = {
  Message: { type: 'object', required: ['E'], properties: { E: integer, maybe: integer } },
  Extended: { allOf: [ref('Message'), { type: 'object', required: ['more'], properties: { more: string } }] },
  Width: { ...string, enum: ['1m', '1M'] },
  Ping: { type: 'object', required: ['e'], properties: { e: { ...string, const: 'ping' } } },
}

/** A spec with these webhooks, in the form of the bundler's output. */
export const socketSpec = (
  webhooks: Readonly<Record<string, SpecOperation>>,
  operations: Readonly<Record<string, SmallOperation>> = {},
): SpecDocument => ({
  ...specOf(operations, { schemas: structuredClone(schemas) }),
  webhooks: structuredClone(Object.fromEntries(Object.entries(webhooks).map(([name, post]) => [name, { post }]))),
})

const webhook = (operationId: string): SpecOperation => ({
  operationId,
  tags: ['test'],
  summary: `What ${operationId} is`,
  responses: {},
  'x-security': 'NONE',
  'x-source': 'nowhere',
})

const examples = { one: { value: {} } }

export const stream = (id: string, more: Partial<SpecStream> = {}, message: Schema = ref('Message')): SpecOperation => ({
  ...webhook(`${id}Stream`),
  requestBody: { content: { 'application/json': { schema: message, examples } } },
  'x-stream': { names: [`<symbol>@${id}`], order: 'E', ...more },
})

export const event = (name: string, kind: SpecOperation['x-event'] = 'account'): SpecOperation => ({
  ...webhook(`${name}Event`),
  requestBody: { content: { 'application/json': { schema: ref('Ping'), examples } } },
  'x-event': kind ?? 'account',
})

export const method = (name: string, operationId = `ws${name.charAt(0).toUpperCase()}${name.slice(1)}`): SpecOperation => ({
  ...webhook(operationId),
  responses: { '200': { description: 'done', content: { 'application/json': { schema: ref('Message'), examples } } } },
  'x-ws-method': name,
})
