/**
 * What the mock can refuse with: status and text as the service sends them. `%s` stands for the parameter or the detail.
 * Every row can be reached by a request; the contract tests prove it. Other codes come through `overrides`.
 */
export const REFUSALS = {
  '-1003': {
    status: 429,
    text: 'Too much request weight used; current limit is %s request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.',
  },
  '-1013': { status: 400, text: 'Invalid %s.' },
  '-1015': { status: 429, text: 'Too many new orders; current limit is %s orders per 10 SECOND.' },
  '-1021': { status: 400, text: '%s' },
  '-1022': { status: 400, text: 'Signature for this request is not valid.' },
  '-1100': { status: 400, text: "Illegal characters found in parameter '%s'." },
  '-1101': { status: 400, text: "Too many parameters; '%s' was sent more than once." },
  '-1102': { status: 400, text: "Mandatory parameter '%s' was not sent, was empty/null, or malformed." },
  '-1104': { status: 400, text: 'Not all sent parameters were read; %s.' },
  '-1105': { status: 400, text: "Parameter '%s' was empty." },
  '-1108': { status: 400, text: "Parameter '%s' overflowed." },
  '-1111': { status: 400, text: "Parameter '%s' has too much precision." },
  '-1115': { status: 400, text: 'Invalid timeInForce.' },
  '-1116': { status: 400, text: 'Invalid orderType.' },
  '-1117': { status: 400, text: 'Invalid side.' },
  '-1120': { status: 400, text: 'Invalid interval.' },
  '-1121': { status: 400, text: 'Invalid symbol.' },
  '-1122': { status: 400, text: 'Invalid symbolStatus.' },
  '-1127': { status: 400, text: 'More than 24 hours between startTime and endTime.' },
  '-1128': { status: 400, text: 'Combination of optional parameters invalid.' },
  '-1130': { status: 400, text: "Data sent for parameter '%s' is not valid." },
  '-1131': { status: 400, text: 'recvWindow must not be above 60000.' },
  '-1134': { status: 400, text: 'strategyType was less than 1000000.' },
  '-1135': { status: 400, text: "Invalid JSON in parameter '%s'." },
  '-1139': { status: 400, text: 'Invalid ticker type.' },
  '-1145': { status: 400, text: 'cancelRestrictions has to be either ONLY_NEW or ONLY_PARTIALLY_FILLED.' },
  '-1151': { status: 400, text: 'Symbol is present multiple times in the list.' },
  '-1158': { status: 400, text: 'The order types of the OCO legs do not go together.' },
  '-1160': { status: 400, text: 'An iceberg leg of an OCO needs timeInForce GTC.' },
  '-1165': { status: 400, text: 'The limit leg of a BUY OCO must be below.' },
  '-1166': { status: 400, text: 'The limit leg of a SELL OCO must be above.' },
  '-1194': { status: 400, text: 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.' },
  '-1196': { status: 400, text: 'The stop-loss leg of a BUY OCO must be above.' },
  '-1197': { status: 400, text: 'The stop-loss leg of a SELL OCO must be below.' },
  '-1198': { status: 400, text: 'The take-profit leg of a BUY OCO must be below.' },
  '-1199': { status: 400, text: 'The take-profit leg of a SELL OCO must be above.' },
  '-1210': { status: 400, text: 'Invalid pegPriceType.' },
  '-1211': { status: 400, text: 'Invalid pegOffsetType.' },
  '-1220': { status: 400, text: 'The symbol is not present in the list' },
  '-1222': { status: 400, text: 'The working leg of an OPO must be BUY.' },
  '-1223': { status: 400, text: 'The pending leg of an OPO must be SELL.' },
  '-2010': { status: 400, text: '%s' },
  '-2011': { status: 400, text: 'Unknown order sent.' },
  '-2013': { status: 400, text: 'Order does not exist.' },
  '-2014': { status: 401, text: 'API-key format invalid.' },
  '-2015': { status: 401, text: 'Invalid API-key, IP, or permissions for action.' },
  '-2021': { status: 409, text: 'Order cancel-replace partially failed.' },
  '-2022': { status: 400, text: 'Order cancel-replace failed.' },
  '-2038': { status: 400, text: 'The order amend was rejected: %s.' },
  '-2039': { status: 400, text: 'Client order ID is not correct for this order ID.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly text: string }>>

/** What only the WebSocket API refuses with. */
export const SOCKET_REFUSALS = {
  '-1020': { status: 400, text: "This operation is not supported: '%s'." },
  '-1209': { status: 400, text: 'Invalid listenToken.' },
  '-1191': { status: 400, text: 'Too many subscriptions: %s are active.' },
  '-2035': { status: 400, text: 'User Data Stream subscription already active.' },
  '-2036': { status: 400, text: 'User Data Stream subscription not active.' },
  '-2042': { status: 400, text: 'All %s subscription ids of this session are used up.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly text: string }>>

/** What only calls below /sapi are refused with. */
export const SAPI_REFUSALS = {
  '-1125': { status: 400, text: 'This listenKey does not exist.' },
  '-4047': { status: 400, text: 'Time interval must be within 0-7 days' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly text: string }>>

const ROWS = { ...REFUSALS, ...SOCKET_REFUSALS, ...SAPI_REFUSALS }

export type RefusalCode = keyof typeof REFUSALS | keyof typeof SAPI_REFUSALS | keyof typeof SOCKET_REFUSALS

/** Whether it is a code that requests over HTTP are refused with. */
export const isHttpRefusal = (code: string): code is keyof typeof REFUSALS | keyof typeof SAPI_REFUSALS =>
  isRefusalCode(code) || Object.hasOwn(SAPI_REFUSALS, code)

export const isRefusalCode = (code: string): code is keyof typeof REFUSALS => Object.hasOwn(REFUSALS, code)

/** A request the mock refuses, thrown wherever the reason is found. */
export class Refusal extends Error {
  readonly code: number
  readonly status: number
  readonly text: string
  readonly data: unknown
  readonly headers: Readonly<Record<string, string>>

  constructor(code: RefusalCode, detail = '', more: { status?: number; data?: unknown; headers?: Readonly<Record<string, string>> } = {}) {
    const row = ROWS[code]
    super(row.text)
    this.code = Number(code)
    this.status = more.status ?? row.status
    this.text = row.text.replace('%s', () => detail)
    this.data = more.data
    this.headers = more.headers ?? {}
  }
}
