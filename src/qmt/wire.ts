import type { ResultByOperation } from '../../generated/qmt/client.js'
import { type OperationId, operations } from '../../generated/qmt/operations.js'
import type { CallOptions, Finished } from '../core/call.js'
import { ConfigError, InvalidRequestError } from '../core/errors/local-errors.js'
import type { Run } from '../core/execute.js'
import type { Operation } from '../core/operation.js'
import type { QmtAuth } from './auth.js'
import type { Server } from './check-order.js'

/** What the methods stand on: the wire's calls, by operation. */
export interface Wire {
  readonly server: Server
  readonly mode: QmtAuth['type']
  send<Id extends OperationId>(id: Id, params: unknown, options?: CallOptions): Promise<Finished<ResultByOperation[Id]>>
  /** Throws ConfigError when this mode or this server does not have the operation. */
  require(method: string, id: OperationId): void
}

/** A field that this server would pass over must not be taken for obeyed. */
function refuseUnread(id: OperationId, params: unknown, server: Server): void {
  const { params: specs }: Operation = operations[id]
  for (const [name, value] of Object.entries(params ?? {})) {
    const available = specs[name]?.available
    if (value === undefined || !available || available.includes(server)) continue
    const message = `${name} is read by the ${available.join(' and ')} server only`
    throw new InvalidRequestError(id, [{ parameters: [name], rule: 'available', message }])
  }
}

export function createWire(run: Run, server: Server, mode: QmtAuth['type']): Wire {
  return {
    server,
    mode,
    // The table and the results are generated from the same spec.
    send: async (id, params, options) => {
      refuseUnread(id, params, server)
      return run(id, operations[id], params, options) as Promise<Finished<never>>
    },
    require(method, id) {
      const { available, security }: Operation = operations[id]
      if (available && !available.includes(server)) {
        throw new ConfigError(
          `${method} is not known to this server: only the ${available.join(' and ')} server has it (option \`server\`).`,
          {
            operationId: method,
          },
        )
      }
      if (mode === 'session' && security === 'SIGNATURE') {
        throw new ConfigError(
          `${method} needs a signature: this server takes no session for it. Use auth: signed({ clientId, secretKey }).`,
          {
            operationId: method,
          },
        )
      }
    },
  }
}
