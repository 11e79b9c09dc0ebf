/** What a parameter may be; everything here comes from the spec. */
export type ParamKind = 'string' | 'decimal' | 'int' | 'int64' | 'number' | 'amount' | 'boolean' | 'list' | 'object' | 'anyOf'

export interface ParamSpec {
  readonly kind: ParamKind
  readonly required?: true
  /** The only values that may be sent. */
  readonly values?: readonly (string | number)[]
  readonly min?: number
  readonly max?: number
  /** It must be greater than this. */
  readonly above?: number
  /** Digits after the point at most. */
  readonly decimals?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly default?: string | number | boolean
  readonly items?: ParamSpec
  readonly minItems?: number
  readonly maxItems?: number
  readonly anyOf?: readonly ParamSpec[]
  /** An id that the client makes up when the caller gives none; with a condition, only when it holds. */
  readonly clientId?: true | Condition
  /** Where it travels; in the query if this is left out. */
  readonly in?: 'path' | 'body' | 'header'
  /** A path parameter that stands in the query too. */
  readonly alsoInQuery?: true
  /** `comma`: a list as one text, entries joined by commas; else it is JSON. `upper`: a boolean as TRUE or FALSE. */
  readonly encoding?: 'comma' | 'upper'
  /** Of an object that is spelt out: its members, and no others. */
  readonly fields?: Readonly<Record<string, ParamSpec>>
  /** Sent when the caller gives nothing; first match wins. */
  readonly fill?: readonly Fill[]
  /** The kinds of server that know it; all if left out. */
  readonly available?: readonly string[]
}

export interface Fill extends Condition {
  readonly value: string | number | boolean
}

/** All of the keys that are present must hold. Source: specs/README.md, "Conditions". */
export interface Condition {
  readonly when?: Readonly<Record<string, readonly (string | number | boolean)[]>>
  readonly given?: readonly string[]
  readonly absent?: readonly string[]
  readonly atMost?: Readonly<Record<string, number>>
}

/** A rule between parameters. Source: specs/README.md, "Rules between parameters". */
export interface Rule extends Condition {
  readonly require?: readonly string[]
  readonly forbid?: readonly string[]
  readonly exactlyOne?: readonly string[]
  readonly atLeastOne?: readonly string[]
  readonly atMostOne?: readonly string[]
  readonly together?: readonly string[]
  readonly allow?: Readonly<Record<string, readonly (string | number | boolean)[]>>
  readonly maxSpanHours?: { readonly from: string; readonly to: string; readonly hours: number }
  readonly greaterThanZero?: readonly string[]
  readonly whole?: readonly string[]
  /** The provider's error code for a call that breaks the rule. */
  readonly code?: number
  readonly because?: string
}

export interface WeightRule extends Condition {
  readonly weight: number
  /** Multiplied by the number of entries of this list parameter. */
  readonly perItemOf?: string
  readonly cap?: number
}

export interface Weight {
  readonly ip?: number | readonly WeightRule[]
  readonly uid?: number | readonly WeightRule[]
  /** What a call that succeeds costs instead. */
  readonly onSuccess?: number
}

/** Which of its shapes an answer has. First match wins. */
export interface Variant extends Condition {
  readonly schema: string
  readonly array?: true
}

/** A limit of its own: so many calls of the family within the seconds, for each value of the parameter `per`. */
export interface CallLimit {
  readonly family: string
  readonly calls: number
  readonly perSeconds: number
  readonly per: string
}

/** One entry of the generated table: all that the client must know of an operation, as plain data. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly tag: string
  /** Below which member of the client it stands, e.g. `v2`... */
  readonly namespace?: string
  /** ...and what it is called there, where that is not its id. */
  readonly name?: string
  /** The provider's own label: NONE, USER_DATA, TRADE, ... */
  readonly security: string
  readonly apiKey: boolean
  readonly signed: boolean
  /** Changes state at the provider, whatever the HTTP method says. */
  readonly write: boolean
  readonly weight: Weight
  readonly unfilledOrders?: number
  readonly marketDataHost?: true
  readonly limit?: CallLimit
  /** The kinds of server that know the call; all if left out. */
  readonly available?: readonly string[]
  /** How parameters with `in: 'body'` are written. */
  readonly body?: 'json' | 'form'
  readonly deprecated?: true
  readonly params: Readonly<Record<string, ParamSpec>>
  readonly rules?: readonly Rule[]
  readonly variants?: readonly Variant[]
  /** Error codes this call is known for, beyond the general ones. */
  readonly errors?: readonly number[]
  /** A write whose success has no content. */
  readonly silent?: true
  /** Members of the answer and the values that mean success; with any other the answer is an error, whatever its status says. */
  readonly success?: Readonly<Record<string, readonly (string | number | boolean)[]>>
}

/** The same for a call that travels over a socket. */
export type SocketOperation = Omit<Operation, 'method' | 'path' | 'body' | 'marketDataHost'>
