export { type OperationId, operations } from '../../generated/qe/operations.js'
