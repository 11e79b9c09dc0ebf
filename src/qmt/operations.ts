export { type OperationId, operations } from '../../generated/qmt/operations.js'
