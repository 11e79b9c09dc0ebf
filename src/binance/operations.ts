export { type OperationId, operations } from '../../generated/binance/operations.js'
