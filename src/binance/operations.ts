export { type OperationId, operations } from '../../generated/binance/all-operations.js'
