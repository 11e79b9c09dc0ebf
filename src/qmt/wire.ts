import type { ResultByOperation } from '../../generated/qmt/client.js'
import { type OperationId, operations } from '../../generated/qmt/operations.js'
import type { CallOptions, CallResult } from '../core/call.js'
import { ConfigError } from '../core/errors/local-errors.js'
import type { Execute } from '../core/execute.js'
import type { Operation } from '../core/operation.js'
import type { QmtAuth } from './auth.js'
import type { Server } from './check-order.js'

/** What the methods stand on: the wire's calls, by operation. */
export interface Wire {
  readonly server: Server
  readonly mode: QmtAuth['type']
  send<Id extends OperationId>(id: Id, params: unknown, options?: CallOptions): Promise<CallResult<ResultByOperation[Id]>>
  /** Throws ConfigError when this mode or this server does not have the operation. */
  require(method: string, id: OperationId): void
}

export function createWire(execute: Execute, server: Server, mode: QmtAuth['type']): Wire {
  return {
    server,
    mode,
    // The table and the results are generated from the same spec.
    send: (id, params, options) => execute(id, operations[id], params, options).withResponse() as Promise<CallResult<never>>,
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
